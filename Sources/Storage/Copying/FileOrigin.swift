public import LayerArchive
internal import LinuxSystem
public import OCI
public import SystemPackage

/// An image in files: an OCI layout, an archive, or a directory as skopeo's `dir:` writes it.
public struct FileOrigin: ImageOrigin {
    let top: RawManifest
    let supply: BlobSupply
    /// Documents that no file is: of a docker-archive the manifest, and the configuration under its digest.
    var documents: [Digest: [UInt8]] = [:]
    /// What `index.json` lists.
    public internal(set) var listed: [Descriptor] = []

    /// The manifest or index that the place stands for.
    public func root() -> RawManifest { top }

    /// A manifest or index by its digest, verified.
    ///
    /// - Throws: `.missingBlob`, `.corruptBlob`.
    public func manifest(_ descriptor: Descriptor) throws -> RawManifest {
        if descriptor.digest == top.descriptor.digest { return top }
        return RawManifest(try supply.document(descriptor), mediaType: descriptor.mediaType)
    }

    /// Hands the bytes of a blob on.
    ///
    /// - Throws: `.missingBlob`, `.corruptBlob`; what the taker throws.
    public func read(_ blob: Descriptor, from offset: Int64, to taker: ByteTaker) throws {
        let source = try documents[blob.digest].map { BytesSource($0) } ?? supply.open(blob.digest)
        try source.forEach(from: offset, taker)
    }

    /// Opens a blob, as often as is wanted; its bytes are not verified.
    ///
    /// - Throws: `.missingBlob`, `.corruptBlob`.
    public func open(_ blob: Descriptor) throws -> any ByteSource {
        try documents[blob.digest].map { BytesSource($0) } ?? supply.open(blob.digest)
    }

    /// The manifests of the layout that name another as their subject.
    public func referrers(of digest: Digest) throws -> [Descriptor] {
        try listed.filter { entry in
            guard entry.mediaType.isManifest || entry.mediaType.isIndex, supply.has(entry.digest) else { return false }
            let json = try JSONValue(parsing: supply.document(entry))
            return json["subject"]?["digest"]?.stringValue == digest.description
        }
    }
}

extension FileOrigin {
    /// Opens the directory of an OCI layout.
    ///
    /// - Parameter name: As skopeo's `oci:PATH:NAME`: a tag or a whole name, or `@N` for the entry of that number.
    /// - Throws: `.invalidArchive`, `.noSuchImage`, `.missingBlob`, `.corruptBlob`.
    public static func layout(_ path: FilePath, name: String?) throws -> FileOrigin {
        let (directory, index) = try Store.openLayout(path)
        return try layout(.layout(directory), index: index, name: name, place: "the OCI layout \(path)")
    }

    /// The names that `index.json` of a layout gives to images (`org.opencontainers.image.ref.name`), sorted, each once.
    ///
    /// - Throws: `.invalidArchive`.
    public static func names(ofLayout path: FilePath) throws -> [String] {
        let (directory, bytes) = try Store.openLayout(path)
        let reader = LayoutReader(supply: .layout(directory), platform: .host)
        let index = try reader.parse(bytes, "index.json of the OCI layout \(path)") as IndexDocument
        let names = Set(index.value.manifests.compactMap { $0.annotations[AnnotationKey.referenceName] })
        return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func layout(
        _ supply: BlobSupply, index bytes: [UInt8], name: String?, place: String
    ) throws -> FileOrigin {
        let reader = LayoutReader(supply: supply, platform: .host)
        let index = try reader.parse(bytes, "index.json of \(place)") as IndexDocument
        let entries = try LayoutReader.entries(named: name, of: index.value, in: place)
        let top: RawManifest
        if entries.count == 1 {
            top = RawManifest(try supply.document(entries[0]), mediaType: entries[0].mediaType)
        } else {
            // One image for several platforms, as each of them has the name.
            let members = entries.map { entry in
                var entry = entry
                entry.annotations[AnnotationKey.referenceName] = nil
                entry.annotations[AnnotationKey.containerdImageName] = nil
                return entry
            }
            top = RawManifest(IndexDocument(ImageIndex(manifests: members)).bytes, mediaType: .ociIndex)
        }
        return FileOrigin(top: top, supply: supply, listed: index.value.manifests)
    }

    /// Opens a tar archive of an OCI layout, or of docker's.
    ///
    /// - Parameters:
    ///   - isDocker: `manifest.json` says what is in it, not `index.json`.
    ///   - name: The name of an image, or `@N` for the one of that number; it may be left out where there is one alone.
    ///   - store: Opens the store where a compressed archive is unpacked meanwhile; it is not asked for another.
    /// - Throws: `.invalidArchive`, `.noSuchImage`, `.missingBlob`, `.corruptBlob`.
    public static func archive(
        _ path: FilePath, isDocker: Bool, name: String?, in store: @escaping @Sendable () throws -> Store
    ) throws -> FileOrigin {
        let file = try whileDoing("opening \(path)") { try FileHandle.open(path) }
        do {
            let archive = try whileDoing("reading \(path)") {
                try ArchiveMembers(of: file, spool: ArchiveSpool(in: store), limits: .standard)
            }
            return try image(named: name, in: archive, isDocker: isDocker, path)
        } catch let error as LayerArchiveError {
            throw StorageError(.invalidArchive, "the archive \(path) cannot be read", hint: error.hint, cause: error)
        } catch let error as StorageError
            where [.invalidArchive, .missingBlob, .corruptBlob].contains(error.code)
            && !error.message.contains("\(path)")
        {
            // What reads documents does not know in which file they are.
            throw StorageError(error.code, "the archive \(path) cannot be used", hint: error.hint, cause: error)
        }
    }

    private static func image(
        named name: String?, in archive: ArchiveMembers, isDocker: Bool, _ path: FilePath
    ) throws -> FileOrigin {
        let document = isDocker ? "manifest.json" : "index.json"
        guard let member = archive[document] else {
            let other = isDocker ? "oci-archive:" : "docker-archive:"
            let isOther = archive[isDocker ? "index.json" : "manifest.json"] != nil
            throw StorageError(
                .invalidArchive, "the archive \(path) has no \(document)",
                hint: isOther ? "it can be read as \(other)\(path)" : "an archive of images has one: make it again")
        }
        let bytes = try archive.read(member, document)
        guard isDocker else {
            return try layout(.archive(archive), index: bytes, name: name, place: "the archive \(path)")
        }
        var reader = DockerArchiveReader(archive)
        let image = try reader.image(named: name, of: bytes, in: "the archive \(path)")
        return FileOrigin(
            top: RawManifest(image.manifest.bytes, mediaType: .ociManifest), supply: .archive(reader.archive),
            documents: [image.configuration.digest: image.configuration.bytes])
    }

    /// Opens a directory as skopeo's `dir:` writes it: `manifest.json`, and blobs by their digests.
    ///
    /// - Throws: `.invalidArchive`.
    public static func directory(_ path: FilePath) throws -> FileOrigin {
        let (directory, bytes): (DirectoryHandle, [UInt8])
        do throws(SystemError) {
            directory = try DirectoryHandle.open(path)
            bytes = try directory.openFile(Array("manifest.json".utf8)).readAll(limit: ArchiveMembers.documentLimit)
        } catch {
            throw StorageError(
                .invalidArchive, "\(path) is no directory of an image: it needs a manifest.json",
                hint: OtherPlace.hint(at: path), cause: error)
        }
        guard let manifest = RawManifest(bytes) else {
            throw StorageError(
                .invalidArchive, "\(path)/manifest.json is no manifest", hint: "copy the image again with dir:")
        }
        return FileOrigin(top: manifest, supply: .directory(directory))
    }
}

internal import LayerArchive
internal import OCI

/// Reads what the `manifest.json` of a docker-archive names.
///
/// Such an archive has no manifests: one is made of the configuration, which is kept byte for byte, and the layers as
/// they lie in the archive. It is the one that newer versions of docker make of the same image.
struct DockerArchiveReader {
    /// The archive; it learns the digests of its layers as they are found.
    private(set) var archive: ArchiveMembers

    init(_ archive: ArchiveMembers) { self.archive = archive }

    /// - Throws: `.invalidArchive`, `.corruptBlob`.
    mutating func images(manifest bytes: [UInt8]) throws -> [LoadableImage] {
        var images: [LoadableImage] = []
        for item in try DockerManifestItem.list(bytes) {
            let image = try image(item)
            // The same image under several names is one.
            if let known = images.firstIndex(where: { $0.manifest.digest == image.manifest.digest }) {
                images[known].references += image.references
            } else {
                images.append(image)
            }
        }
        return images
    }

    /// One image of the archive: by a name, by its number (`@N`), or the only one.
    ///
    /// - Throws: as ``images(manifest:)``; `.noSuchImage`.
    mutating func image(named name: String?, of bytes: [UInt8], in place: String) throws -> LoadableImage {
        let items = try DockerManifestItem.list(bytes)
        if let number = name.flatMap({ $0.hasPrefix("@") ? Int($0.dropFirst()) : nil }) {
            if items.indices.contains(number) { return try image(items[number]) }
            throw StorageError(
                .noSuchImage, "\(place) has \(items.count) images, none of the number \(number)",
                hint: "the first has the number 0")
        }
        guard let name else {
            if items.count == 1 { return try image(items[0]) }
            throw StorageError(
                .noSuchImage, "\(place) has \(items.count) images, and none was named", hint: Self.names(items))
        }
        let wanted = try ImageReference(parsing: name).withDefaultTag()
        if let item = items.first(where: { $0.references.contains(wanted) }) { return try image(item) }
        throw StorageError(.noSuchImage, "\(place) has no image named \(wanted.familiar)", hint: Self.names(items))
    }

    private static func names(_ items: [DockerManifestItem]) -> String {
        let names = items.flatMap(\.references).map(\.familiar)
        return names.isEmpty ? "its images have no names; @0 is the first" : "it has " + names.joined(separator: ", ")
    }

    private mutating func image(_ item: DockerManifestItem) throws -> LoadableImage {
        let configuration = try self.configuration(item.configuration)
        let diffIDs = configuration.value.diffIDs
        guard item.layers.count == diffIDs.count else {
            throw StorageError(
                .invalidArchive,
                "manifest.json names \(item.layers.count) layers, the configuration \(configuration.digest) \(diffIDs.count)",
                hint: "the archive is inconsistent: make it again with the program that wrote it")
        }
        var layers: [Descriptor] = []
        for (name, diffID) in zip(item.layers, diffIDs) { layers.append(try layer(named: name, diffID: diffID)) }
        let manifest = Manifest(
            configuration: configuration.descriptor(mediaType: .ociConfiguration), layers: layers)
        return try LoadableImage(
            manifest: ManifestDocument(manifest), configuration: configuration, references: item.references)
    }

    private func configuration(_ name: String) throws -> ConfigurationDocument {
        guard let member = archive[name] else {
            throw StorageError(
                .invalidArchive, "manifest.json names the configuration \(name), which is not in the archive",
                hint: "the archive is incomplete: make it again")
        }
        let document: ConfigurationDocument
        do { document = try ConfigurationDocument(bytes: archive.read(member, name)) } catch let error as OCIError {
            throw StorageError(
                .invalidArchive, "the configuration \(name) cannot be read: \(error.message)",
                hint: error.hint ?? "make the archive again", cause: error)
        }
        if let promised = Self.digest(in: name), promised != document.digest { throw BlobSupply.corrupt(promised) }
        return document
    }

    /// The digest that the name of a configuration says that it has: `HEX.json`, `sha256:HEX`, `blobs/sha256/HEX`.
    private static func digest(in name: String) -> Digest? {
        let last = name.split(separator: "/").last.map(String.init) ?? ""
        let hex = last.hasSuffix(".json") ? String(last.dropLast(5)) : last
        return Digest(hex: hex.hasPrefix("sha256:") ? String(hex.dropFirst(7)) : hex)
    }

    /// The layer of a member. An uncompressed one has its diff-id for a digest, which unpacking it will show.
    private mutating func layer(named name: String, diffID: Digest) throws -> Descriptor {
        guard let member = archive[name] else {
            throw StorageError(
                .invalidArchive, "manifest.json names the layer \(name), which is not in the archive",
                hint: "the archive is incomplete: make it again")
        }
        let type: MediaType
        switch try DecompressingSource(archive.open(member)).compression {
        case .none:
            archive.name(member, diffID)
            return Descriptor(mediaType: .ociLayer, digest: diffID, size: member.size)
        case .gzip: type = .ociLayerGzip
        case .zstd: type = .ociLayerZstd
        default:
            throw StorageError(
                .invalidArchive, "the layer \(name) is compressed in a way that no manifest can name",
                hint: "layers are uncompressed, or compressed with gzip or zstd")
        }
        let digest = try archive.open(member).copyHashing(to: nil).digest
        archive.name(member, digest)
        return Descriptor(mediaType: type, digest: digest, size: member.size)
    }
}

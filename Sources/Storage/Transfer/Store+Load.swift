public import LayerArchive
public import LinuxSystem
public import OCI
public import SystemPackage

/// An image that has been loaded, and what it was called where it came from.
public struct LoadedImage: Hashable, Sendable {
    /// The image as the store has it now.
    public let image: Image
    /// The names that it was loaded under; it may have others.
    public let references: [ImageReference]
}

/// Where images are loaded from.
public enum LoadSource: Sendable {
    /// An archive, read once from its position: an OCI archive or a docker-archive, compressed or not, seekable or not.
    case archive(FileHandle)
    /// The directory of an OCI layout.
    case layout(FilePath)

    /// The directory or archive of a path.
    ///
    /// - Throws: `.system`.
    public init(path: FilePath) throws {
        let file = try whileDoing("opening \(path)") { try FileHandle.open(path) }
        let isDirectory = try whileDoing("opening \(path)") { try file.status().kind == .directory }
        self = isDirectory ? .layout(path) : .archive(file)
    }
}

/// Images from outside, with the digests that they came with.
extension Store {
    /// Loads the images of an archive or a layout.
    ///
    /// Manifests and configurations are kept byte for byte, compressed layers keep their blobs. Every digest is
    /// verified, and nothing is visible before all of them are. An index is kept with all of its images that are there.
    /// Where an archive has both `index.json` and `manifest.json`, the first decides, and the second must say the same.
    ///
    /// - Parameters:
    ///   - source: Where they are.
    ///   - name: The name of the image, in place of what the archive says.
    ///   - platform: The only platform to load; where it is `nil`, all that there are.
    ///   - limits: Bounds of what an archive may hold.
    /// - Throws: `.invalidArchive`, `.corruptBlob`, `.missingBlob`, `.wrongPlatform`, `.noSpace`; `LayerArchiveError`.
    public func load(
        from source: LoadSource, name: ImageReference? = nil, platform: Platform? = nil,
        limits: ArchiveLimits = .standard
    ) throws -> [LoadedImage] {
        let request = LoadRequest(name: name, platform: platform, limits: limits)
        switch source {
        case .layout(let path): return try load(layout: path, request)
        case .archive(let file):
            let work = try makeWorkDirectory()
            defer { work.remove() }
            let archive = try whileDoing("reading the archive") {
                try ArchiveMembers(of: file, spool: ArchiveSpool(into: work, of: self), limits: limits)
            }
            let (images, supply) = try images(of: archive, request)
            return try load(images, supply, request)
        }
    }

    /// Loads the images of an archive, as `load(from:name:platform:limits:)`.
    public func load(_ source: FileHandle, name: ImageReference? = nil) throws -> [Image] {
        try load(from: .archive(source), name: name).map(\.image)
    }

    /// Loads the images of the directory of an OCI layout, as `load(from:name:platform:limits:)`.
    public func load(layout path: FilePath, name: ImageReference? = nil) throws -> [Image] {
        try load(from: .layout(path), name: name).map(\.image)
    }

    /// Loads the images of a path, as `load(from:name:platform:limits:)`.
    public func load(path: FilePath, name: ImageReference? = nil) throws -> [Image] {
        try load(from: LoadSource(path: path), name: name).map(\.image)
    }

    private func load(layout path: FilePath, _ request: LoadRequest) throws -> [LoadedImage] {
        try beginSession()
        let (images, supply) = try images(ofLayout: path, request)
        return try load(images, supply, request)
    }

    /// The images of a source, verified but for their layers, and where these are.
    func images(
        of source: LoadSource, in work: WorkDirectory
    ) throws -> (images: [LoadableImage], supply: BlobSupply) {
        switch source {
        case .layout(let path): return try images(ofLayout: path, LoadRequest())
        case .archive(let file):
            return try images(
                of: ArchiveMembers(of: file, spool: ArchiveSpool(into: work, of: self), limits: .standard),
                LoadRequest())
        }
    }

    private func images(
        ofLayout path: FilePath, _ request: LoadRequest
    ) throws -> (images: [LoadableImage], supply: BlobSupply) {
        let (layout, index) = try Self.openLayout(path)
        let supply = BlobSupply.layout(layout)
        return (try request.reader(supply).images(index: index), supply)
    }

    private func images(
        of archive: ArchiveMembers, _ request: LoadRequest
    ) throws -> (images: [LoadableImage], supply: BlobSupply) {
        if archive["oci-layout"] != nil, let index = archive["index.json"] {
            let supply = try supply(of: archive)
            let bytes = try archive.read(index, "index.json")
            let reader = request.reader(supply)
            let images = try reader.images(index: bytes)
            guard let manifest = archive["manifest.json"] else { return (images, supply) }
            let items = try DockerManifestItem.list(archive.read(manifest, "manifest.json"))
            let all = try reader.configurations(index: bytes)
            return (try DockerManifestItem.compare(items, with: images, all: all, in: archive), supply)
        }
        if let manifest = archive["manifest.json"] {
            var reader = DockerArchiveReader(archive)
            let images = try reader.images(manifest: archive.read(manifest, "manifest.json"))
            if let platform = request.platform { for image in images { try image.require(platform) } }
            return (images, .archive(reader.archive))
        }
        if archive["repositories"] != nil {
            throw StorageError(
                .invalidArchive, "the archive is of a docker older than 1.10: it has no manifest.json",
                hint: "load it into a docker and save it again")
        }
        throw StorageError(
            .invalidArchive, "the archive holds no image: neither index.json nor manifest.json is in it",
            hint: "a root file system is imported: `strata import FILE NAME`")
    }

    private func supply(of archive: ArchiveMembers) throws -> BlobSupply {
        guard let member = archive[DeltaDocument.name] else { return .archive(archive) }
        let document = try DeltaDocument(parsing: archive.read(member, DeltaDocument.name))
        return .delta(archive, LayerDeltas(document, store: self))
    }

    private func load(
        _ images: [LoadableImage], _ supply: BlobSupply, _ request: LoadRequest
    ) throws -> [LoadedImage] {
        if case .delta(_, let deltas) = supply { try deltas.requireBases(of: images) }
        let first = images.first
        if request.name != nil, images.count > 1, !images.allSatisfy({ first?.isOfSameIndex(as: $0) == true }) {
            throw StorageError(.ambiguous, "one name was given for \(images.count) images", hint: "leave the name out")
        }
        let flush = try beginFlush()
        defer { flush.stop() }
        let unpacker = LayerUnpacker(store: self, supply: supply, limits: request.limits)
        return try keep(images.map { ($0, try unpacker.layers(of: $0)) }, named: request.name)
    }

    private func keep(
        _ complete: [(image: LoadableImage, layers: [Layer])], named name: ImageReference?
    ) throws -> [LoadedImage] {
        var result: [LoadedImage] = []
        var indexes: [(image: LoadableImage, members: [Image], references: [ImageReference])] = []
        for (image, layers) in complete {
            let references = image.index == nil ? name.map { [$0] } ?? image.references : []
            let kept = try addImage(
                manifest: image.manifest, configuration: image.configuration, layers: layers, references: references)
            if image.index == nil {
                result.append(LoadedImage(image: kept, references: references.map { $0.withDefaultTag() }))
            } else if let known = indexes.firstIndex(where: { $0.image.isOfSameIndex(as: image) }) {
                indexes[known].members.append(kept)
            } else {
                indexes.append((image, [kept], name.map { [$0] } ?? image.references))
            }
        }
        for (image, members, references) in indexes {
            guard let index = image.index else { continue }
            let kept = try addIndex(index.document, images: members, blobs: index.blobs, references: references)
            result.append(LoadedImage(image: kept, references: references.map { $0.withDefaultTag() }))
        }
        return result
    }
}

/// What is wanted of an archive or layout.
struct LoadRequest {
    var name: ImageReference?
    var platform: Platform?
    var limits = ArchiveLimits.standard

    func reader(_ supply: BlobSupply) -> LayoutReader {
        LayoutReader(supply: supply, platform: platform ?? .host, isPlatformWanted: platform != nil)
    }
}

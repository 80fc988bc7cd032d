internal import LayerArchive
internal import OCI

/// Reads what the `manifest.json` of a docker-archive names (moby, image/spec/v1.2.md, "Combined Image JSON").
///
/// Such an archive has no manifests: one is made of the configuration, which is kept byte for byte, and the layers as
/// they lie in the archive.
struct DockerArchiveReader {
    /// The archive; it learns the digests of its layers as they are found.
    private(set) var archive: ArchiveMembers

    init(_ archive: ArchiveMembers) { self.archive = archive }

    /// - Throws: `.invalidArchive`.
    mutating func images(manifest bytes: [UInt8]) throws -> [LoadableImage] {
        let list: JSONValue
        do { list = try JSONValue(parsing: bytes) } catch {
            throw StorageError(.invalidArchive, "manifest.json cannot be read: \(error.message)", cause: error)
        }
        guard let items = list.arrayValue, !items.isEmpty else {
            throw StorageError(.invalidArchive, "manifest.json is no list of images")
        }
        return try items.map { try image($0) }
    }

    private mutating func image(_ item: JSONValue) throws -> LoadableImage {
        let configuration = try self.configuration(item)
        let names = (item["Layers"]?.arrayValue ?? []).map { $0.stringValue ?? "" }
        let diffIDs = configuration.value.diffIDs
        guard names.count == diffIDs.count else {
            throw StorageError(
                .invalidArchive,
                "manifest.json names \(names.count) layers, the configuration \(configuration.digest) \(diffIDs.count)")
        }
        var layers: [Descriptor] = []
        for (name, diffID) in zip(names, diffIDs) { layers.append(try layer(named: name, diffID: diffID)) }
        let manifest = Manifest(
            configuration: configuration.descriptor(mediaType: .dockerConfiguration), layers: layers)
        var typed = manifest
        typed.mediaType = .dockerManifest
        let references = (item["RepoTags"]?.arrayValue ?? []).compactMap(\.stringValue).compactMap {
            try? ImageReference(parsing: $0).withDefaultTag()
        }
        return try LoadableImage(
            manifest: ManifestDocument(typed), configuration: configuration, references: references)
    }

    private func configuration(_ item: JSONValue) throws -> ConfigurationDocument {
        let name = item["Config"]?.stringValue ?? ""
        guard let member = archive[name] else {
            throw StorageError(
                .invalidArchive, "manifest.json names the configuration \(name), which is not in the archive")
        }
        let bytes = try archive.read(member, name)
        do { return try ConfigurationDocument(bytes: bytes) } catch {
            throw StorageError(
                .invalidArchive, "the configuration \(name) cannot be read: \(error.message)", cause: error)
        }
    }

    /// The layer of a member. An uncompressed one has its diff-id for a digest, which unpacking it will show.
    private mutating func layer(named name: String, diffID: Digest) throws -> Descriptor {
        guard let member = archive[name] else {
            throw StorageError(.invalidArchive, "manifest.json names the layer \(name), which is not in the archive")
        }
        let type: MediaType
        var digest = diffID
        switch try DecompressingSource(archive.open(member)).compression {
        case .none: type = .dockerLayer
        case .gzip:
            type = .dockerLayerGzip
            digest = try DigestingSource(archive.open(member)).finalize()
        case .zstd:
            type = .dockerLayerZstd
            digest = try DigestingSource(archive.open(member)).finalize()
        default:
            throw StorageError(
                .invalidArchive, "the layer \(name) is compressed in a way that no manifest can name",
                hint: "layers are uncompressed, or compressed with gzip or zstd")
        }
        archive.name(member, digest)
        return Descriptor(mediaType: type, digest: digest, size: member.size)
    }
}

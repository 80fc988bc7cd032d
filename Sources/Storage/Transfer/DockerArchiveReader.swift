internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// Reads what the `manifest.json` of a docker-archive names (moby, image/spec/v1.2.md, "Combined Image JSON").
///
/// Such an archive has no manifests: one is made of the configuration, which is kept byte for byte, and the layers as
/// they lie in the archive.
struct DockerArchiveReader {
    let archive: SpooledArchive
    let store: Store

    /// - Throws: `.invalidArchive`.
    func images(manifest bytes: [UInt8]) throws -> [LoadableImage] {
        let list: JSONValue
        do { list = try JSONValue(parsing: bytes) } catch {
            throw StorageError(.invalidArchive, "manifest.json cannot be read: \(error.message)", cause: error)
        }
        guard let items = list.arrayValue, !items.isEmpty else {
            throw StorageError(.invalidArchive, "manifest.json is no list of images")
        }
        return try items.map(image)
    }

    private func image(_ item: JSONValue) throws -> LoadableImage {
        let configuration = try self.configuration(item)
        let layers = try (item["Layers"]?.arrayValue ?? []).map { try layer(named: $0.stringValue ?? "") }
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
        let bytes = try whileDoing("reading \(name)") {
            try store.directory.openFile(Array(member.place.utf8)).readAll(limit: 16 << 20)
        }
        do { return try ConfigurationDocument(bytes: bytes) } catch {
            throw StorageError(
                .invalidArchive, "the configuration \(name) cannot be read: \(error.message)", cause: error)
        }
    }

    private func layer(named name: String) throws -> Descriptor {
        guard let member = archive[name] else {
            throw StorageError(.invalidArchive, "manifest.json names the layer \(name), which is not in the archive")
        }
        let source = try FileSource(store.directory.openFile(Array(member.place.utf8)))
        let type: MediaType =
            switch try DecompressingSource(source).compression {
            case .gzip: .dockerLayerGzip
            case .zstd: .dockerLayerZstd
            default: .dockerLayer
            }
        return Descriptor(mediaType: type, digest: member.digest, size: member.size)
    }
}

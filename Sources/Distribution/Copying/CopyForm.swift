import LayerArchive
import OCI
import Storage

/// In what form an image arrives.
struct CopyForm: Sendable {
    /// Whose media types its manifests have.
    var types = ManifestForm.Types.kept
    /// How its layers are compressed.
    var encoding: LayerEncoding?
    /// Whether layers that are compressed in another way are compressed anew; else only those that are not compressed.
    var recompresses = false

    /// Nothing changes, whatever is copied.
    var isIdentity: Bool { types == .kept && encoding == nil }

    /// Whether a document of that type gets another one.
    func changes(_ type: MediaType) -> Bool { types != .kept && type.isDocker != (types == .docker) }

    /// Whether a layer is to be compressed.
    func encodes(_ layer: Descriptor) -> Bool {
        guard let encoding, let now = layer.mediaType.layerCompression, !layer.mediaType.isNondistributable else {
            return false
        }
        return now != encoding.compression && (now == .uncompressed || recompresses)
    }

    /// A manifest with these media types; its layers are as they are to be.
    ///
    /// - Throws: `StorageError` with `conflict` where docker's types cannot say it.
    func applied(to manifest: Manifest, of type: MediaType) throws -> Manifest {
        guard changes(type) else { return manifest }
        var form = ManifestForm()
        form.types = types
        var result = form.applied(to: manifest, for: .host)
        if types == .docker { try Self.makeDocker(&result) }
        return result
    }

    /// docker's manifests have no annotations, subjects and artifacts, and no zstd.
    private static func makeDocker(_ manifest: inout Manifest) throws {
        guard manifest.configuration.mediaType.isConfiguration, manifest.artifactType == nil else {
            throw StorageError(
                .conflict, "an artifact cannot be written as a manifest of docker's", hint: "leave out --format v2s2")
        }
        if manifest.layers.contains(where: { $0.mediaType.layerCompression == .zstd }) {
            throw StorageError(
                .conflict, "docker's manifests (v2s2) have no name for layers compressed with zstd",
                hint: "add --dest-compress-format gzip, or write --format oci")
        }
        (manifest.annotations, manifest.subject) = ([:], nil)
        manifest.configuration.annotations = [:]
        for index in manifest.layers.indices { manifest.layers[index].annotations = [:] }
    }
}

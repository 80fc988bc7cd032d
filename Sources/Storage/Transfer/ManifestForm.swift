public import OCI

/// What changes in the manifests of images that go out.
public struct ManifestForm: Hashable, Sendable {
    /// Whose media types manifests and layers have.
    public enum Types: Hashable, Sendable {
        /// As they are kept.
        case kept
        /// Those of the OCI; what has them already keeps its bytes.
        case oci
        /// Docker's, of schema 2.
        case docker
    }

    /// Annotations to add.
    public var annotations = ImageAnnotations()
    /// The media types.
    public var types = Types.kept

    /// Makes the form that changes nothing.
    public init() {}

    /// A manifest in this form.
    public func applied(to manifest: Manifest, for platform: Platform) -> Manifest {
        var result = manifest
        result.annotations.merge(annotations.values(.manifest, for: platform)) { _, new in new }
        if types == .kept || types == .oci && !Self.isDocker(manifest) { return result }
        result.mediaType = types == .docker ? .dockerManifest : .ociManifest
        result.configuration.mediaType = types == .docker ? .dockerConfiguration : .ociConfiguration
        for index in result.layers.indices {
            result.layers[index].mediaType = converted(result.layers[index].mediaType)
        }
        return result
    }

    /// An index in this form; its entries are the caller's.
    func applied(to index: ImageIndex) -> ImageIndex {
        var result = index
        result.annotations.merge(annotations.values(.index)) { _, new in new }
        if types == .docker || types == .oci && index.mediaType?.isDocker == true {
            result.mediaType = types == .docker ? .dockerManifestList : .ociIndex
        }
        return result
    }

    /// Whether anything in a manifest has a type of docker's.
    private static func isDocker(_ manifest: Manifest) -> Bool {
        let types = [manifest.mediaType, manifest.configuration.mediaType].compactMap(\.self)
        return (types + manifest.layers.map(\.mediaType)).contains { $0.isDocker }
    }

    /// The type of a layer; one that registries do not hand on stays what it is.
    private func converted(_ type: MediaType) -> MediaType {
        guard let compression = type.layerCompression, !type.isNondistributable else { return type }
        return types == .docker ? compression.dockerMediaType : compression.ociMediaType
    }
}

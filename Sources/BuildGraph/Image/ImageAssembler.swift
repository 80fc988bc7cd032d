public import OCI

/// The documents of a finished image.
public struct AssembledImage: Sendable {
    /// The configuration; its digest is the image ID.
    public let configuration: ConfigurationDocument
    /// The manifest. It names the build's own layers as uncompressed archives (rule 5 of the layer rules).
    public let manifest: ManifestDocument

    /// Takes two documents that belong together.
    public init(configuration: ConfigurationDocument, manifest: ManifestDocument) {
        self.configuration = configuration
        self.manifest = manifest
    }
}

/// Puts configuration, history and manifest of an image together from its plan and the layers that were made.
///
/// Times come from the layers' records, so that a build from the cache alone gives the same image again: an entry without
/// a layer bears the time of the entry before it, and no entry is older than those of the build before it. `SOURCE_DATE_EPOCH` takes the place of all times of the build.
public struct ImageAssembler: Sendable {
    /// What BuildKit signs its entries with; tools look for it.
    static let historyComment = "buildkit.dockerfile.v0"

    private let image: ImagePlan
    private let annotations: [String: String]

    /// Makes an assembler for the first image of a plan.
    public init(plan: BuildPlan) { self.init(image: plan.image) }

    /// Makes an assembler for an image; its manifest gets annotations.
    public init(image: ImagePlan, annotations: [String: String] = [:]) {
        self.image = image
        self.annotations = annotations
    }

    /// Puts the image together.
    ///
    /// - Parameters:
    ///   - layers: the results of ``ImagePlan/layerVertices``.
    ///   - fallbackCreated: the time of an image without any layer or time of its own.
    public func assemble(
        layers: [VertexID: LayerResult],
        fallbackCreated: Timestamp
    ) throws(BuildGraphError) -> AssembledImage {
        var results: [LayerResult] = []
        for id in image.layerVertices {
            guard let result = layers[id] else {
                throw BuildGraphError(.missingLayer, "the image cannot be put together: step \(id.index) gave no layer")
            }
            results.append(result)
        }
        let configuration = Document(self.configuration(results, layers: layers, fallbackCreated: fallbackCreated))
        let own = results.map { Descriptor(mediaType: .ociLayer, digest: $0.diffID, size: $0.size) }
        let manifest = Manifest(
            configuration: configuration.descriptor(mediaType: .ociConfiguration),
            layers: (image.base?.layers ?? []) + own,
            annotations: annotations
        )
        return AssembledImage(configuration: configuration, manifest: Document(manifest))
    }

    private func configuration(
        _ results: [LayerResult],
        layers: [VertexID: LayerResult],
        fallbackCreated: Timestamp
    ) -> ImageConfiguration {
        let base = image.base?.configuration
        var time = base?.created ?? base?.history.last?.created ?? results.first?.created ?? fallbackCreated
        var newest: Timestamp?
        var history = base?.history ?? []
        for step in image.history {
            if let layer = step.layer, let result = layers[layer] {
                // A layer that an earlier build made with the same content may be older than the one below it.
                newest = newest.map { max($0, result.created) } ?? result.created
                time = newest ?? time
            }
            history.append(
                HistoryEntry(
                    created: image.sourceDateEpoch ?? time,
                    createdBy: step.createdBy,
                    comment: ImageAssembler.historyComment,
                    isEmptyLayer: step.layer == nil
                )
            )
        }
        var configuration = ImageConfiguration(
            platform: image.platform,
            config: image.configuration,
            diffIDs: (base?.diffIDs ?? []) + results.map(\.diffID),
            history: history,
            created: image.sourceDateEpoch ?? time
        )
        configuration.author = image.author
        return configuration
    }
}

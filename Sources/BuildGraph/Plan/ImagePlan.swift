public import OCI

/// The image to be: everything of it that is known before the layers are.
public struct ImagePlan: Sendable {
    /// One entry of the history, below which may stand a layer.
    public struct HistoryStep: Sendable, Hashable {
        /// The instruction as `docker history` shows it.
        public let createdBy: String
        /// The vertex whose layer belongs to the entry; `nil` for an entry without a layer.
        public let layer: VertexID?
    }

    /// The image at the bottom; `nil` above `scratch`.
    public let base: BaseImage?
    /// The platform of the image.
    public let platform: Platform
    /// What MAINTAINER says, or the base image.
    public let author: String?
    /// The configuration for running the image.
    public let configuration: ContainerConfiguration
    /// The entries that the build adds to the base image's history.
    public let history: [HistoryStep]
    /// The moment that replaces all times of the build.
    public let sourceDateEpoch: Timestamp?

    /// The vertices that give the image's own layers, lowest first.
    public var layerVertices: [VertexID] { history.compactMap(\.layer) }
}

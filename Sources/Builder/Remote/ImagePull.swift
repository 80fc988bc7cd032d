public import OCI

/// Brings base images into the store that it lacks.
public struct ImagePull: Sendable {
    /// How far something of an image is: what it is, in how far, whether that is its last state.
    public typealias Progress = @Sendable (_ part: String, _ state: String, _ isDone: Bool) -> Void

    let pull: @Sendable (ImageReference, Platform, @escaping Progress) async throws -> Void
    /// Whether images are asked for even where the store has them.
    public var isAlways = false

    /// - Parameter pull: Has an image for a platform in the store, under its name. What keeps it away is thrown, as
    ///   `UnreadableImage` or `MissingPlatform`.
    public init(
        _ pull:
            @escaping @Sendable (_ name: ImageReference, _ platform: Platform, _ progress: @escaping Progress)
            async throws -> Void
    ) {
        self.pull = pull
    }
}

public import BuildGraph
public import OCI

/// Brings base images into the store that it lacks.
public struct ImagePull: Sendable {
    /// How far something of an image is: what it is, in how far, whether that is its last state.
    public typealias Progress = @Sendable (_ part: String, _ state: String, _ isDone: Bool) -> Void

    /// Reads the documents of an image where it is. Without a platform, one for this machine, or the only one that there is.
    public typealias Describe = @Sendable (ImageReference, Platform?) async throws -> BaseImage

    let pull: @Sendable (ImageReference, Platform?, @escaping Progress) async throws -> Void
    let describe: Describe?
    /// Whether images are asked for even where the store has them.
    public var isAlways = false

    /// What keeps an image away is thrown, as `UnreadableImage` or `MissingPlatform`.
    ///
    /// - Parameters:
    ///   - describe: Tells what an image is without its layers. A build that finds all steps above it in a cache from
    ///     elsewhere needs no more.
    ///   - pull: Has an image for a platform in the store, under its name. Where nobody says the platform, it is `nil`: that of this
    ///     machine, and an image that is for another one alone is taken as well, as BuildKit does.
    public init(
        describing describe: Describe? = nil,
        _ pull:
            @escaping @Sendable (_ name: ImageReference, _ platform: Platform?, _ progress: @escaping Progress)
            async throws -> Void
    ) {
        self.pull = pull
        self.describe = describe
    }
}

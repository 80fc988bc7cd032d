public import OCI

/// An image that a stage starts from or copies out of.
public struct BaseImage: Sendable {
    /// The canonical name, as progress shows it (`docker.io/library/debian:bookworm`).
    public let name: String
    /// The digest of the manifest.
    public let manifestDigest: Digest
    /// The configuration of the image.
    public let configuration: ImageConfiguration
    /// The layers as the image's manifest lists them, lowest first.
    public let layers: [Descriptor]
    /// Whether it stands for an image of which nothing is known, because a check goes on without it.
    let isAssumed: Bool

    /// Makes a base image of what a store knows of it.
    public init(name: String, manifestDigest: Digest, configuration: ImageConfiguration, layers: [Descriptor]) {
        self.name = name
        self.manifestDigest = manifestDigest
        self.configuration = configuration
        self.layers = layers
        isAssumed = false
    }

    /// Stands for an image of which nothing is known but its name.
    public static func assumed(named name: String, platform: Platform) -> BaseImage {
        BaseImage(
            name: name, manifestDigest: Digest.of(name), configuration: ImageConfiguration(platform: platform),
            layers: [],
            isAssumed: true)
    }

    private init(
        name: String, manifestDigest: Digest, configuration: ImageConfiguration, layers: [Descriptor], isAssumed: Bool
    ) {
        self.name = name
        self.manifestDigest = manifestDigest
        self.configuration = configuration
        self.layers = layers
        self.isAssumed = isAssumed
    }
}

/// Looks images up by the name that a Dockerfile gives them.
public protocol BaseImageProvider {
    /// The image of a name (or an image ID) for a platform; `nil` where there is none.
    ///
    /// Throws what keeps a present image from being read, an `OCIError` for a name that is none, ``MissingPlatform`` for an
    /// image that is there for other platforms only, and ``UnreadableImage`` for one that is somewhere else than in a store.
    func baseImage(named name: String, platform: Platform) throws -> BaseImage?
}

/// An image is there, but not for the platform that is wanted.
public struct MissingPlatform: Error, Sendable {
    /// Which image, and what was wanted.
    public let message: String
    /// What there is.
    public let hint: String?

    /// Makes the error.
    public init(message: String, hint: String?) {
        self.message = message
        self.hint = hint
    }
}

/// An image that the caller named in the place of another one cannot be read.
public struct UnreadableImage: Error, Sendable {
    /// Where it was looked for, and what was found.
    public let message: String
    /// What to do.
    public let hint: String?

    /// Makes the error.
    public init(message: String, hint: String?) {
        self.message = message
        self.hint = hint
    }
}

extension UnreadableImage: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}

extension MissingPlatform: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}

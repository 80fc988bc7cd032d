public import DockerfileSyntax
internal import OCI

/// What looking at a Dockerfile finds, without a build.
public struct BuildCheck: Sendable {
    /// A build argument that the stages take.
    public struct Argument: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// The value that it would have; `nil` where nothing gives it one.
        public let value: String?
        /// What the comment above says of it.
        public let comment: String?
        /// Where it is declared.
        public let range: SourceRange
    }

    /// Errors and warnings in the order of their places; the parser's own are not among them.
    public let diagnostics: [Diagnostic]
    /// The steps of the stages looked at.
    public let vertices: [Vertex]
    /// The stages looked at, by index.
    public let stages: [Int]
    /// Their arguments, in the order of their places, each name once.
    public let arguments: [Argument]
}

/// A provider that lets a check go on where an image is not in the store: it stands for one of which nothing is known.
struct AssumedImages: BaseImageProvider {
    let known: any BaseImageProvider

    func baseImage(named name: String, platform: Platform) throws -> BaseImage? {
        try known.baseImage(named: name, platform: platform) ?? .assumed(named: name, platform: platform)
    }
}

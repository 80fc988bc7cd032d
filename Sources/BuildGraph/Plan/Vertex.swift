public import DockerfileSyntax
public import OCI

/// One operation of a build.
public struct Vertex: Sendable {
    /// What a vertex does.
    public enum Operation: Sendable {
        /// Has the layers of an image at hand.
        case image(BaseImage)
        /// Runs a command.
        case run(RunStep)
        /// Copies files.
        case copy(CopyStep)
        /// Makes the working directory.
        case workdir(WorkdirStep)
    }

    /// The place in the plan.
    public let id: VertexID
    /// The name that progress shows, as BuildKit's: `[build 2/4] RUN make`.
    public let name: String
    /// The instruction in canonical form, before expansion: the same for the same step of another build.
    public let step: String
    /// What is to be done.
    public let operation: Operation
    /// The vertices that have to be done before, without repetition, ascending.
    public let dependencies: [VertexID]
    /// The instruction in the Dockerfile; that of FROM for a trigger that came with an image.
    public let range: SourceRange?
    /// The name of the stage, where it has one.
    public let stageName: String?
    /// The platform of the stage, which counts in cache keys.
    public let platform: Platform
}

public import ContainerRuntime

/// A step whose process failed, while what it saw and what it had made are still there.
public struct FailedStep: Sendable {
    /// The step as progress shows it.
    public let name: String
    /// The command that failed.
    public let command: String
    /// What went wrong: `exit code: 3`.
    public let problem: String
    /// A container in the step's own state — mounts, environment, user, secrets, the half-made layer — with a shell as its
    /// command. Good for one run; its streams are to be chosen.
    public var container: ContainerRequest
}

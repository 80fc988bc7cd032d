public import OCI

/// A command to run over a file tree; what it changes becomes a layer.
public struct RunStep: Sendable, Hashable {
    /// The directory in which ``files`` are shown to the process.
    public static let filesDirectory = "/dev/pipes"

    /// The tree that the command starts from.
    public let parent: FileSystem
    /// The argument vector, with the shell in front for a shell form.
    public let arguments: [String]
    /// The environment (`NAME=value`), build arguments in scope included, proxies left out; `PATH` is always there.
    public let environment: [String]
    /// The names among ``environment`` that come from ARG, in the order of their declaration.
    public let argumentNames: [String]
    /// Proxy variables to add to the environment; they are never part of a cache key.
    public let proxyEnvironment: [String]
    /// The user as the Dockerfile writes it; empty for root.
    public let user: String
    /// The working directory, absolute.
    public let workingDirectory: String
    /// The network that the process sees.
    public let network: BuildOptions.Network
    /// How far it is kept apart, and what of its surroundings the caller decides.
    public let sandbox: RunSandbox
    /// Here-document scripts, shown read-only at ``filesDirectory``.
    public let files: [InlineFile]
    /// What else the process sees that is in no layer.
    public let mounts: [StepMount]
    /// The secrets that the process is given.
    public let secrets: [StepSecret]
    /// The SSH agents that the process can speak to.
    public let agents: [StepAgent]

    /// Makes a step of its parts.
    public init(
        parent: FileSystem,
        arguments: [String],
        environment: [String],
        argumentNames: [String] = [],
        proxyEnvironment: [String] = [],
        user: String = "",
        workingDirectory: String = "/",
        network: BuildOptions.Network = .host,
        sandbox: RunSandbox = RunSandbox(),
        files: [InlineFile] = [],
        mounts: [StepMount] = [],
        secrets: [StepSecret] = [],
        agents: [StepAgent] = []
    ) {
        self.parent = parent
        self.arguments = arguments
        self.environment = environment
        self.argumentNames = argumentNames
        self.proxyEnvironment = proxyEnvironment
        self.user = user
        self.workingDirectory = workingDirectory
        self.network = network
        self.sandbox = sandbox
        self.files = files
        self.mounts = mounts
        self.secrets = secrets
        self.agents = agents
    }

    /// The devices of the machine that the process may use.
    public var devices: [StepDevice] = []

    /// The platform whose programs the tree holds: that of the base image, else the stage's. The stage's own is in the key.
    public var platform = Platform.host

    /// The arguments joined as error messages and the history show them.
    public var commandText: String { arguments.joined(separator: " ") }

    /// Whether the text of the command holds a name, so that a change of its value is no surprise.
    public func mentions(_ name: String) -> Bool {
        arguments.contains { $0.contains(name) }
            || files.contains { String(decoding: $0.bytes, as: UTF8.self).contains(name) }
    }
}

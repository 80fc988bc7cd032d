/// `RUN`: a command and how it is run.
public struct RunInstruction: Sendable, Hashable {
    /// What is executed.
    public enum Execution: Sendable, Hashable {
        /// A text for the shell, here-documents included where the shell has to read them.
        case shell(String)
        /// A program with its arguments.
        case exec([String])
        /// A single here-document that begins with `#!`: a file of this name and content, mode 0755, is put below
        /// `/dev/pipes/`, and its path is given to the shell.
        case script(name: String, content: String)
    }

    /// Where the command's packets go.
    public enum Network: String, Sendable, Hashable, CaseIterable {
        case `default`
        case none
        case host
    }

    /// With which rights the command runs.
    public enum Security: String, Sendable, Hashable, CaseIterable {
        case sandbox
        case insecure
    }

    /// What is executed.
    public var execution: Execution
    /// The values of `--mount`, in order.
    public var mounts: [RunMountFlag]
    /// The value of `--network`.
    public var network: Network?
    /// The value of `--security`.
    public var security: Security?
    /// The values of `--device`, in order.
    public var devices: [RunDevice]

    /// Makes a `RUN`.
    public init(
        execution: Execution,
        mounts: [RunMountFlag] = [],
        network: Network? = nil,
        security: Security? = nil,
        devices: [RunDevice] = []
    ) {
        self.execution = execution
        self.mounts = mounts
        self.network = network
        self.security = security
        self.devices = devices
    }

    /// Directory in which a ``Execution/script(name:content:)`` is found during the run.
    public static let scriptDirectory = "/dev/pipes/"

    /// The arguments to execute, given the shell in force.
    public func arguments(shell: [String]) -> [String] {
        switch execution {
        case .shell(let text): shell + [text]
        case .exec(let arguments): arguments
        case .script(let name, _): shell + [RunInstruction.scriptDirectory + name]
        }
    }
}

/// `RUN --device=NAME[,required]`.
public struct RunDevice: Sendable, Hashable {
    /// Name of the device as the Container Device Interface knows it.
    public var name: ShellWord
    /// Whether the step fails where the device is absent.
    public var isRequired: Bool

    /// Makes a device flag.
    public init(name: ShellWord, isRequired: Bool) {
        self.name = name
        self.isRequired = isRequired
    }
}

public import SystemPackage

/// What a started program is to the terminal and the signals of the starting one.
public enum SessionMode: Sendable {
    /// The same session and process group: it gets what the user types, Ctrl-C included.
    case same
    /// A process group of its own in the same session.
    case newGroup
    /// A session of its own, without a controlling terminal.
    case newSession
}

/// A program to start: what `ProcessSpawner` needs to know.
public struct ProcessRequest: Sendable {
    /// The program's file.
    public var executable: FilePath
    /// Its arguments, the name it is called by first.
    public var arguments: [String]
    /// Its environment, as `NAME=value`; by default this process's.
    public var environment: [String]
    /// Its working directory; by default this process's.
    public var workingDirectory: FilePath?
    /// The descriptor it reads as standard input; `nil` for `/dev/null`.
    public var standardInput: Int32?
    /// The descriptor it writes to as standard output; `nil` for `/dev/null`.
    public var standardOutput: Int32?
    /// The descriptor it writes to as standard error; `nil` for `/dev/null`.
    public var standardError: Int32?
    /// Its place among sessions and process groups.
    public var session: SessionMode = .same
    /// The signal that it gets when this process ends; `nil` for none.
    public var parentDeathSignal: Int32? = 9
    /// A PID and a mount namespace of its own.
    public var sandbox: Sandbox?

    /// A program that is called by its file's name, with this process's environment and standard streams.
    public init(_ executable: FilePath, _ arguments: [String] = []) {
        self.executable = executable
        self.arguments = [executable.lastComponent?.string ?? executable.string] + arguments
        environment = ProcessEnvironment.all
        standardInput = 0
        standardOutput = 1
        standardError = 2
    }
}

/// A PID namespace, whose first process the program becomes, and a mount namespace, in which `/proc` is that of the
/// PID namespace.
///
/// When the program ends, however it ends, the kernel ends all other processes of the namespace and takes its mounts
/// away. Nothing that is mounted in it reaches the host, and nothing that the host mounts later reaches it.
public struct Sandbox: Sendable {
    /// A detached mount and where the program sees it. A mount can be attached once.
    public struct Attachment: Sendable {
        /// The mount.
        public let mount: DetachedMount
        /// An existing directory (or file, if a file is bound), which the mount covers.
        public let target: FilePath

        /// A mount and its place.
        public init(_ mount: DetachedMount, at target: FilePath) {
            self.mount = mount
            self.target = target
        }
    }

    /// The mounts attached, in this order.
    public var attachments: [Attachment] = []
    /// A mount of the host that the program must not see; nothing happens where it is none.
    public var hiddenMount: FilePath?

    /// Whether the program may use harmless devices only; without effect where `DeviceLimit.isAvailable` is `false`.
    public var limitsDevices = false

    /// A sandbox that shows the host's files.
    public init() {}
}

public import LinuxSystem
public import OCI

/// How a container's standard streams are connected.
public enum ContainerStreams: Hashable, Sendable {
    /// Nothing to read; output and error output are handed to the caller as they come.
    case captured
    /// Those of this process; standard input only if `input`.
    case inherited(input: Bool)
    /// A terminal of the container's own, shown on standard output; keys of this process's terminal go to it if `input`.
    case terminal(input: Bool)

    /// Whether the command gets a terminal.
    var isTerminal: Bool { if case .terminal = self { true } else { false } }
}

/// A command to run in a container, and what it sees.
public struct ContainerRequest: Sendable {
    /// The container's root directory. It is moved into the container's namespace: good for one run.
    public var root: DetachedMount
    /// The command and its arguments; a command without `/` is looked up in the environment's `PATH`.
    public var arguments: [String]
    /// The environment as `NAME=value`. `PATH` and `HOME` are added where they are missing.
    public var environment: [String] = []
    /// The absolute working directory; made where it is missing.
    public var workingDirectory = "/"
    /// The user, as a Dockerfile's USER names one; empty for root.
    public var user = ""
    /// The host name; the same on every machine unless the caller wants another.
    public var hostname = "buildkitsandbox"
    /// The network.
    public var network = NetworkMode.host
    /// Files and directories of the host that the command sees.
    public var binds: [BindMount] = []
    /// What else the command sees. A mount on another's path covers what that shows there, whatever their order is.
    public var mounts: [ContainerMount] = []
    /// The streams.
    public var streams = ContainerStreams.captured
    /// Whether the command may not write to its root.
    public var isRootReadOnly = false
    /// Whether `/etc/hosts` and `/etc/resolv.conf` may be written (to no lasting effect).
    public var areHostFilesWritable = false
    /// Whether the command has every right that this process has, and sees what is hidden otherwise.
    public var isPrivileged = false
    /// Names and addresses added to `/etc/hosts`.
    public var extraHosts: [(name: String, address: String)] = []
    /// The bytes that `/dev/shm` may hold; `nil` for 64 MiB.
    public var sharedMemorySize: Int64?
    /// Limits of the command's resources; others are those of this process.
    public var limits: [ProcessLimit] = []
    /// Devices of the host that the command may use.
    public var devices: [ContainerDevice] = []
    /// Programs of the host that the runtime runs at the container's beginning and end (runtime specification, "Hooks").
    public var hooks = JSONObject()
    /// The control group, from the root of its hierarchy, below which the command's is made.
    public var groupParent: String?
    /// What the command's processes may use together. With a limit they have a control group of their own.
    public var resources = ResourceLimits()
    /// Whether the command's processes leave no core files, whatever the host does with them.
    public var forbidsCoreFiles = false
    /// The runtime; `nil` for the one that `RuntimeLocator` finds.
    public var runtime: RuntimeProgram?

    /// A command in a root, with everything else as a build step has it.
    public init(root: DetachedMount, arguments: [String]) {
        self.root = root
        self.arguments = arguments
    }
}

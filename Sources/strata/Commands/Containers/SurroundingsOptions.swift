import ArgumentParser
import BuildGraph

/// The options of `run` about what surrounds the command, as docker has them.
struct SurroundingsOptions: ParsableArguments {
    static let shape = [
        "mount=", "tmpfs=", "add-host=", "shm-size=", "ulimit=", "cgroup-parent=", "privileged",
    ]

    @Option(
        help: ArgumentHelp(
            "Show a path of the host, or memory: type=bind,source=…,target=…[,readonly], type=tmpfs,target=….",
            valueName: "fields"))
    var mount: [String] = []

    @Option(help: ArgumentHelp("An empty directory in memory.", valueName: "path[:options]"))
    var tmpfs: [String] = []

    @Option(
        name: .customLong("add-host"),
        help: ArgumentHelp("A name in /etc/hosts.", valueName: "name:address"))
    var hosts: [String] = []

    @Option(help: ArgumentHelp("Size of /dev/shm (default: 64m).", valueName: "bytes"))
    var shmSize: String?

    @Option(
        name: .customLong("ulimit"),
        help: ArgumentHelp("A limit of the command's resources.", valueName: "name=soft[:hard]"))
    var limits: [String] = []

    @Option(help: ArgumentHelp("The control group below which the command's is made.", valueName: "path"))
    var cgroupParent: String?

    @Flag(help: "Give the command all rights that the caller has, every device, and no filter.")
    var privileged = false

    /// What they say, read.
    func read() throws -> Surroundings {
        var sandbox = try SandboxOptions(
            hosts: hosts, sharedMemory: shmSize, limits: limits, groupParent: cgroupParent
        ).sandbox()
        sandbox.isInsecure = privileged
        return Surroundings(
            sandbox: sandbox,
            mounts: try mount.map { try MountOption(mount: $0) } + tmpfs.map { try MountOption(tmpfs: $0) })
    }
}

import ArgumentParser
import BuildGraph
import ContainerRuntime
import DockerfileSyntax

/// The options of `run` about what surrounds the command, as docker has them.
struct SurroundingsOptions: ParsableArguments {
    static let shape = [
        "mount=", "tmpfs=", "add-host=", "shm-size=", "ulimit=", "cgroup-parent=", "privileged",
        "m/memory=", "memory-swap=", "cpus=", "c/cpu-shares=", "cpuset-cpus=", "pids-limit=",
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

    @Option(
        name: [.customShort("m"), .long],
        help: ArgumentHelp("Memory that the command's processes may use together.", valueName: "bytes"))
    var memory: String?

    @Option(help: ArgumentHelp("Memory and swap together; -1 for as much swap as there is.", valueName: "bytes"))
    var memorySwap: String?

    @Option(help: ArgumentHelp("Processors that they may use, such as 1.5.", valueName: "number"))
    var cpus: String?

    @Option(
        name: [.customShort("c"), .long],
        help: ArgumentHelp("Their share of the processors where others want them too.", valueName: "number"))
    var cpuShares: Int64?

    @Option(help: ArgumentHelp("The processors that they run on.", valueName: "0-3,6"))
    var cpusetCpus: String?

    @Option(help: ArgumentHelp("How many processes there may be; -1 for any number.", valueName: "number"))
    var pidsLimit: Int64?

    @Flag(help: "Give the command all rights that the caller has, every device, and no filter.")
    var privileged = false

    private func resources() throws -> ResourceLimits {
        var limits = ResourceLimits()
        limits.memory = try memory.map { try SandboxOptions.size($0, of: "--memory") }
        if let memory = limits.memory, memory < 6 << 20 {
            throw UsageError("Minimum memory limit allowed is 6MB", hint: "write --memory 6m or more")
        }
        limits.memoryAndSwap = try memorySwap.map { $0 == "-1" ? -1 : try SandboxOptions.size($0, of: "--memory-swap") }
        if let swap = limits.memoryAndSwap {
            guard let memory = limits.memory else {
                throw UsageError("--memory-swap \(swap): there is no --memory", hint: "write both")
            }
            guard swap == -1 || swap >= memory else {
                throw UsageError(
                    "Minimum memoryswap limit should be larger than memory limit",
                    hint: "it is memory and swap together")
            }
        }
        limits.nanoProcessors = try cpus.map { text in
            guard let number = Double(text), number >= 0.01, number <= 1_000_000 else {
                throw UsageError("--cpus \(text): it is no number of processors", hint: "write --cpus 1.5")
            }
            return Int64(number * 1e9)
        }
        if let cpuShares, cpuShares < 2 {
            throw UsageError("--cpu-shares \(cpuShares): 2 is the smallest share", hint: "1024 is the usual one")
        }
        limits.processorShares = cpuShares
        limits.processorSet = cpusetCpus
        limits.processes = pidsLimit == -1 || pidsLimit == 0 ? nil : pidsLimit
        return limits
    }

    /// What they say, read.
    func read() throws -> Surroundings {
        var sandbox = try SandboxOptions(
            hosts: hosts, sharedMemory: shmSize, limits: limits, groupParent: cgroupParent
        ).sandbox()
        sandbox.isInsecure = privileged
        return Surroundings(
            sandbox: sandbox, resources: try resources(),
            mounts: try mount.map { try MountOption(mount: $0) } + tmpfs.map { try MountOption(tmpfs: $0) })
    }
}

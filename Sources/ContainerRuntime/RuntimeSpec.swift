internal import LinuxSystem
internal import OCI

/// What a runtime is told about a container: the document `config.json` of the runtime specification, 1.0.
///
/// A pure value: everything that depends on the image or the host has been found out before.
struct RuntimeSpec: Sendable {
    /// The command, its program as a path in the container.
    var arguments: [String]
    /// The environment, complete.
    var environment: [String]
    /// The working directory, which exists.
    var workingDirectory: String
    /// The user.
    var account: Account
    /// The capabilities.
    var capabilities: [String]
    /// Whether the runtime makes a control group that limits devices.
    var limitsDevices: Bool
    /// Whether the container gets a terminal.
    var hasTerminal: Bool
    /// The size that the terminal begins with.
    var terminalSize: TerminalSize?
    /// Limits of the process (getrlimit(2)), by the names of the runtime specification.
    var limits: [ProcessLimit] = []
    /// Whether nothing is hidden or read-only, and every device may be used.
    var isPrivileged = false
    /// The bytes that `/dev/shm` may hold; `nil` for 64 MiB.
    var sharedMemorySize: Int64?
    /// The path of the control group to make; `nil` where the runtime chooses or makes none.
    var group: String?
    /// The limits of that group.
    var resources = ResourceLimits()
    /// The host name.
    var hostname: String
    /// The network.
    var network: NetworkMode
    /// The mounts beyond the standard ones.
    var binds: [RuntimeMount]
    /// Whether the root is read-only.
    var isRootReadOnly: Bool
    /// Devices besides the usual ones.
    var devices: [ContainerDevice] = []
    /// Programs that the runtime runs.
    var hooks = JSONObject()
    /// How control groups are mounted on the host.
    var cgroups: CgroupLayout
    /// The system call filter that the runtime compiles; `nil` where it gets a compiled one.
    var seccomp: SeccompProfile?
    /// What the runtime is told by the names that it alone knows.
    var annotations: [(key: String, value: String)] = []

    /// The document.
    var json: JSONValue {
        var document: JSONObject = [
            "ociVersion": "1.0.2",
            "process": process,
            "root": ["path": "rootfs", "readonly": .bool(isRootReadOnly)],
            "hostname": .string(hostname),
            "mounts": .array(mounts.map(\.json)),
            "linux": linux,
        ]
        if !hooks.isEmpty { document["hooks"] = .object(hooks) }
        if !annotations.isEmpty {
            var members = JSONObject()
            for annotation in annotations { members[annotation.key] = .string(annotation.value) }
            document["annotations"] = .object(members)
        }
        return .object(document)
    }

    private var process: JSONValue {
        let capabilities = JSONValue.array(capabilities.map { .string($0) })
        var process: JSONObject = [
            "terminal": .bool(hasTerminal),
            "user": [
                "uid": .int(account.userID), "gid": .int(account.groupID),
                "additionalGids": .array(account.groups.map { .int($0) }),
            ],
            "args": .array(arguments.map { .string($0) }),
            "env": .array(environment.map { .string($0) }),
            "cwd": .string(workingDirectory),
            "capabilities": ["bounding": capabilities, "effective": capabilities, "permitted": capabilities],
            "noNewPrivileges": false,
        ]
        if !limits.isEmpty { process["rlimits"] = .array(limits.map(\.json)) }
        if hasTerminal, let terminalSize {
            process["consoleSize"] = ["height": .int(terminalSize.rows), "width": .int(terminalSize.columns)]
        }
        return .object(process)
    }

    private var linux: JSONValue {
        var namespaces = ["pid", "ipc", "uts", "mount"]
        if network == .none { namespaces.append("network") }
        if cgroups == .unified { namespaces.append("cgroup") }
        var linux: JSONObject = [
            "namespaces": .array(namespaces.map { ["type": .string($0)] }),
            "maskedPaths": .array(isPrivileged ? [] : Self.maskedPaths.map { .string($0) }),
            "readonlyPaths": .array(isPrivileged ? [] : Self.readonlyPaths.map { .string($0) }),
        ]
        if let group { linux["cgroupsPath"] = .string(group) }
        var resources = self.resources.json
        if isPrivileged { resources["devices"] = [["allow": true, "access": "rwm"]] }
        if !devices.isEmpty {
            linux["devices"] = .array(devices.map(\.node))
            if limitsDevices {
                let none: JSONValue = ["allow": false, "access": "rwm"]
                resources["devices"] = .array([none] + devices.map(\.rule))
            }
        }
        if !resources.isEmpty { linux["resources"] = .object(resources) }
        if let seccomp { linux["seccomp"] = seccomp.json }
        if network == .none {
            // As docker: without a network of others there is no reason to keep low ports and ping for root.
            linux["sysctl"] = [
                "net.ipv4.ip_unprivileged_port_start": "0", "net.ipv4.ping_group_range": "0 2147483647",
            ]
        }
        return .object(linux)
    }

    /// What docker hides: places by which the kernel tells about the host or could be harmed.
    static let maskedPaths = [
        "/proc/acpi", "/proc/asound", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats",
        "/proc/sched_debug", "/proc/scsi", "/proc/timer_list", "/proc/timer_stats",
        "/sys/devices/virtual/powercap", "/sys/firmware",
    ]

    /// What docker makes read-only.
    static let readonlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]
}

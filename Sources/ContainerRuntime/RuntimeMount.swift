internal import LinuxSystem
internal import OCI

/// A mount in a container (runtime specification, "Mounts").
struct RuntimeMount: Hashable, Sendable {
    var destination: String
    var type: String
    var source: String
    var options: [String]

    init(_ destination: String, type: String, source: String, _ options: [String]) {
        self.destination = destination
        self.type = type
        self.source = source
        self.options = options
    }

    /// A file or directory that the runtime finds at `source`.
    static func bind(_ source: String, at destination: String, isReadOnly: Bool) -> RuntimeMount {
        RuntimeMount(
            destination, type: "bind", source: source, ["rbind", "rprivate"] + (isReadOnly ? ["ro"] : []))
    }

    var json: JSONValue {
        [
            "destination": .string(destination), "type": .string(type), "source": .string(source),
            "options": .array(options.map { .string($0) }),
        ]
    }
}

extension RuntimeSpec {
    /// All mounts: docker's, then the container's own.
    ///
    /// Control groups are shown on hosts of version 2 only, where it takes one mount. The dozen mounts of version 1 would
    /// cost more than all else together, and no program needs them.
    var mounts: [RuntimeMount] {
        var mounts = [
            RuntimeMount("/proc", type: "proc", source: "proc", ["nosuid", "noexec", "nodev"]),
            RuntimeMount(
                "/dev", type: "tmpfs", source: "tmpfs", ["nosuid", "strictatime", "mode=755", "size=65536k"]),
            RuntimeMount(
                "/dev/pts", type: "devpts", source: "devpts",
                ["nosuid", "noexec", "newinstance", "ptmxmode=0666", "mode=0620", "gid=5"]),
            RuntimeMount(
                "/dev/shm", type: "tmpfs", source: "shm",
                ["nosuid", "noexec", "nodev", "mode=1777", "size=\(sharedMemorySize ?? 64 << 20)"]),
            RuntimeMount("/dev/mqueue", type: "mqueue", source: "mqueue", ["nosuid", "noexec", "nodev"]),
            RuntimeMount(
                "/sys", type: "sysfs", source: "sysfs", ["nosuid", "noexec", "nodev", isPrivileged ? "rw" : "ro"]),
        ]
        if cgroups == .unified {
            mounts.append(
                RuntimeMount(
                    "/sys/fs/cgroup", type: "cgroup", source: "cgroup",
                    ["nosuid", "noexec", "nodev", "relatime", isPrivileged ? "rw" : "ro"]))
        }
        return mounts + binds
    }
}

internal import CLinux
internal import Glibc
internal import SystemPackage

/// Which devices the processes of a container may use: docker's rules, kept by a control group.
///
/// A container may make device nodes, and without a limit it could read and write the host's disks through them. To give
/// each container a control group of its own costs as much as all else a runtime does. All containers have the same rules,
/// so one group `strata` below this process's own serves them all, and they begin their lives in it: on version 2 they are
/// cloned into it, on version 1 they are started by a thread that is in it.
public enum DeviceLimit {
    /// How it is kept.
    enum Means: Sendable {
        /// Version 2: the group.
        case group(DirectoryHandle)
        /// Version 1: a thread in the group.
        case thread(SerialThread)
        /// Control groups cannot be used.
        case none
    }

    /// The limit of this process, made when it is first asked for.
    static let current: Means = make()

    /// Whether there is a limit.
    public static var isAvailable: Bool {
        if case .none = current { false } else { true }
    }

    private static func make() -> Means {
        switch CgroupLayout.current {
        case .unified: makeGroup() ?? .none
        case .hybrid, .legacy: makeThread() ?? .none
        case .none: .none
        }
    }

    private static func makeGroup() -> Means? {
        guard clinux_can_start_in_cgroup() == 1, let own = OwnGroup.all.first(where: { $0.controllers == [""] }) else {
            return nil
        }
        let path = own.directory.appending("strata")
        guard (try? HostDirectories.make(path)) != nil, let group = try? DirectoryHandle.open(path),
            clinux_limit_devices(group.descriptor) == 0
        else { return nil }
        return .group(group)
    }

    private static func makeThread() -> Means? {
        guard let own = OwnGroup.all.first(where: { $0.controllers.contains("devices") }) else { return nil }
        let path = own.directory.appending("strata")
        guard (try? HostDirectories.make(path)) != nil, let group = try? DirectoryHandle.open(path) else { return nil }
        let thread = SerialThread()
        let isLimited = thread.run {
            do throws(SystemError) {
                try limit(group)
                try group.write("0", to: "tasks")
                return true
            } catch {
                return false
            }
        }
        return isLimited ? .thread(thread) : nil
    }

    /// Gives the group its rules, unless it has them.
    ///
    /// All are denied before some are allowed: for that moment the containers of other processes in the group could use no device
    /// at all. So it is done once, by one process.
    private static func limit(_ group: DirectoryHandle) throws(SystemError) {
        if try hasRules(group) { return }
        flock(group.descriptor, LOCK_EX)
        defer { flock(group.descriptor, LOCK_UN) }
        if try hasRules(group) { return }
        try group.write("a", to: "devices.deny")
        for rule in rules { try group.write(rule, to: "devices.allow") }
    }

    private static func hasRules(_ group: DirectoryHandle) throws(SystemError) -> Bool {
        let list = try group.openFile(Array("devices.list".utf8)).readAll(limit: 1 << 16)
        return Set(String(decoding: list, as: UTF8.self).split(separator: "\n").map(String.init)) == Set(rules)
    }

    /// Docker's rules in the words of version 1 (kernel, cgroup-v1/devices.rst).
    private static let rules = [
        "c *:* m", "b *:* m", "c 1:3 rwm", "c 1:5 rwm", "c 1:7 rwm", "c 1:8 rwm", "c 1:9 rwm", "c 5:0 rwm", "c 5:1 rwm",
        "c 5:2 rwm", "c 136:* rwm",
    ]
}

extension DirectoryHandle {
    fileprivate func write(_ text: String, to name: String) throws(SystemError) {
        try openFile(Array(name.utf8), O_WRONLY).write(Array(text.utf8))
    }
}

internal import CLinux
internal import Glibc

/// How control groups (cgroups(7)) are mounted on this host.
public enum CgroupLayout: String, Hashable, Sendable {
    /// Version 2 alone, at `/sys/fs/cgroup`.
    case unified
    /// Version 1 hierarchies, and version 2 without controllers at `/sys/fs/cgroup/unified`.
    case hybrid
    /// Version 1 alone.
    case legacy
    /// None is mounted.
    case none

    /// The layout that this process sees.
    public static var current: CgroupLayout {
        switch type(of: "/sys/fs/cgroup") {
        case Int(CGROUP2_SUPER_MAGIC): .unified
        case Int(TMPFS_MAGIC): type(of: "/sys/fs/cgroup/unified") == Int(CGROUP2_SUPER_MAGIC) ? .hybrid : .legacy
        default: .none
        }
    }

    private static func type(of path: String) -> Int? {
        var information = statfs()
        return statfs(path, &information) == 0 ? Int(information.f_type) : nil
    }
}

internal import Glibc
public import SystemPackage

/// Directories of the host.
public enum HostDirectories {
    /// Makes a directory with its parents; nothing happens where something of that name exists.
    public static func make(_ path: FilePath, permissions: UInt16 = 0o755) throws(SystemError) {
        if path.withPlatformString({ access($0, F_OK) }) == 0 { return }
        let parent = path.removingLastComponent()
        if !parent.isEmpty && parent != path { try make(parent, permissions: permissions) }
        do throws(SystemError) {
            try check("make directory", path.string) { path.withPlatformString { mkdir($0, mode_t(permissions)) } }
        } catch {
            if !error.isExisting { throw error }
        }
    }
}

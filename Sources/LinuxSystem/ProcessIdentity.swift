internal import CLinux
internal import Glibc
internal import SystemPackage

/// Who this process is, and what the kernel gives to its new files.
public enum ProcessIdentity {
    /// The number of the process.
    public static var processID: Int32 { getpid() }
    /// The effective user.
    public static var userID: UInt32 { geteuid() }
    /// The effective group.
    public static var groupID: UInt32 { getegid() }

    /// How many processors are at work in this machine.
    public static var processorCount: Int { max(1, sysconf(Int32(_SC_NPROCESSORS_ONLN))) }

    /// How many processors this process may use (sched_setaffinity(2)): what threads that compute are counted by.
    public static var usableProcessorCount: Int {
        let count = Int(clinux_usable_processors())
        return count > 0 ? count : processorCount
    }

    /// The permission bits that the kernel takes from new files (umask(2)).
    ///
    /// Read once, without changing it: the call that gives it also sets it, for all threads.
    public static let fileModeMask: UInt16 = {
        guard let status = try? FileHandle.open("/proc/self/status").readAll(limit: 1 << 20) else {
            return 0o777  // Unknown: every new file gets its mode set.
        }
        let text = String(decoding: status, as: UTF8.self)
        for line in text.split(separator: "\n") where line.hasPrefix("Umask:") {
            let digits = line.dropFirst(6).filter { $0.isNumber }
            return UInt16(digits, radix: 8) ?? 0o777
        }
        return 0o777
    }()
}

internal import CLinux
internal import Glibc
internal import SystemPackage

/// The environment of this process (environ(7)).
public enum ProcessEnvironment {
    /// The capabilities that this process and those that it starts may have at most, as the kernel's bits; 0 where that
    /// cannot be told.
    public static var boundingCapabilities: UInt64 {
        guard let bytes = try? FileHandle.open("/proc/self/status").readAll() else { return 0 }
        for line in String(decoding: bytes, as: UTF8.self).split(separator: "\n") where line.hasPrefix("CapBnd:") {
            return UInt64(line.dropFirst(7).drop { $0 == "\t" }, radix: 16) ?? 0
        }
        return 0
    }

    /// All variables as `NAME=value`.
    public static var all: [String] {
        var result: [String] = []
        guard var pointer = clinux_environment() else { return [] }
        while let entry = pointer.pointee {
            result.append(String(cString: entry))
            pointer += 1
        }
        return result
    }

    /// The value of a variable; `nil` where it is not set.
    public static func value(of name: String) -> String? { getenv(name).map { String(cString: $0) } }

    /// The working directory of this process; `/` where it has been removed.
    public static var workingDirectory: String {
        guard let path = getcwd(nil, 0) else { return "/" }
        defer { free(path) }
        return String(cString: path)
    }

    /// The number of this process.
    public static var processID: Int32 { getpid() }

    /// Whether a process of that number exists.
    public static func isRunning(_ process: Int32) -> Bool { kill(process, 0) == 0 || errno == EPERM }
}

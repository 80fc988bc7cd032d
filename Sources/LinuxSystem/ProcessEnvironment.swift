internal import CLinux
internal import Glibc

/// The environment of this process (environ(7)).
public enum ProcessEnvironment {
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

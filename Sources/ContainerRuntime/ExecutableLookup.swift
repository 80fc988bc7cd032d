public import LinuxSystem

/// Finds the program of a command before the container starts, so that a missing one is told as docker tells it.
public enum ExecutableLookup {
    /// The directories searched where the environment has no `PATH`.
    public static let standardPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// The path of a program inside a root, as the command would be executed (links not replaced).
    ///
    /// - Parameters:
    ///   - name: The program: a path if it has a `/`, else a name looked up in `searchPath`.
    ///   - searchPath: The value of `PATH`.
    ///   - workingDirectory: Where relative paths begin.
    ///   - root: The container's root.
    /// - Throws: `commandNotFound` or `commandNotExecutable`.
    public static func find(
        _ name: String, searchPath: String?, workingDirectory: String, in root: DirectoryHandle
    ) throws(ContainerError) -> String {
        if name.isEmpty { throw ContainerError(.commandNotFound, "exec: no command given") }
        if name.utf8.contains(UInt8(ascii: "/")) {
            switch inspect(name, workingDirectory, root) {
            case .executable: return name
            case .missing:
                throw ContainerError(.commandNotFound, "exec: \"\(name)\": stat \(name): no such file or directory")
            case .directory: throw ContainerError(.commandNotExecutable, "exec: \"\(name)\": is a directory")
            case .notExecutable: throw ContainerError(.commandNotExecutable, "exec: \"\(name)\": permission denied")
            }
        }
        for directory in (searchPath ?? standardPath).split(separator: ":", omittingEmptySubsequences: false) {
            let candidate = (directory.isEmpty ? "." : String(directory)) + "/" + name
            if inspect(candidate, workingDirectory, root) == .executable { return candidate }
        }
        throw ContainerError(
            .commandNotFound, "exec: \"\(name)\": executable file not found in $PATH",
            hint: "check the command's name and the image's PATH")
    }

    private enum Finding { case executable, missing, directory, notExecutable }

    private static func inspect(_ path: String, _ workingDirectory: String, _ root: DirectoryHandle) -> Finding {
        let absolute = path.hasPrefix("/") ? path : workingDirectory + "/" + path
        guard let resolved = try? root.resolve(inRoot: Array(absolute.utf8)),
            let status = try? root.statusIfPresent(of: resolved)
        else { return .missing }
        if status.kind == .directory { return .directory }
        return status.permissions & 0o111 == 0 ? .notExecutable : .executable
    }
}

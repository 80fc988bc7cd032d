public import LinuxSystem
internal import SystemPackage

/// Finds the program of a command before the container starts, so that a missing one is told as docker tells it.
public enum ExecutableLookup {
    /// The directories searched where the environment has no `PATH`.
    public static let standardPath = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"

    /// The path of a program inside a root, as the command would be executed (links not replaced).
    ///
    /// The interpreter that a script or a dynamically linked program names is looked for as well.
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
        if name.isEmpty { throw ContainerError(.commandNotFound, "exec: \"\": the name of the command is empty") }
        let lookup = RootLookup(root: root, workingDirectory: workingDirectory)
        if name.utf8.contains(UInt8(ascii: "/")) {
            switch lookup.inspect(name) {
            case .program(let format):
                try check(format, name, lookup)
                return name
            case .missing:
                throw ContainerError(.commandNotFound, "exec: \"\(name)\": stat \(name): no such file or directory")
            case .directory: throw ContainerError(.commandNotExecutable, "exec: \"\(name)\": is a directory")
            case .notExecutable: throw ContainerError(.commandNotExecutable, "exec: \"\(name)\": permission denied")
            }
        }
        for directory in (searchPath ?? standardPath).split(separator: ":", omittingEmptySubsequences: false) {
            let candidate = (directory.isEmpty ? "." : String(directory)) + "/" + name
            if case .program(let format) = lookup.inspect(candidate) {
                try check(format, candidate, lookup)
                return candidate
            }
        }
        throw ContainerError(
            .commandNotFound, "exec: \"\(name)\": executable file not found in $PATH",
            hint: "check the command's name and the image's PATH")
    }

    private static func check(_ format: ProgramFile.Format?, _ path: String, _ lookup: RootLookup)
        throws(ContainerError)
    {
        switch format {
        case .foreign? where !lookup.hostKnowsForeignFormats:
            throw ContainerError(
                .commandNotExecutable, "exec \(path): exec format error",
                hint: "the program is of another architecture, or a script without a #! line")
        case .executable(let interpreter?)?:
            guard case .missing = lookup.inspect(interpreter) else { return }
            throw ContainerError(
                .commandNotFound, "exec \(path): no such file or directory",
                hint: "it needs the interpreter \(interpreter), which is not in the image")
        default: break
        }
    }
}

/// Looks at files as a program in the root would find them.
private struct RootLookup {
    enum Finding {
        case program(ProgramFile.Format?), missing, directory, notExecutable
    }

    let root: DirectoryHandle
    let workingDirectory: String

    func inspect(_ path: String) -> Finding {
        let absolute = path.hasPrefix("/") ? path : workingDirectory + "/" + path
        guard let resolved = try? root.resolve(inRoot: Array(absolute.utf8)),
            let status = try? root.statusIfPresent(of: resolved)
        else { return .missing }
        switch status.kind {
        case .directory: return .directory
        case .regular where status.permissions & 0o111 != 0:
            // What cannot be read is left to the runtime.
            return .program((try? root.openFile(resolved)).flatMap { try? ProgramFile($0).format })
        default: return .notExecutable
        }
    }

    /// Whether the host executes programs of other formats by interpreters of its own (binfmt_misc).
    var hostKnowsForeignFormats: Bool {
        guard let directory = try? DirectoryHandle.open("/proc/sys/fs/binfmt_misc"),
            let entries = try? directory.entries()
        else { return false }
        return entries.contains { $0.name != Array("register".utf8) && $0.name != Array("status".utf8) }
    }
}

public import LinuxSystem
public import SystemPackage

/// An OCI runtime: the program that makes a container out of a bundle.
public struct RuntimeProgram: Hashable, Sendable {
    /// What is known about the program beyond the runtime specification.
    public enum Kind: String, Hashable, Sendable {
        /// crun: can leave control groups alone, takes a compiled seccomp filter.
        case crun
        /// runc.
        case runc
        /// Another one, used by what the specification promises.
        case other
    }

    /// Where it lies.
    public let path: FilePath
    /// What it is, by its name.
    public let kind: Kind

    /// Makes the description of a program; its kind comes from its name.
    public init(path: FilePath) {
        self.path = path
        let name = path.lastComponent?.string ?? ""
        kind = name.hasPrefix("crun") ? .crun : name.hasPrefix("runc") ? .runc : .other
    }
}

/// Finds the OCI runtime.
public enum RuntimeLocator {
    /// The runtime to use: the one named, by a path or by a name looked up in `PATH`, else crun, else runc.
    ///
    /// - Throws: `runtimeMissing`, with the names of the packages.
    public static func locate(
        _ wanted: String? = nil, searchPath: String? = ProcessEnvironment.value(of: "PATH")
    ) throws(ContainerError) -> RuntimeProgram {
        let directories = directories(searchPath)
        if let wanted {
            if let program = find(wanted, in: directories) { return program }
            throw ContainerError(
                .runtimeMissing, "looking for the OCI runtime \"\(wanted)\": there is no such program",
                hint: "give --runtime the path of crun or runc, or leave it out")
        }
        for name in ["crun", "runc"] {
            if let program = find(name, in: directories) { return program }
        }
        throw ContainerError(
            .runtimeMissing, "looking for an OCI runtime: neither crun nor runc is installed",
            hint: "install one: apt-get install crun (or runc)")
    }

    /// Where programs are; directories of the administrator's programs are often not in a user's `PATH`.
    private static func directories(_ searchPath: String?) -> [String] {
        let given = (searchPath ?? "").split(separator: ":").map(String.init)
        return given + ExecutableLookup.standardPath.split(separator: ":").map(String.init)
    }

    private static func find(_ name: String, in directories: [String]) -> RuntimeProgram? {
        if name.utf8.contains(UInt8(ascii: "/")) {
            let path = FilePath(name)
            return isProgram(path) ? RuntimeProgram(path: absolute(path)) : nil
        }
        for directory in directories {
            let path = FilePath(directory).appending(name)
            if isProgram(path) {
                DebugLog.note("runtime", "\(name) is \(path)")
                return RuntimeProgram(path: absolute(path))
            }
        }
        return nil
    }

    private static func absolute(_ path: FilePath) -> FilePath {
        path.isAbsolute ? path : FilePath(ProcessEnvironment.workingDirectory).pushing(path)
    }

    private static func isProgram(_ path: FilePath) -> Bool {
        guard let status = try? FileHandle.open(path).status() else { return false }
        return status.kind == .regular && status.permissions & 0o111 != 0
    }
}

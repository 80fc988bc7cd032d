internal import LinuxSystem
public import SystemPackage

/// A file or directory of the host, shown in a container.
public struct BindMount: Hashable, Sendable, CustomStringConvertible {
    /// The absolute path on the host.
    public var source: FilePath
    /// The absolute path in the container.
    public var target: String
    /// Whether the container may not write to it.
    public var isReadOnly: Bool
    /// The options as they were written.
    public private(set) var mode = ""

    /// As docker writes it, the source in full.
    public var description: String { "\(source):\(target)" + (mode.isEmpty ? "" : ":\(mode)") }

    /// Makes a mount.
    public init(source: FilePath, target: String, isReadOnly: Bool = false) {
        self.source = source
        self.target = target
        self.isReadOnly = isReadOnly
    }

    /// Reads docker's `HOST:CONTAINER[:OPTIONS]`, where options are `ro`, `rw`, and without effect `z` and `Z`
    /// (SELinux), `private`, `rprivate` and `nocopy`.
    ///
    /// A source that begins with `./` or `../` is taken from the working directory.
    public init(parsing text: String) throws(ContainerError) {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        if parts.count == 1, text.hasPrefix("/") {
            throw Self.invalid(text, "it asks for a volume without a name, and volumes are not supported yet")
        }
        guard parts.count == 2 || parts.count == 3 else {
            throw Self.invalid(text, "it is not HOST:CONTAINER or HOST:CONTAINER:OPTIONS")
        }
        guard parts[1].hasPrefix("/") else { throw Self.invalid(text, "the path in the container is not absolute") }
        guard parts[1] != "/" else { throw Self.invalid(text, "the container's root cannot be covered") }
        target = parts[1]
        source = try Self.source(parts[0], of: text)
        isReadOnly = false
        mode = parts.count == 3 ? parts[2] : ""
        for option in mode.split(separator: ",") {
            switch option {
            case "ro": isReadOnly = true
            case "rw": isReadOnly = false
            case "z", "Z", "rprivate", "private", "nocopy": break
            default: throw Self.invalid(text, "the option \"\(option)\" is not known")
            }
        }
    }

    private static func source(_ name: String, of text: String) throws(ContainerError) -> FilePath {
        if name.hasPrefix("/") { return FilePath(name) }
        if name == "." || name == ".." || name.hasPrefix("./") || name.hasPrefix("../") {
            return FilePath(ProcessEnvironment.workingDirectory).pushing(FilePath(name)).lexicallyNormalized()
        }
        throw invalid(text, "\"\(name)\" names a volume, and volumes with names are not supported yet")
    }

    private static func invalid(_ text: String, _ reason: String) -> ContainerError {
        ContainerError(
            .invalidMount, "reading the mount \"\(text)\": \(reason)",
            hint: "write it as /path/on/host:/path/in/container or …:ro")
    }
}

import ContainerRuntime
import DockerfileSyntax
import LinuxSystem
import SystemPackage

/// What `run --mount` and `run --tmpfs` show in a container (docker's `run` reference): a path of the host, or an empty file system
/// in memory.
enum MountOption {
    case bind(BindMount)
    case tmpfs(ContainerMount, options: String)

    /// Reads `type=bind,source=PATH,target=PATH[,readonly]` or `type=tmpfs,target=PATH[,tmpfs-size=64m][,tmpfs-mode=1770]`.
    ///
    /// - Throws: `UsageError`.
    init(mount text: String) throws {
        guard let fields = CommaSeparated.split(text) else {
            throw Self.fault("--mount \(text)", "a quote stands within a field")
        }
        var values: [String: String] = [:]
        for field in fields {
            let parts = field.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
            let key = Self.synonyms[parts[0]] ?? parts[0]
            guard Self.keys.contains(key), parts.count == 2 || key == "readonly" else {
                throw Self.fault("--mount \(text)", "unexpected key “\(field)”")
            }
            values[key] = parts.count == 2 ? parts[1] : "true"
        }
        guard let isReadOnly = GoBoolean.parse(values["readonly"] ?? "false") else {
            throw Self.fault("--mount \(text)", "readonly is true or false")
        }
        let target = try Self.target(values["target"] ?? "", of: "--mount \(text)")
        switch values["type"] ?? "volume" {
        case "bind":
            guard let source = values["source"], source.hasPrefix("/") else {
                throw Self.fault("--mount \(text)", "source is not an absolute path of the host")
            }
            // Other than -v, which makes what is not there.
            guard (try? FileHandle.open(FilePath(source), FileHandle.pathOnly)) != nil else {
                throw Self.fault("--mount \(text)", "bind source path does not exist: \(source)")
            }
            self = .bind(BindMount(source: FilePath(source), target: target, isReadOnly: isReadOnly))
        case "tmpfs":
            if values["source"] != nil { throw Self.fault("--mount \(text)", "a tmpfs has no source") }
            let size = values["tmpfs-size"].map { "size=\($0)" }
            let mode = values["tmpfs-mode"].map { "mode=\($0)" }
            let options = [size, mode, isReadOnly ? "ro" : nil].compactMap { $0 }.joined(separator: ",")
            self = try Self.tmpfs(at: target, options, of: "--mount \(text)")
        case "volume": throw Self.fault("--mount \(text)", "volumes are not supported yet")
        case let type: throw Self.fault("--mount \(text)", "mounts of type “\(type)” are not supported")
        }
    }

    /// Reads `PATH[:OPTION,…]`, the options those of mount(8) for a tmpfs.
    ///
    /// - Throws: `UsageError`.
    init(tmpfs text: String) throws {
        let parts = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        let target = try Self.target(parts[0], of: "--tmpfs \(text)")
        self = try Self.tmpfs(at: target, parts.count == 2 ? parts[1] : "", of: "--tmpfs \(text)")
    }

    private static let keys: Set<String> = [
        "type", "source", "target", "readonly", "tmpfs-size", "tmpfs-mode", "bind-propagation", "consistency",
    ]
    private static let synonyms = ["src": "source", "destination": "target", "dst": "target", "ro": "readonly"]
    /// What takes back one of the options that every tmpfs has, as docker gives them.
    private static let opposites = ["exec": "noexec", "suid": "nosuid", "dev": "nodev"]

    private static func target(_ path: String, of text: String) throws -> String {
        guard path.hasPrefix("/") else { throw fault(text, "the path in the container is not absolute") }
        let target = FilePath(path).lexicallyNormalized().string
        if target == "/" { throw fault(text, "the container's root cannot be covered") }
        return target
    }

    private static func tmpfs(at target: String, _ text: String, of whole: String) throws -> MountOption {
        var size: Int64?
        var isReadOnly = false
        var options = ["nosuid", "nodev", "noexec"]
        for option in text.split(separator: ",").map(String.init) {
            switch option {
            case "ro": isReadOnly = true
            case "rw", "nosuid", "nodev", "noexec": break
            case "exec", "suid", "dev": options.removeAll { $0 == opposites[option] }
            case _ where option.hasPrefix("size="):
                guard let bytes = MemorySize.bytes(String(option.dropFirst(5))), bytes > 0 else {
                    throw fault(whole, "“\(option)” is no size")
                }
                size = bytes
            case _ where option.hasPrefix("mode="):
                guard let mode = UInt16(option.dropFirst(5), radix: 8), mode < 0o10000 else {
                    throw fault(whole, "“\(option)” is no mode")
                }
                options.append("mode=" + String(mode, radix: 8))
            case _ where option.hasPrefix("uid=") || option.hasPrefix("gid=") || option.hasPrefix("nr_inodes="):
                guard UInt32(option.drop { $0 != "=" }.dropFirst()) != nil else {
                    throw fault(whole, "“\(option)” is no number")
                }
                options.append(option)
            default: throw fault(whole, "invalid tmpfs option “\(option)”")
            }
        }
        let mount = ContainerMount(.tmpfs(sizeLimit: size, options: options), at: target, isReadOnly: isReadOnly)
        return .tmpfs(mount, options: text)
    }

    private static func fault(_ text: String, _ found: String) -> UsageError {
        UsageError(
            "\(text): \(found)",
            hint: text.hasPrefix("--tmpfs")
                ? "write --tmpfs /run or --tmpfs /run:size=64m,mode=1777"
                : "write --mount type=bind,source=/host,target=/container or --mount type=tmpfs,target=/run")
    }
}

import BuildGraph
import DockerfileSyntax
import LinuxSystem

/// The options of `build` about the surroundings of RUN steps: `--add-host`, `--shm-size`, `--ulimit`, `--cgroup-parent`.
struct SandboxOptions {
    var hosts: [String]
    var sharedMemory: String?
    var limits: [String]
    var groupParent: String?

    /// The sandbox that they ask for.
    func sandbox() throws -> RunSandbox {
        var sandbox = RunSandbox()
        for text in hosts {
            let (name, address) = try Self.host(text)
            sandbox.extraHosts[name] = address
        }
        for text in limits {
            let (name, limit) = try Self.limit(text)
            sandbox.limits[name] = limit
        }
        if let sharedMemory { sandbox.sharedMemorySize = try Self.size(sharedMemory, of: "--shm-size") }
        sandbox.groupParent = try groupParent.map(Self.group)
        return sandbox
    }

    /// A size that is not 0, as an option has it.
    static func size(_ text: String, of option: String) throws -> Int64 {
        guard let size = MemorySize.bytes(text), size > 0 else {
            throw UsageError("\(option) \(text): it is no size", hint: "write a number of bytes, or 64m, 1g")
        }
        return size
    }

    /// `NAME:ADDRESS` or `NAME=ADDRESS`, an address of version 6 also in brackets; `host-gateway` is this machine, whose
    /// network steps are in.
    static func host(_ text: String) throws -> (name: String, address: String) {
        guard let split = text.firstIndex(of: "=") ?? text.firstIndex(of: ":"), split != text.startIndex else {
            throw UsageError("--add-host \(text): it is not of the form NAME:ADDRESS", hint: hostExample)
        }
        let name = String(text[..<split])
        var address = String(text[text.index(after: split)...])
        if address.hasPrefix("["), address.hasSuffix("]") { address = String(address.dropFirst().dropLast()) }
        if address == "host-gateway" { address = "127.0.0.1" }
        guard InternetAddress.isValid(address) else {
            throw UsageError("--add-host \(text): “\(address)” is no IP address", hint: hostExample)
        }
        guard !name.contains(where: { $0.isWhitespace || $0 == "#" }) else {
            throw UsageError("--add-host \(text): “\(name)” is no host name", hint: hostExample)
        }
        return (name, address)
    }

    private static let hostExample = "write --add-host db:10.0.0.5 or --add-host db=[fd00::5]"

    /// `NAME=SOFT[:HARD]`; -1 is no limit.
    static func limit(_ text: String) throws -> (name: String, limit: RunSandbox.Limit) {
        let example = "write --ulimit nofile=1024:4096"
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard parts.count == 2, limitNames.contains(parts[0]) else {
            throw UsageError(
                "--ulimit \(text): it is not of the form NAME=SOFT[:HARD]",
                hint: parts.count == 2 ? "the names are \(limitNames.sorted().joined(separator: ", "))" : example)
        }
        let values = parts[1].split(separator: ":", omittingEmptySubsequences: false).map { Int64($0) }
        guard (1...2).contains(values.count), let soft = values[0], let hard = values.last ?? nil, soft >= -1,
            hard >= -1
        else { throw UsageError("--ulimit \(text): “\(parts[1])” is not SOFT[:HARD]", hint: example) }
        guard hard == -1 || soft != -1 && soft <= hard else {
            throw UsageError("--ulimit \(text): the soft limit is above the hard one", hint: example)
        }
        return (parts[0], RunSandbox.Limit(soft: soft, hard: hard))
    }

    private static let limitNames: Set<String> = [
        "as", "core", "cpu", "data", "fsize", "locks", "memlock", "msgqueue", "nice", "nofile", "nproc", "rss",
        "rtprio", "rttime", "sigpending", "stack",
    ]

    private static func group(_ text: String) throws -> String {
        let parts = text.split(separator: "/")
        guard !parts.isEmpty, !parts.contains(".."), !text.hasSuffix(".slice") else {
            throw UsageError(
                "--cgroup-parent \(text): it is no path of a control group",
                hint: "write a path such as /builds; slices of systemd are not spoken to")
        }
        return "/" + parts.joined(separator: "/")
    }
}

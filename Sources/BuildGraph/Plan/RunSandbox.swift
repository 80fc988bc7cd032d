/// How far a RUN is kept apart from the host, and what of its surroundings the caller decides.
public struct RunSandbox: Sendable, Hashable {
    /// A limit of the process's resources (getrlimit(2)); -1 for none.
    public struct Limit: Sendable, Hashable {
        /// The limit in force.
        public let soft: Int64
        /// How far the process may raise it.
        public let hard: Int64

        /// Makes a limit.
        public init(soft: Int64, hard: Int64) {
            self.soft = soft
            self.hard = hard
        }
    }

    /// Whether the command has all rights of the caller (`--security=insecure`).
    public var isInsecure = false
    /// Addresses by host name, for `/etc/hosts`.
    public var extraHosts: [String: String] = [:]
    /// The name of the host that the command sees; `nil` for BuildKit's `buildkitsandbox`.
    public var hostName: String?
    /// The bytes that `/dev/shm` may hold; `nil` for 64 MiB.
    public var sharedMemorySize: Int64?
    /// Limits by the kernel's names in small letters (`nofile`); others are the caller's.
    public var limits: [String: Limit] = [:]
    /// The control group below which the command's is made. Like all limits of memory and time it is in no key.
    public var groupParent: String?

    /// A sandbox without any wish of the caller.
    public init() {}

    /// The parts that it adds to a key: what differs from a sandbox without any wish.
    var parts: [KeyParts.Part] {
        var parts: [KeyParts.Part] = []
        if isInsecure { parts.append(KeyParts.Part(label: "security", value: .text("insecure"))) }
        if !extraHosts.isEmpty { parts.append(KeyParts.Part(label: "extra hosts", value: .map(extraHosts))) }
        if let hostName { parts.append(KeyParts.Part(label: "host name", value: .text(hostName))) }
        if let sharedMemorySize {
            parts.append(KeyParts.Part(label: "size of /dev/shm", value: .text(String(sharedMemorySize))))
        }
        if !limits.isEmpty {
            let texts = limits.mapValues { "\($0.soft):\($0.hard)" }
            parts.append(KeyParts.Part(label: "limits", value: .map(texts)))
        }
        return parts
    }
}

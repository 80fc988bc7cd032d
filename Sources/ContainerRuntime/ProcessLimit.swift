internal import OCI

/// A limit of a process's resources (getrlimit(2)).
public struct ProcessLimit: Hashable, Sendable {
    /// The kernel's name in small letters and without its beginning: `nofile`, `core`, …
    public var name: String
    /// The limit in force; `UInt64.max` for none.
    public var soft: UInt64
    /// How far the process may raise it.
    public var hard: UInt64

    /// Makes a limit.
    public init(name: String, soft: UInt64, hard: UInt64) {
        self.name = name
        self.soft = soft
        self.hard = hard
    }

    /// A core file may have one byte: none is written, and no program is started that would collect it (core(5)).
    static let noCore = ProcessLimit(name: "core", soft: 1, hard: 1)

    var json: JSONValue {
        ["type": .string("RLIMIT_" + name.uppercased()), "soft": Self.number(soft), "hard": Self.number(hard)]
    }

    private static func number(_ value: UInt64) -> JSONValue { .number(JSONNumber(value)) }
}

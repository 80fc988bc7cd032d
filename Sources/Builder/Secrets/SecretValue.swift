/// Bytes that are shown nowhere: no log, no error and no description of a value that holds them has them.
public struct SecretValue: Sendable, Hashable {
    /// The bytes themselves; for the process that needs them, and for looking for them elsewhere.
    public let bytes: [UInt8]

    /// Keeps bytes.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }
}

extension SecretValue: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Three stars.
    public var description: String { "***" }
    /// Three stars.
    public var debugDescription: String { "***" }
    /// Nothing to look into.
    public var customMirror: Mirror { Mirror(self, children: [:]) }
}

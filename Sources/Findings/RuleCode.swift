/// The name of a rule, as it is given in `# hadolint ignore=` and `# check=skip=`.
public struct RuleCode: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// `DL3008`, `SC2086`, `StageNameCasing`, `ST001`.
    public let text: String

    /// A rule of this name.
    public init(_ text: String) {
        self.text = text
    }

    /// The text.
    public var description: String { text }

    /// By the text, byte by byte.
    public static func < (left: RuleCode, right: RuleCode) -> Bool { left.text < right.text }
}

extension RuleCode: ExpressibleByStringLiteral {
    /// A rule of this name.
    public init(stringLiteral value: String) { self.init(value) }
}

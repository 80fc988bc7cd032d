/// Gives a variable's value, or `nil` where it is not set.
public typealias VariableLookup = (_ name: String) -> String?

/// What expanding a word gave.
public struct Expansion: Sendable, Hashable {
    /// The text with quotes removed and variables replaced.
    public var text: String
    /// The same split at spaces that were not quoted.
    public var words: [String]
    /// Variables that were asked for and set.
    public var used: Set<String>
    /// Variables that were asked for and not set, but for those with a default, an alternative or a message.
    public var unset: Set<String>

    /// Makes a result.
    public init(text: String, words: [String], used: Set<String> = [], unset: Set<String> = []) {
        self.text = text
        self.words = words
        self.used = used
        self.unset = unset
    }
}

/// A piece of an instruction as it is written, with its place and the rule by which its variables are expanded.
///
/// The text is what BuildKit's parser hands to the next stage: continuation lines joined, quotes and escapes still in
/// place. ``expand(with:)`` gives what the builder works with.
public struct ShellWord: Sendable, Hashable {
    /// How a word is turned into its final text.
    public enum Rule: Sendable, Hashable {
        /// Taken as it is (flags that BuildKit does not expand, arguments of the exec form, text of a `RUN`).
        case literal
        /// One word: variables are replaced, quotes and escapes removed, spaces kept (`ProcessWord`).
        case word
        /// Any number of words: as `word`, then split at spaces that were not quoted (`ProcessWords`; `EXPOSE`).
        case words
        /// Variables are replaced, quotes are ordinary characters (the text of a here-document).
        case text
    }

    /// The text before expansion.
    public var text: String
    /// Where it stands.
    public var range: SourceRange
    /// How it is expanded.
    public var rule: Rule
    /// The escape character in force: backslash or backquote.
    public var escape: EscapeCharacter

    /// Makes a word.
    public init(
        _ text: String,
        at range: SourceRange = .start,
        rule: Rule = .word,
        escape: EscapeCharacter = .backslash
    ) {
        self.text = text
        self.range = range
        self.rule = rule
        self.escape = escape
    }
}

/// The character that continues lines and escapes, as the `escape` directive sets it.
public enum EscapeCharacter: UInt8, Sendable, Hashable {
    case backslash = 0x5C
    case backquote = 0x60
}

/// Replaces variables and removes quotes as BuildKit's shell lexer does.
///
/// The rules are those of the Dockerfile reference, "Environment replacement": `$x`, `${x}`, `${x:-y}`, `${x-y}`,
/// `${x:+y}`, `${x+y}`, `${x:?m}`, `${x?m}`, `${x#p}`, `${x##p}`, `${x%p}`, `${x%%p}`, `${x/p/r}`, `${x//p/r}`;
/// single quotes keep all, double quotes keep all but variables and escapes. What is not closed or not known is an
/// error.
public struct ShellLexer: Sendable, Hashable {
    /// Why a text could not be expanded.
    public struct Failure: Error, Sendable, Hashable {
        /// What kind of fault it is.
        public enum Kind: Sendable, Hashable {
            /// The text can never be expanded.
            case syntax
            /// A variable that `${x?}` asks for is unset or empty.
            case required
            /// The result, or the work for it, is beyond the bounds.
            case tooLarge
        }

        /// What kind of fault it is.
        public var kind: Kind
        /// What was found.
        public var message: String
    }

    /// The character that takes away the meaning of the next one.
    public var escape: EscapeCharacter
    /// Whether quotes stay in the result.
    public var keepsQuotes = false
    /// Whether escape characters stay in the result.
    public var keepsEscapes = false
    /// Whether quotes are ordinary characters.
    public var ignoresQuotes = false
    /// Whether a variable that is not set stays as it is written, instead of becoming empty.
    public var keepsUnset = false
    /// Whether `${x?}` of an unset variable is no error; for checking the form of a text without its values.
    public var ignoresRequired = false

    /// Most bytes that variables may add to a text.
    public static let maximumLength = 1 << 20
    /// Most `${…${…` within each other.
    public static let maximumDepth = 100

    /// A lexer with BuildKit's default behaviour.
    public init(escape: EscapeCharacter = .backslash) {
        self.escape = escape
    }

    /// Expands a text.
    ///
    /// - Throws: ``Failure`` with the reason; there is no partial result.
    public func process(_ text: String, with lookup: VariableLookup) throws(Failure) -> Expansion {
        var reading = ShellReading(text, lexer: self)
        let result = try reading.readUntil(nil, keepsEscapes: keepsEscapes, lookup)
        return Expansion(text: result.text, words: result.words, used: reading.used, unset: reading.unset)
    }
}

/// Text that grows piece by piece, kept whole and split into words at the same time.
struct ShellOutput {
    private var text = String.UnicodeScalarView()
    private var words: [String] = []
    private var word = String.UnicodeScalarView()

    /// Adds a character that was quoted or escaped: it never ends a word.
    mutating func append(_ scalar: Unicode.Scalar) {
        text.append(scalar)
        word.append(scalar)
    }

    /// Adds the content of quotes.
    mutating func appendQuoted(_ value: String) {
        text.append(contentsOf: value.unicodeScalars)
        word.append(contentsOf: value.unicodeScalars)
    }

    /// Adds a character; a space ends the word.
    mutating func appendSplitting(_ scalar: Unicode.Scalar) {
        text.append(scalar)
        let isSpace = scalar.isASCII ? UInt8(ascii: scalar).isSpace : scalar.properties.isWhitespace
        if isSpace {
            endWord()
        } else {
            word.append(scalar)
        }
    }

    /// Adds the value of a variable; spaces in it end words.
    mutating func appendSplitting(_ value: String) {
        guard value.utf8.contains(where: { $0.isSpace || $0 >= 0x80 }) else { return appendQuoted(value) }
        for scalar in value.unicodeScalars { appendSplitting(scalar) }
    }

    /// Gives all that was added.
    mutating func finish() -> (text: String, words: [String]) {
        endWord()
        return (String(text), words)
    }

    /// An empty word (`""`) is none, as in BuildKit.
    private mutating func endWord() {
        guard !word.isEmpty else { return }
        words.append(String(word))
        word = String.UnicodeScalarView()
    }
}

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
        if scalar.properties.isWhitespace {
            endWord()
        } else {
            word.append(scalar)
        }
    }

    /// Adds the value of a variable; spaces in it end words.
    mutating func appendSplitting(_ value: String) {
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

extension ShellWord {
    /// The final text, by the word's rule; several words of rule ``Rule/words`` are joined by spaces.
    ///
    /// - Throws: a ``Diagnostic`` at the word's place, of code ``Diagnostic/Code/expansion``.
    public func expand(with lookup: VariableLookup) throws(Diagnostic) -> String {
        let expansion = try expansion(with: lookup)
        return rule == .words ? expansion.words.joined(separator: " ") : expansion.text
    }

    /// The final words: any number for rule ``Rule/words``, else exactly one.
    ///
    /// - Throws: a ``Diagnostic`` at the word's place, of code ``Diagnostic/Code/expansion``.
    public func expandWords(with lookup: VariableLookup) throws(Diagnostic) -> [String] {
        let expansion = try expansion(with: lookup)
        return rule == .words ? expansion.words : [expansion.text]
    }

    /// The final text with the names of the variables that were asked for.
    ///
    /// - Throws: a ``Diagnostic`` at the word's place, of code ``Diagnostic/Code/expansion``.
    public func expansion(with lookup: VariableLookup) throws(Diagnostic) -> Expansion {
        guard let lexer else { return Expansion(text: text, words: [text]) }
        do {
            return try lexer.process(text, with: lookup)
        } catch {
            throw diagnostic(for: error)
        }
    }

    /// The lexer of the word's rule; `nil` where nothing is expanded.
    private var lexer: ShellLexer? {
        switch rule {
        case .literal: return nil
        case .word, .words: return ShellLexer(escape: escape)
        case .text:
            var lexer = ShellLexer(escape: .backslash)
            lexer.ignoresQuotes = true
            return lexer
        }
    }

    /// What is wrong with the form of the word, whatever the variables' values; `nil` if nothing is.
    var formError: Diagnostic? {
        guard var lexer, text.utf8.contains(where: isSpecial) else { return nil }
        lexer.ignoresRequired = true
        do throws(ShellLexer.Failure) {
            _ = try lexer.process(text) { _ in nil }
            return nil
        } catch {
            return diagnostic(for: error)
        }
    }

    private func isSpecial(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "$") || byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"")
    }

    private func diagnostic(for failure: ShellLexer.Failure) -> Diagnostic {
        let shown = text.count > 60 ? text.prefix(60) + "…" : text[...]
        return .error(.expansion, "\(shown): \(failure.message)", hint: hint(for: failure), at: range)
    }

    private func hint(for failure: ShellLexer.Failure) -> String? {
        switch failure.kind {
        case .required: "give the variable a value with ARG, ENV or --build-arg"
        case .tooLarge: nil
        case .syntax where failure.message.hasSuffix("single-quote"):
            "within single quotes nothing can be escaped; use double quotes around text that holds one"
        case .syntax where failure.message.hasSuffix("double-quote"):
            "close the quote, or escape it if it is meant as a character"
        case .syntax where failure.message.contains("modifier") || failure.message.contains("substitution"):
            "the forms known are ${x} ${x:-y} ${x:+y} ${x:?y} ${x#p} ${x%p} ${x/p/r} and their variants"
        case .syntax: "escape a dollar that is meant as a character: \\$"
        }
    }
}

/// One pass of a ``ShellLexer`` over a text.
struct ShellReading {
    let lexer: ShellLexer
    private let scalars: [Unicode.Scalar]
    private var index = 0
    private var depth = 0
    private var produced = 0
    private var keepsEscapes: Bool
    private(set) var used: Set<String> = []
    private(set) var unset: Set<String> = []

    init(_ text: String, lexer: ShellLexer) {
        self.lexer = lexer
        scalars = Array(text.unicodeScalars)
        keepsEscapes = lexer.keepsEscapes
    }

    private var escape: Unicode.Scalar { Unicode.Scalar(lexer.escape.rawValue) }

    var peek: Unicode.Scalar? { index < scalars.count ? scalars[index] : nil }

    mutating func next() -> Unicode.Scalar? {
        guard index < scalars.count else { return nil }
        defer { index += 1 }
        return scalars[index]
    }

    /// Reads up to `stop` (which is taken) or, without one, to the end.
    mutating func readUntil(
        _ stop: Unicode.Scalar?,
        keepsEscapes raw: Bool,
        _ lookup: VariableLookup
    ) throws(ShellLexer.Failure) -> (text: String, words: [String]) {
        guard depth < ShellLexer.maximumDepth else {
            throw .init(kind: .tooLarge, message: "substitutions are nested more than \(ShellLexer.maximumDepth) deep")
        }
        depth += 1
        let outer = keepsEscapes
        keepsEscapes = raw
        defer {
            depth -= 1
            keepsEscapes = outer
        }
        var output = ShellOutput()
        while let scalar = peek {
            if scalar == stop {
                index += 1
                return output.finish()
            }
            try readPiece(scalar, into: &output, lookup)
        }
        if let stop {
            throw .syntax("unexpected end of statement while looking for matching \(stop)")
        }
        return output.finish()
    }

    private mutating func readPiece(
        _ scalar: Unicode.Scalar,
        into output: inout ShellOutput,
        _ lookup: VariableLookup
    ) throws(ShellLexer.Failure) {
        switch scalar {
        case "$":
            let value = try readDollar(lookup)
            try count(value)
            output.appendSplitting(value)
        case "'" where !lexer.ignoresQuotes:
            output.appendQuoted(try readSingleQuotes())
        case "\"" where !lexer.ignoresQuotes:
            let value = try readDoubleQuotes(lookup)
            try count(value)
            output.appendQuoted(value)
        case escape:
            index += 1
            if keepsEscapes { output.append(scalar) }
            guard let escaped = next() else { return }
            output.append(escaped)
        default:
            index += 1
            output.appendSplitting(scalar)
        }
    }

    /// Adds to the amount of text that variables gave, and stops where it is beyond the bound.
    private mutating func count(_ value: String) throws(ShellLexer.Failure) {
        produced += value.utf8.count
        if produced > ShellLexer.maximumLength {
            throw .init(kind: .tooLarge, message: "the expanded text has more than \(ShellLexer.maximumLength) bytes")
        }
    }

    private mutating func readSingleQuotes() throws(ShellLexer.Failure) -> String {
        var result = String.UnicodeScalarView()
        let quote = next()
        if lexer.keepsQuotes, let quote { result.append(quote) }
        while let scalar = next() {
            if scalar == "'" {
                if lexer.keepsQuotes { result.append(scalar) }
                return String(result)
            }
            result.append(scalar)
        }
        throw .syntax("unexpected end of statement while looking for matching single-quote")
    }

    private mutating func readDoubleQuotes(_ lookup: VariableLookup) throws(ShellLexer.Failure) -> String {
        var result = String.UnicodeScalarView()
        let quote = next()
        if lexer.keepsQuotes, let quote { result.append(quote) }
        while let scalar = peek {
            switch scalar {
            case "\"":
                index += 1
                if lexer.keepsQuotes { result.append(scalar) }
                return String(result)
            case "$":
                let value = try readDollar(lookup)
                try count(value)
                result.append(contentsOf: value.unicodeScalars)
            case escape:
                index += 1
                readEscapeInQuotes(into: &result)
            default:
                index += 1
                result.append(scalar)
            }
        }
        throw .syntax("unexpected end of statement while looking for matching double-quote")
    }

    /// Within double quotes only the quote, the dollar and the escape character itself can be escaped; before any other
    /// character the escape character stands for itself.
    private mutating func readEscapeInQuotes(into result: inout String.UnicodeScalarView) {
        if keepsEscapes { result.append(escape) }
        guard let following = peek else { return }
        if following == "\"" || following == "$" || following == escape {
            index += 1
            result.append(following)
        } else {
            result.append(escape)
        }
    }

    /// Asks for a variable and remembers that it was asked for.
    mutating func value(of name: String, _ lookup: VariableLookup) -> String? {
        guard let value = lookup(name) else {
            unset.insert(name)
            return nil
        }
        used.insert(name)
        return value
    }
}

extension ShellLexer.Failure {
    static func syntax(_ message: String) -> ShellLexer.Failure {
        ShellLexer.Failure(kind: .syntax, message: message)
    }
}

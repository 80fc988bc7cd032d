extension ShellReading {
    /// Reads a variable; the next character is the dollar.
    mutating func readDollar(_ lookup: VariableLookup) throws(ShellLexer.Failure) -> String {
        _ = next()
        guard peek == "{" else {
            let name = readName()
            guard !name.isEmpty else { return "$" }
            guard let value = value(of: name, lookup) else { return lexer.keepsUnset ? "$" + name : "" }
            return value
        }
        _ = next()
        switch peek {
        case nil: throw .missingBrace
        case "{", "}", ":": throw .syntax("bad substitution")
        default: break
        }
        let name = readName()
        guard let modifier = next() else { throw .missingBrace }
        switch modifier {
        case "}":
            guard let value = value(of: name, lookup) else { return lexer.keepsUnset ? "${\(name)}" : "" }
            return value
        case "/":
            return try readReplacement(of: name, lookup)
        case ":":
            guard let second = next() else { throw .missingBrace }
            return try readModified(name, by: second, emptyIsUnset: true, lookup)
        case "+", "-", "?", "#", "%":
            return try readModified(name, by: modifier, emptyIsUnset: false, lookup)
        default:
            throw .syntax("unsupported modifier (\(modifier)) in substitution")
        }
    }

    /// Reads a name: letters, digits and underscores; or digits only; or one special character such as `@`.
    private mutating func readName() -> String {
        var name = String.UnicodeScalarView()
        guard let first = peek else { return "" }
        if first.isDecimalDigit {
            while let scalar = peek, scalar.isDecimalDigit {
                name.append(scalar)
                _ = next()
            }
            return String(name)
        }
        if ShellReading.specialNames.contains(first) {
            _ = next()
            return String(first)
        }
        while let scalar = peek, scalar.isLetter || scalar.isDecimalDigit || scalar == "_" {
            name.append(scalar)
            _ = next()
        }
        return String(name)
    }

    /// Parameters of the shell that have no value here (POSIX, Shell Command Language, 2.5.2).
    private static let specialNames: Set<Unicode.Scalar> = ["@", "*", "#", "?", "-", "$", "!"]

    private mutating func readModified(
        _ name: String,
        by modifier: Unicode.Scalar,
        emptyIsUnset: Bool,
        _ lookup: VariableLookup
    ) throws(ShellLexer.Failure) -> String {
        let isTrim = modifier == "#" || modifier == "%"
        let word = try readBraced(until: "}", keepsEscapes: isTrim, or: .missingBrace, lookup)
        // `-`, `+` and `?` say what an unset variable means, so it is not one that was forgotten.
        let value = isTrim || lookup(name) != nil ? value(of: name, lookup) : nil
        if value == nil, lexer.keepsUnset {
            return "${\(name)\(emptyIsUnset ? ":" : "")\(modifier)\(word)}"
        }
        let isUnset = value == nil || (emptyIsUnset && value == "")
        switch modifier {
        case "-": return isUnset ? word : value ?? ""
        case "+": return isUnset ? "" : word
        case "?":
            guard isUnset, !lexer.ignoresRequired else { return value ?? "" }
            let reason = value == nil ? "is not allowed to be unset" : "is not allowed to be empty"
            throw .init(kind: .required, message: "\(name): \(word.isEmpty ? reason : word)")
        case "#", "%":
            return try ShellPattern.trim(value ?? "", word, modifier)
        default:
            throw .syntax("unsupported modifier (\(emptyIsUnset ? ":" : "")\(modifier)) in substitution")
        }
    }

    private mutating func readReplacement(
        of name: String,
        _ lookup: VariableLookup
    ) throws(ShellLexer.Failure) -> String {
        let isEvery = peek == "/"
        if isEvery { _ = next() }
        let pattern = try readBraced(until: "/", keepsEscapes: true, or: .syntax("missing '/' in ${}"), lookup)
        let replacement = try readBraced(until: "}", keepsEscapes: true, or: .missingBrace, lookup)
        let value = value(of: name, lookup)
        if value == nil, lexer.keepsUnset {
            return "${\(name)/\(isEvery ? "/" : "")\(pattern)/\(replacement)}"
        }
        return try ShellPattern(parsing: pattern).replace(in: value ?? "", with: replacement, every: isEvery)
    }

    /// Reads the inner text of a substitution; an end of text is told as the missing character.
    private mutating func readBraced(
        until stop: Unicode.Scalar,
        keepsEscapes: Bool,
        or missing: ShellLexer.Failure,
        _ lookup: VariableLookup
    ) throws(ShellLexer.Failure) -> String {
        do {
            return try readUntil(stop, keepsEscapes: keepsEscapes, lookup).text
        } catch {
            throw peek == nil && error.kind == .syntax ? missing : error
        }
    }
}

extension ShellLexer.Failure {
    static var missingBrace: ShellLexer.Failure { syntax("missing '}'") }
}

extension Unicode.Scalar {
    fileprivate var isDecimalDigit: Bool {
        value < 0x80 ? (0x30...0x39).contains(value) : properties.generalCategory == .decimalNumber
    }

    fileprivate var isLetter: Bool {
        switch properties.generalCategory {
        case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter: true
        default: false
        }
    }
}

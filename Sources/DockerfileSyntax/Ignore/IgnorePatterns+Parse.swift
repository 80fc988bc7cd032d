extension IgnorePatterns {
    /// What reading a file of patterns gives.
    public struct ParseResult: Sendable {
        /// The patterns that could be understood.
        public var patterns: IgnorePatterns
        /// Errors; a file with errors must not be used, since it would let in what it should keep out.
        public var diagnostics: [Diagnostic]
        /// The text, for rendering diagnostics.
        public var text: SourceText
    }

    /// Reads a `.dockerignore` file: a pattern a line, `#` at the head of a line for comments.
    public static func parse(_ bytes: [UInt8], name: String = ".dockerignore") -> ParseResult {
        let text = SourceText(bytes, name: name)
        var diagnostics: [Diagnostic] = []
        var rules: [Rule] = []
        var offset = bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
        while offset < bytes.count {
            let end = bytes[offset...].firstIndex(of: 0x0A) ?? bytes.count
            let line = trim(bytes[offset..<end])
            if bytes[offset] != UInt8(ascii: "#"), !line.isEmpty {
                switch rule(fileLine: line) {
                case .success(let rule): rules.append(rule)
                case .failure(let fault):
                    let range = text.range(line.startIndex, line.endIndex)
                    diagnostics.append(.error(.ignorePattern, fault.message, hint: fault.hint, at: range))
                }
            }
            offset = end + 1
        }
        return ParseResult(patterns: IgnorePatterns(rules: rules), diagnostics: diagnostics, text: text)
    }

    /// Takes patterns as flags give them, such as `COPY --exclude`.
    ///
    /// - Throws: a ``Diagnostic`` of code ``Diagnostic/Code/ignorePattern`` at `range`.
    public init(_ patterns: [String], at range: SourceRange = .start) throws(Diagnostic) {
        var rules: [Rule] = []
        for pattern in patterns {
            let trimmed = IgnorePatterns.trim([UInt8](pattern.utf8)[...])
            if trimmed.isEmpty { continue }
            switch IgnorePatterns.rule(cleaned: PathCleaning.clean(trimmed)) {
            case .success(let rule): rules.append(rule)
            case .failure(let fault): throw .error(.ignorePattern, fault.message, hint: fault.hint, at: range)
            }
        }
        self.init(rules: rules)
    }

    /// The names under which the patterns for a Dockerfile are looked for, most specific first.
    ///
    /// The first lies beside the Dockerfile and is named after it; the other lies in the root of the context. Only the
    /// first that exists counts.
    public static func fileNames(forDockerfile path: String) -> (besideDockerfile: String, inContext: String) {
        (path + ".dockerignore", ".dockerignore")
    }

    // MARK: Patterns

    private struct Fault: Error {
        var message: String
        var hint: String
    }

    /// A line of a file: an exclamation mark, then a path that is cleaned and loses the slash at its head.
    private static func rule(fileLine line: ArraySlice<UInt8>) -> Result<Rule, Fault> {
        let isException = line.first == UInt8(ascii: "!")
        var pattern = isException ? trim(line.dropFirst()) : line
        if !pattern.isEmpty {
            pattern = PathCleaning.clean(pattern)[...]
            if pattern.count > 1, pattern.first == UInt8(ascii: "/") { pattern = pattern.dropFirst() }
        }
        return rule(cleaned: PathCleaning.clean(((isException ? [UInt8(ascii: "!")] : []) + pattern)[...]))
    }

    private static func rule(cleaned pattern: [UInt8]) -> Result<Rule, Fault> {
        let isException = pattern.first == UInt8(ascii: "!")
        let body = isException ? pattern.dropFirst() : pattern[...]
        guard !body.isEmpty else {
            return .failure(Fault(message: "'!' names nothing", hint: "write a pattern after '!'"))
        }
        guard let parsed = PathPattern(parsing: body) else {
            let shown = String(decoding: pattern, as: UTF8.self)
            return .failure(
                Fault(
                    message: "'\(shown)' is not a pattern",
                    hint: "close every '[' and escape it with '\\' where it is meant as a character")
            )
        }
        return .success(Rule(pattern: parsed, isException: isException))
    }

    private static func trim(_ line: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
        var line = line
        while let first = line.first, first.isSpace { line = line.dropFirst() }
        while let last = line.last, last.isSpace { line = line.dropLast() }
        return line
    }
}

/// Lexical cleaning of paths.
enum PathCleaning {
    /// The shortest path that means the same: no empty or `.` parts, `..` taken back where something is before it.
    ///
    /// An empty path becomes `.`; a slash at the end goes away. Links are not looked at.
    static func clean(_ path: ArraySlice<UInt8>) -> [UInt8] {
        let slash = UInt8(ascii: "/")
        let isRooted = path.first == slash
        let up = Array("..".utf8)[...]
        var parts: [ArraySlice<UInt8>] = []
        for part in path.split(separator: slash) where !part.elementsEqual(".".utf8) {
            if part.elementsEqual(up) {
                if let last = parts.last, !last.elementsEqual(up) {
                    parts.removeLast()
                } else if !isRooted {
                    parts.append(part)
                }
            } else {
                parts.append(part)
            }
        }
        let joined = Array(parts.joined(separator: [slash]))
        if isRooted { return [slash] + joined }
        return joined.isEmpty ? Array(".".utf8) : joined
    }
}

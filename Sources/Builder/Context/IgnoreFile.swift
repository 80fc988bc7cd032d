import DockerfileSyntax

/// The file that says what of a context does not count.
struct IgnoreFile: Sendable {
    /// How many bytes it has.
    let size: Int
    private let parsed: IgnorePatterns.ParseResult

    /// Reads its text; what is wrong with it is told when its patterns are wanted.
    init(name: String, bytes: [UInt8]) {
        size = bytes.count
        parsed = IgnorePatterns.parse(bytes, name: name)
    }

    /// What it leaves out.
    ///
    /// - Throws: `BuildError` with `dockerfile` where a line cannot be understood: the rest would let in what it should keep out.
    var patterns: IgnorePatterns {
        get throws {
            if !parsed.diagnostics.isEmpty { throw BuildError(diagnostics: parsed.diagnostics, in: parsed.text) }
            return parsed.patterns
        }
    }
}

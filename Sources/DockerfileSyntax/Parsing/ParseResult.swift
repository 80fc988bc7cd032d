/// What a parse gives: the tree, and everything there is to say about the text.
public struct ParseResult: Sendable {
    /// The tree. Instructions that could not be understood are left out of it; build it only if ``hasErrors`` is false.
    public var dockerfile: Dockerfile
    /// Errors, and the warnings that the file wants, in the order of their places.
    public var diagnostics: [Diagnostic]
    /// Which warnings are wanted, and whether they keep the file from being built.
    public var checks: CheckOptions
    /// The text, for rendering diagnostics and snippets.
    public var text: SourceText

    /// Whether the file cannot be built.
    public var hasErrors: Bool {
        diagnostics.contains { $0.severity == .error }
    }

    /// Makes a result.
    public init(
        dockerfile: Dockerfile, diagnostics: [Diagnostic], text: SourceText, checks: CheckOptions = CheckOptions()
    ) {
        self.dockerfile = dockerfile
        self.diagnostics = diagnostics
        self.text = text
        self.checks = checks
    }
}

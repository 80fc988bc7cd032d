/// What a parse gives: the tree, and everything there is to say about the text.
public struct ParseResult: Sendable {
    /// The tree. Instructions that could not be understood are left out of it; build it only if ``hasErrors`` is false.
    public var dockerfile: Dockerfile
    /// Errors and warnings in the order of their places.
    public var diagnostics: [Diagnostic]
    /// The text, for rendering diagnostics and snippets.
    public var text: SourceText

    /// Whether the file cannot be built.
    public var hasErrors: Bool {
        diagnostics.contains { $0.severity == .error }
    }

    /// Makes a result.
    public init(dockerfile: Dockerfile, diagnostics: [Diagnostic], text: SourceText) {
        self.dockerfile = dockerfile
        self.diagnostics = diagnostics
        self.text = text
    }
}

/// Something to say about a Dockerfile, with the place it is about.
///
/// Diagnostics are collected, not thrown: one parse reports all that it finds. ``DiagnosticRenderer`` prints them.
public struct Diagnostic: Error, Sendable, Hashable {
    /// How bad it is.
    public enum Severity: String, Sendable, Hashable {
        /// The file cannot be built.
        case error
        /// The file can be built, but probably means something else than what it says.
        case warning
    }

    /// Whether the file can still be built.
    public var severity: Severity
    /// Which rule found it.
    public var code: Code
    /// What was found, as a sentence without capital and full stop.
    public var message: String
    /// What to do about it.
    public var hint: String?
    /// Where it was found.
    public var range: SourceRange

    /// Makes a diagnostic.
    public init(_ severity: Severity, _ code: Code, _ message: String, hint: String? = nil, at range: SourceRange) {
        self.severity = severity
        self.code = code
        self.message = message
        self.hint = hint
        self.range = range
    }

    /// Makes an error.
    public static func error(
        _ code: Code,
        _ message: String,
        hint: String? = nil,
        at range: SourceRange
    ) -> Diagnostic {
        Diagnostic(.error, code, message, hint: hint, at: range)
    }

    /// Makes a warning.
    public static func warning(
        _ code: Code,
        _ message: String,
        hint: String? = nil,
        at range: SourceRange
    ) -> Diagnostic {
        Diagnostic(.warning, code, message, hint: hint, at: range)
    }
}

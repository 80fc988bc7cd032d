/// What a `--format` template is refused for.
public struct TerminalUIError: Error, Sendable {
    /// What kind of thing was wrong.
    public let code: Code
    /// What was being done, to what, and what was found.
    public let message: String
    /// What the user can do about it, where something can be done.
    public let hint: String?

    /// The error that led to this one; there is none, since a template is read from its text alone.
    public var cause: (any Error)? { nil }

    /// Makes an error.
    public init(_ code: Code, _ message: String, hint: String? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
    }
}

extension TerminalUIError {
    /// A stable name for a kind of error.
    public struct Code: Hashable, Sendable, CustomStringConvertible, CaseIterable {
        private enum Name: String, CaseIterable {
            case invalidTemplate
            case templateExecution
        }

        private let name: Name

        /// The text is not a template.
        ///
        /// To do: write a Go template, as in `--format '{{.ID}} {{json .}}'`.
        public static let invalidTemplate = Code(name: .invalidTemplate)
        /// The template asks for something that its value does not have, or calls a function wrongly.
        ///
        /// To do: `--format json` shows the names that there are.
        public static let templateExecution = Code(name: .templateExecution)

        /// Every code.
        public static var allCases: [Code] { Name.allCases.map(Code.init(name:)) }
        /// The code's name.
        public var description: String { name.rawValue }
    }
}

extension TerminalUIError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}

/// What could not be looked into: what was being done, to what, what was found, and what to do.
public struct InspectionError: Error, Sendable, CustomStringConvertible {
    /// What kind of trouble it is, for programs.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// A text names no source of an image.
        ///
        /// To do: write an image's name, or TRANSPORT:PATH as the help of the command lists them.
        case badSource
        /// The image or its archive is not complete, or contradicts itself.
        ///
        /// To do: get or make the image again.
        case badImage
        /// An archive of layers ends too early or cannot be read.
        ///
        /// To do: get or make the image again.
        case badLayer
        /// A file of rules, or a rule, cannot be understood.
        ///
        /// To do: correct the line; docs/analyze.md lists the rules.
        case badRules
    }

    /// What kind of trouble it is.
    public let code: Code
    /// What was being done, to what, what was found.
    public let message: String
    /// What to do next.
    public let hint: String?
    /// The error below it.
    public let cause: (any Error)?

    /// Puts an error together.
    public init(_ code: Code, _ message: String, hint: String? = nil, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
        self.cause = cause
    }

    /// The message.
    public var description: String { message }
}

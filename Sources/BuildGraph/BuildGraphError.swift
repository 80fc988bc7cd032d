/// What keeps a build from being planned and has no place in the Dockerfile.
///
/// What has a place there is a diagnostic (``PlanResult/rejected(_:)``).
public struct BuildGraphError: Error, Sendable, CustomStringConvertible {
    /// The kind of an error.
    public enum Code: String, Sendable, Hashable, CaseIterable {
        /// The Dockerfile has no stage of the wanted name or number.
        ///
        /// To do: give `--target` the name of a stage (`FROM … AS name`) or its number.
        case unknownTarget
        /// `SOURCE_DATE_EPOCH` is no number of seconds.
        ///
        /// To do: set it to whole seconds, as in `SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)`.
        case invalidSourceDateEpoch
        /// The result of a layer that the image needs was not given.
        ///
        /// To do: report it: the builder did not finish a step that it said it had.
        case missingLayer
    }

    /// The kind of the error.
    public let code: Code
    /// What was being done, to what, and what was found.
    public let message: String
    /// What to do next.
    public let hint: String?
    /// The error that led to this one.
    public let cause: (any Error)?

    /// Makes an error.
    public init(_ code: Code, _ message: String, hint: String? = nil, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
        self.cause = cause
    }

    /// The message.
    public var description: String { message }
}

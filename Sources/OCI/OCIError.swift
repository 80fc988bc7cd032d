/// What a value of the image or distribution specification is refused for.
public struct OCIError: Error, Sendable {
    /// What kind of thing was wrong.
    public let code: Code
    /// What was being done, to what, and what was found.
    public let message: String
    /// What the user can do about it, where something can be done.
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
}

extension OCIError {
    /// A stable name for a kind of error.
    public struct Code: Hashable, Sendable, CustomStringConvertible, CaseIterable {
        private enum Name: String, CaseIterable {
            case invalidJSON
            case unexpectedJSON
            case tooLarge
            case unsupportedSchema
            case invalidDigest
            case invalidReference
            case invalidPlatform
            case invalidTimestamp
            case invalidDuration
        }

        private let name: Name

        /// The text is not JSON (RFC 8259).
        ///
        /// To do: look at the file at the byte named, or make it again with the tool that wrote it.
        public static let invalidJSON = Code(name: .invalidJSON)
        /// The JSON does not have the members or types that the specification asks for.
        ///
        /// To do: make the file again with the tool that wrote it; by hand, add what is said to be missing.
        public static let unexpectedJSON = Code(name: .unexpectedJSON)
        /// The JSON is larger or nested deeper than the bounds allow.
        ///
        /// To do: make the document smaller; one of this size is hostile or broken.
        public static let tooLarge = Code(name: .tooLarge)
        /// The document is of a schema version that Strata does not read.
        ///
        /// To do: write the image anew with a tool of the last years, as in `skopeo copy`.
        public static let unsupportedSchema = Code(name: .unsupportedSchema)
        /// The text is not a SHA-256 digest.
        ///
        /// To do: write `sha256:` and 64 lower-case hexadecimal digits.
        public static let invalidDigest = Code(name: .invalidDigest)
        /// The text is not an image reference.
        ///
        /// To do: write `NAME[:TAG][@DIGEST]` in lower case, as in `debian:bookworm`.
        public static let invalidReference = Code(name: .invalidReference)
        /// The text is not a platform.
        ///
        /// To do: write `os/architecture` or `os/architecture/variant`, as in `linux/arm/v7`.
        public static let invalidPlatform = Code(name: .invalidPlatform)
        /// The text is not a time.
        ///
        /// To do: write it as `2026-03-14T09:26:53Z`; `SOURCE_DATE_EPOCH` is whole seconds since 1970.
        public static let invalidTimestamp = Code(name: .invalidTimestamp)
        /// The text is not a duration.
        ///
        /// To do: write a number with its unit, as in `30s`, `1m30s` or `500ms`.
        public static let invalidDuration = Code(name: .invalidDuration)

        /// Every code.
        public static var allCases: [Code] { Name.allCases.map(Code.init(name:)) }

        /// The name of the code.
        public var description: String { name.rawValue }
    }
}

extension OCIError: CustomStringConvertible {
    /// The message.
    public var description: String { message }
}

public import DockerfileSyntax

/// Why a build, or a commit of a container, did not come to its end.
public struct BuildError: Error, Sendable {
    /// What kind of thing went wrong.
    public struct Code: Hashable, Sendable {
        private enum Value: Hashable, Sendable {
            case dockerfile, dockerfileMissing, contextUnreadable, sourceNotFound, sourceIgnored, sourceOutsideContext
            case badDestination, badOwner, badMode, contextChanged, stepFailed, badArchive, badOption, noSpace
        }

        private let value: Value

        /// The Dockerfile cannot be built; the diagnostics say why, at their places.
        public static let dockerfile = Code(value: .dockerfile)
        /// There is no Dockerfile where one was looked for.
        public static let dockerfileMissing = Code(value: .dockerfileMissing)
        /// The context is not a directory that can be read.
        public static let contextUnreadable = Code(value: .contextUnreadable)
        /// COPY or ADD names something that its source does not hold.
        public static let sourceNotFound = Code(value: .sourceNotFound)
        /// COPY or ADD names something that `.dockerignore` leaves out.
        public static let sourceIgnored = Code(value: .sourceIgnored)
        /// COPY or ADD names something above the context.
        public static let sourceOutsideContext = Code(value: .sourceOutsideContext)
        /// What is copied cannot take the place of what is there.
        public static let badDestination = Code(value: .badDestination)
        /// `--chown` names nobody in the image.
        public static let badOwner = Code(value: .badOwner)
        /// `--chmod` is no mode.
        public static let badMode = Code(value: .badMode)
        /// Files of the context kept changing while they were copied.
        public static let contextChanged = Code(value: .contextChanged)
        /// The process of a RUN ended with another status than 0.
        public static let stepFailed = Code(value: .stepFailed)
        /// An archive of ADD cannot be unpacked.
        public static let badArchive = Code(value: .badArchive)
        /// An option's text means nothing.
        public static let badOption = Code(value: .badOption)
        /// The disk of the store is full.
        public static let noSpace = Code(value: .noSpace)
    }

    /// What kind of thing went wrong.
    public let code: Code
    /// What was being done, to what, and what was found.
    public let message: String
    /// What to do next.
    public let hint: String?
    /// The error that this one came from.
    public let cause: (any Error)?
    /// The problems of the Dockerfile, with their places.
    public var diagnostics: [Diagnostic] = []
    /// The status of the process of a failed RUN.
    public var exitStatus: Int32?
    /// The last lines that a failed RUN wrote.
    public var lastOutput: [String] = []
    /// The Dockerfile, to show places in it.
    public var source: SourceText?
    /// The instruction at fault.
    public var range: SourceRange?

    /// Makes an error.
    public init(_ code: Code, _ message: String, hint: String? = nil, cause: (any Error)? = nil) {
        self.code = code
        self.message = message
        self.hint = hint
        self.cause = cause
    }
}

extension BuildError: CustomStringConvertible {
    /// The message, and what it came from.
    public var description: String {
        guard let cause else { return message }
        return "\(message): \(cause)"
    }
}

public import DockerfileSyntax

/// Why a build, or a commit of a container, did not come to its end.
public struct BuildError: Error, Sendable {
    /// What kind of thing went wrong.
    public struct Code: Hashable, Sendable, CustomStringConvertible {
        private enum Value: String, Hashable, Sendable {
            case dockerfile, dockerfileMissing, contextUnreadable, sourceNotFound, sourceIgnored, sourceOutsideContext
            case badDestination, badOwner, badMode, contextChanged, stepFailed, stepNotCarriedOut, badArchive,
                badOption, noSpace
            case secretMissing, agentMissing, secretInLayer, notFetched, wrongChecksum, notCached,
                cacheNotWritten
        }

        private let value: Value

        /// The Dockerfile cannot be built; the diagnostics say why, at their places.
        ///
        /// To do: mend each line that is shown; every one has a hint of its own.
        public static let dockerfile = Code(value: .dockerfile)
        /// There is no Dockerfile where one was looked for.
        ///
        /// To do: name another one with `-f`.
        public static let dockerfileMissing = Code(value: .dockerfileMissing)
        /// The context is not a directory that can be read.
        ///
        /// To do: give `strata build` a directory that exists and that you may read.
        public static let contextUnreadable = Code(value: .contextUnreadable)
        /// COPY or ADD names something that its source does not hold.
        ///
        /// To do: paths are relative to the context directory, wherever the Dockerfile is.
        public static let sourceNotFound = Code(value: .sourceNotFound)
        /// COPY or ADD names something that `.dockerignore` leaves out.
        ///
        /// To do: add `!path` to `.dockerignore`, or copy something else.
        public static let sourceIgnored = Code(value: .sourceIgnored)
        /// COPY or ADD names something above the context.
        ///
        /// To do: build with a directory further up as the context, or move the file below it.
        public static let sourceOutsideContext = Code(value: .sourceOutsideContext)
        /// What is copied cannot take the place of what is there.
        ///
        /// To do: remove what is there in a RUN before, or copy to another name.
        public static let badDestination = Code(value: .badDestination)
        /// `--chown` names nobody in the image.
        ///
        /// To do: add the user in an earlier step, or use its number.
        public static let badOwner = Code(value: .badOwner)
        /// `--chmod` is no mode.
        ///
        /// To do: write an octal number (`0755`) or changes (`u=rwX,go=rX`).
        public static let badMode = Code(value: .badMode)
        /// Files of the context kept changing while they were copied.
        ///
        /// To do: build again when nothing writes to the context.
        public static let contextChanged = Code(value: .contextChanged)
        /// The process of a RUN ended with another status than 0.
        ///
        /// To do: the last lines of its output are above the message; mend the command and build again.
        public static let stepFailed = Code(value: .stepFailed)
        /// A step could not be carried out for a reason that lies outside of it: the store, the kernel, the runtime.
        ///
        /// To do: what the hint of the error says; the place is that of the step.
        public static let stepNotCarriedOut = Code(value: .stepNotCarriedOut)
        /// An archive of ADD cannot be unpacked.
        ///
        /// To do: make the archive again, or use COPY to copy it as it is.
        public static let badArchive = Code(value: .badArchive)
        /// An option's text means nothing.
        ///
        /// To do: write it as the hint says; `strata build --help` lists all options.
        public static let badOption = Code(value: .badOption)
        /// The disk of the store is full.
        ///
        /// To do: free space on that disk; `strata system prune` removes what no image needs.
        public static let noSpace = Code(value: .noSpace)
        /// A RUN requires a secret that the caller has not given.
        ///
        /// To do: build with `--secret id=NAME,src=PATH` or `--secret id=NAME,env=VARIABLE`.
        public static let secretMissing = Code(value: .secretMissing)
        /// A RUN requires an SSH agent that the caller has not given.
        ///
        /// To do: build with `--ssh default`, or with `--ssh ID=SOCKET` for an agent of another name.
        public static let agentMissing = Code(value: .agentMissing)
        /// A layer would hold a secret.
        ///
        /// To do: remove the file in the same RUN, or do not write the value; `--allow-secret-in-layer` builds all the same.
        public static let secretInLayer = Code(value: .secretInLayer)
        /// What ADD names could not be fetched.
        ///
        /// To do: what the message says; try the address with `curl -v`, behind a proxy set `HTTPS_PROXY`.
        public static let notFetched = Code(value: .notFetched)
        /// What was fetched is not what `--checksum` says.
        ///
        /// To do: find out why the file changed; if it is meant to, write its new digest into `--checksum`.
        public static let wrongChecksum = Code(value: .wrongChecksum)
        /// A step that has to be in the cache is not.
        ///
        /// To do: the message says why it is not; build without `--require-cached` to run it.
        public static let notCached = Code(value: .notCached)

        /// The image is built, and its cache could not be written to where `--cache-to` says.
        ///
        /// To do: what the error behind it says; `ignore-error=true` in `--cache-to` lets such a build succeed.
        public static let cacheNotWritten = Code(value: .cacheNotWritten)

        /// Its name.
        public var description: String { value.rawValue }
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
    /// What a failed RUN's process came to: `exit code: 3`.
    var problem: String?
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

/// `RUN --mount=…` as written: fields whose values are expanded when the step is dispatched.
public struct RunMountFlag: Sendable, Hashable {
    /// One `key=value`, or a key alone.
    public struct Field: Sendable, Hashable {
        /// The key in lower case.
        public var key: String
        /// The value, if there is one.
        public var value: ShellWord?
        /// Where the field stands.
        public var range: SourceRange

        /// Makes a field.
        public init(key: String, value: ShellWord?, range: SourceRange) {
            self.key = key
            self.value = value
            self.range = range
        }
    }

    /// The fields, in order.
    public var fields: [Field]
    /// Where the flag stands.
    public var range: SourceRange

    /// Makes a flag.
    public init(fields: [Field], range: SourceRange) {
        self.fields = fields
        self.range = range
    }
}

/// A mount of a `RUN`, expanded and checked.
public struct RunMount: Sendable, Hashable {
    /// What is mounted.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
        case bind
        case cache
        case tmpfs
        case secret
        case ssh
    }

    /// Who may use a cache mount at the same time.
    public enum Sharing: String, Sendable, Hashable, CaseIterable {
        case shared
        case `private`
        case locked
    }

    /// What is mounted.
    public var kind: Kind = .bind
    /// Stage, image or named context that the source lies in.
    public var from: String?
    /// Path within `from`, or a secret's name.
    public var source: String?
    /// Where in the container.
    public var target: String?
    /// Whether the command cannot write there.
    public var isReadOnly = true
    /// Whether the step fails where secret or agent is absent.
    public var isRequired = false
    /// Name of the cache, secret or agent.
    public var id: String?
    /// Who may use a cache at the same time.
    public var sharing: Sharing?
    /// Most bytes a tmpfs may hold.
    public var sizeLimit: Int64?
    /// Permissions of what is mounted.
    public var mode: UInt32?
    /// Owner of what is mounted.
    public var userID: UInt32?
    /// Group of what is mounted.
    public var groupID: UInt32?
    /// For a secret: the environment variable that holds it.
    public var environmentName: String?

    /// A read-only bind mount without source or target.
    public init() {}
}

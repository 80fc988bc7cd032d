public import OCI

/// What is known beside the text of a Dockerfile.
public struct FixFacts: Sendable {
    /// What is known of a base image.
    public struct Base: Sendable {
        /// The digest that its name leads to in the registry that it is of.
        public var digest: Digest?
        /// Its ONBUILD triggers.
        public var triggers: [String]?

        /// What is known of an image.
        public init(digest: Digest? = nil, triggers: [String]? = nil) {
            (self.digest, self.triggers) = (digest, triggers)
        }
    }

    /// Base images, by the names that stand behind FROM.
    public var bases: [String: Base]
    /// The build context.
    public var context: (any ContextListing)?
    /// The name and the content of the ignore file that counts; `nil` content where there is none.
    public var ignoreFile: (name: String, bytes: [UInt8]?)
    /// What is in the context beside the sources; links are not followed.
    public var clutter: [ContextClutter] = []
    /// Whether other Dockerfiles are built with the same context and ignore file.
    public var sharesContext: Bool

    /// What is known.
    public init(
        bases: [String: Base] = [:], context: (any ContextListing)? = nil,
        ignoreFile: (name: String, bytes: [UInt8]?) = (".dockerignore", nil), sharesContext: Bool = false
    ) {
        (self.bases, self.context, self.ignoreFile) = (bases, context, ignoreFile)
        self.sharesContext = sharesContext
    }
}

/// What rules ask of a build context. Paths are relative, without `./`.
public protocol ContextListing: Sendable {
    /// The names in the context's root.
    var entries: [String] { get }
    /// Whether a path or a directory above it is a symbolic link.
    func hasLink(in path: String) -> Bool
    /// The bytes of a regular file; `nil` where there is none of that name or where it is large.
    func read(_ path: String) -> [UInt8]?
}

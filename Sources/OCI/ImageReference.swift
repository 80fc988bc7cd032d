/// The name of an image: a repository, perhaps with a tag, perhaps with a digest (distribution's reference grammar).
public struct ImageReference: Hashable, Sendable {
    /// The repository.
    public let repository: RepositoryName
    /// The tag, if one is named.
    public let tag: String?
    /// The digest of a manifest or index, if one is named.
    public let digest: Digest?

    /// The tag that a name without tag and digest means.
    public static let defaultTag = "latest"

    /// Puts a reference together; the tag must be one (see `init(repository:taggedBy:)`).
    private init(repository: RepositoryName, tag: String?, digest: Digest?) {
        self.repository = repository
        self.tag = tag
        self.digest = digest
    }

    /// Names an image by its tag. Errors: `invalidReference`.
    public init(repository: RepositoryName, taggedBy tag: String) throws(OCIError) {
        guard ReferenceGrammar.isTag(tag) else { throw Self.refusedTag(tag) }
        self.init(repository: repository, tag: tag, digest: nil)
    }

    /// Names an image by its digest.
    public init(repository: RepositoryName, digest: Digest) {
        self.init(repository: repository, tag: nil, digest: digest)
    }

    /// Reads `NAME[:TAG][@DIGEST]` with docker's short forms; no tag is added.
    ///
    /// Errors: `invalidReference`; `invalidDigest` for a digest other than SHA-256.
    public init(parsing text: String) throws(OCIError) {
        var rest = text[...]
        var digest: Digest?
        if let at = rest.utf8.firstIndex(of: UInt8(ascii: "@")) {
            digest = try Digest(parsing: String(rest[rest.utf8.index(after: at)...]))
            rest = rest[..<at]
        }
        var tag: String?
        let lastPart =
            rest.utf8.lastIndex(of: UInt8(ascii: "/")).map { rest.utf8.index(after: $0) } ?? rest.startIndex
        if let colon = rest[lastPart...].utf8.firstIndex(of: UInt8(ascii: ":")) {
            let word = String(rest[rest.utf8.index(after: colon)...])
            guard ReferenceGrammar.isTag(word) else { throw Self.refusedTag(word, of: text) }
            tag = word
            rest = rest[..<colon]
        }
        guard let repository = try RepositoryName.parse(String(rest), of: text) else {
            throw ReferenceGrammar.refused(text)
        }
        self.init(repository: repository, tag: tag, digest: digest)
    }

    /// The same image, `:latest` if neither tag nor digest is named.
    public func withDefaultTag() -> ImageReference {
        guard tag == nil, digest == nil else { return self }
        return ImageReference(repository: repository, tag: Self.defaultTag, digest: nil)
    }

    /// The shortest form that means the same: `nginx:1.2`.
    public var familiar: String { repository.familiar + suffix }

    private var suffix: String { (tag.map { ":" + $0 } ?? "") + (digest.map { "@\($0)" } ?? "") }

    private static func refusedTag(_ tag: String, of text: String? = nil) -> OCIError {
        OCIError(
            .invalidReference,
            "invalid reference format: “\(tag)” cannot be a tag" + (text.map { " (in “\($0)”)" } ?? ""),
            hint:
                "a tag has up to 128 letters, digits, dots, dashes and underscores, and begins with neither dot nor dash"
        )
    }
}

extension ImageReference: CustomStringConvertible {
    /// The full form, with tag and digest as they are named.
    public var description: String { repository.description + suffix }
}

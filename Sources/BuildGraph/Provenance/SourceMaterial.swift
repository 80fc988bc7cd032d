public import OCI

/// Something that a build was made of and that came from elsewhere, as SLSA's provenance names it: an address and what lay there.
public struct SourceMaterial: Hashable, Sendable {
    /// The address, without user name and password; that of a repository with `#REF` where one was named.
    public let address: String
    /// How it is known what lay there: `sha256` of a file; of a commit its hash's own kind.
    public let algorithm: String
    /// The digest in hexadecimal digits.
    public let digest: String
    /// Whether it is a commit.
    let isCommit: Bool

    /// A file of a server.
    public init(file address: String, _ digest: Digest) {
        self.address = address
        algorithm = "sha256"
        self.digest = digest.hex
        isCommit = false
    }

    /// A commit of a repository, by the address that git was given.
    public init(repository address: String, ref: String?, commit: String) {
        self.address = address + (ref.map { "#" + $0 } ?? "")
        algorithm = commit.utf8.count == 64 ? "sha256" : "sha1"
        digest = commit
        isCommit = true
    }

    var json: JSONValue { ["uri": .string(address), "digest": digestSet] }
    var digestSet: JSONValue { .object([algorithm: .string(digest)]) }
}

/// What a build has fetched, as far as its steps asked for it.
public struct FetchedSources: Sendable {
    /// What ADD fetched.
    public var files: [RemoteSource: SourceMaterial] = [:]
    /// Named contexts that are addresses, by ``NamedContext/key(_:)``.
    public var contexts: [String: SourceMaterial] = [:]
    /// The build context, where it came from an address.
    public var context: SourceMaterial?

    /// Nothing was fetched.
    public init() {}
}

internal import DockerfileSyntax

/// Something that ADD fetches: a file of a server, or a repository.
public struct RemoteSource: Sendable, Hashable {
    /// What lies at an address.
    public enum Kind: Sendable, Hashable {
        /// A file, by HTTP.
        case file
        /// A git repository.
        case repository(GitReference)
    }

    /// What lies there, as far as the address tells.
    public let kind: Kind
    /// The address as it was expanded. It may hold a password: ``shown`` is for everybody.
    public let address: String
    /// What it has to be: the digest of the file; that of a commit is in the reference.
    public let checksum: String?
    /// Whether `.git` of a repository arrives too.
    public let keepsGitDirectory: Bool

    /// Makes a source of an address.
    ///
    /// - Parameter isRepository: whether a repository lies there, though the address does not tell.
    public init(
        address: String, checksum: String? = nil, keepsGitDirectory: Bool? = nil, isRepository: Bool = false
    ) throws(GitReference.Problem) {
        self.address = address
        guard isRepository || GitReference.isReference(address) else {
            kind = .file
            self.checksum = checksum
            self.keepsGitDirectory = false
            return
        }
        var reference = try GitReference(parsing: address)
        try reference.keepGitDirectory(keepsGitDirectory)
        if let checksum { try reference.require(checksum) }
        try reference.settle()
        kind = .repository(reference)
        self.checksum = nil
        self.keepsGitDirectory = reference.keepsGitDirectory ?? false
    }

    /// The address without user name and password.
    public var shown: String { AddressCredentials.hidden(in: address) }

    /// Whether it may be found in the cache before anything is fetched, so that there is no hurry.
    public var isPinned: Bool {
        switch kind {
        case .file: checksum != nil
        // Which commit it is has to be asked at least; its files may not be needed.
        case .repository: true
        }
    }

    /// Whether ADD fetches a source.
    static func isRemote(_ source: String) -> Bool {
        ["http://", "https://"].contains { source.hasPrefix($0) } || GitReference.isReference(source)
    }
}

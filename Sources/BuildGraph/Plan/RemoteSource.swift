internal import DockerfileSyntax

/// Something that ADD fetches: a file of a server, or a repository.
public struct RemoteSource: Sendable, Hashable {
    /// What lies at an address.
    public enum Kind: Sendable, Hashable {
        /// A file, by HTTP.
        case file
        /// A git repository.
        case repository
    }

    /// What lies there, as far as the address tells.
    public let kind: Kind
    /// The address as it was expanded. It may hold a password: ``shown`` is for everybody.
    public let address: String
    /// What it has to be: the digest of the file, or the commit.
    public let checksum: String?

    /// Makes a source of an address.
    public init(address: String, checksum: String? = nil) {
        kind = Self.isRepository(address) ? .repository : .file
        self.address = address
        self.checksum = checksum
    }

    /// The address without user name and password.
    public var shown: String { AddressCredentials.hidden(in: address) }

    /// Whether ADD fetches a source.
    static func isRemote(_ source: String) -> Bool {
        ["http://", "https://"].contains { source.hasPrefix($0) } || isRepository(source)
    }

    /// Whether an address is one of a repository, as BuildKit tells: by its scheme, or by a path that ends in `.git`.
    private static func isRepository(_ address: String) -> Bool {
        if ["git://", "ssh://", "git@"].contains(where: { address.hasPrefix($0) }) { return true }
        guard let scheme = address.firstRange(of: "://"), ["http", "https"].contains(address[..<scheme.lowerBound])
        else { return false }
        return address[scheme.upperBound...].prefix { $0 != "#" && $0 != "?" }.hasSuffix(".git")
    }
}

/// A repository: the registry's host and the path there, without tag or digest (distribution's reference grammar).
///
/// Docker's short forms are expanded: `nginx` is `docker.io/library/nginx`.
public struct RepositoryName: Hashable, Sendable {
    /// The registry's host, with its port if one is named: `docker.io`, `localhost:5000`.
    public let domain: String
    /// The path in the registry: `library/nginx`.
    public let path: String

    /// What a name without a host means.
    public static let defaultDomain = "docker.io"
    private static let legacyDefaultDomain = "index.docker.io"
    private static let officialPrefix = "library/"
    /// How long a name with its host may be (distribution, `RepositoryNameTotalLengthMax`).
    static let maximumLength = 255

    /// Reads a name in its short or its full form. Errors: `invalidReference`.
    public init(parsing text: String) throws(OCIError) {
        guard let name = try Self.parse(text, of: text) else { throw ReferenceGrammar.refused(text) }
        self = name
    }

    private init(domain: String, path: String) {
        self.domain = domain
        self.path = path
    }

    /// Reads a name; `whole` is what the user wrote, for errors.
    static func parse(_ text: String, of whole: String) throws(OCIError) -> RepositoryName? {
        if text.utf8.count == 64, text.utf8.allSatisfy(ASCII.isLowerHex) {
            throw OCIError(
                .invalidReference,
                "invalid reference format: “\(whole)” cannot name a repository: 64 hexadecimal digits are an image ID",
                hint: "choose a name that cannot be taken for one")
        }
        var (domain, path) = split(text)
        if domain == legacyDefaultDomain { domain = defaultDomain }
        if domain == defaultDomain, !path.utf8.contains(UInt8(ascii: "/")) { path = officialPrefix + path }
        if path.utf8.contains(where: ASCII.isUpper) {
            throw OCIError(
                .invalidReference, "invalid reference format: repository name must be lowercase: “\(whole)”",
                hint: "write it in lower case: \(whole.lowercased())"
            )
        }
        guard domain == defaultDomain || ReferenceGrammar.isDomain(domain), ReferenceGrammar.isPath(path) else {
            return nil
        }
        guard domain.utf8.count + 1 + path.utf8.count <= maximumLength else {
            throw OCIError(
                .invalidReference,
                "invalid reference format: the repository name “\(whole)” is longer than \(maximumLength) characters",
                hint: "choose a shorter one")
        }
        return RepositoryName(domain: domain, path: path)
    }

    /// What stands before the first slash is a host if it could not be part of a path on docker.io.
    private static func split(_ text: String) -> (domain: String, path: String) {
        guard let slash = text.utf8.firstIndex(of: UInt8(ascii: "/")) else { return (defaultDomain, text) }
        let first = text[..<slash]
        let isHost =
            first == "localhost"
            || first.utf8.contains { $0 == UInt8(ascii: ".") || $0 == UInt8(ascii: ":") || ASCII.isUpper($0) }
        return isHost ? (String(first), String(text[text.utf8.index(after: slash)...])) : (defaultDomain, text)
    }

    /// The shortest form that means the same: `nginx`, `user/app`, `localhost:5000/app`.
    public var familiar: String {
        guard domain == Self.defaultDomain else { return description }
        // A path whose first part would be read as a host keeps its own one (docker would lose it).
        guard Self.split(path).domain == Self.defaultDomain else { return description }
        guard path.hasPrefix(Self.officialPrefix) else { return path }
        let rest = path.dropFirst(Self.officialPrefix.count)
        return rest.utf8.contains(UInt8(ascii: "/")) ? path : String(rest)
    }
}

extension RepositoryName: CustomStringConvertible {
    /// The full form, host and path.
    public var description: String { domain + "/" + path }
}

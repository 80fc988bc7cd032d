public import OCI

/// How a registry is called in files of credentials.
public struct RegistryKey: Sendable, Hashable, CustomStringConvertible {
    /// The name that docker writes: the host, and for docker.io an address of old.
    public let description: String
    /// The registry's host in names of images: `docker.io`, `localhost:5000`.
    public let domain: String

    /// What docker calls docker.io.
    private static let hub = "https://index.docker.io/v1/"
    private static let hubHosts: Set<String> = [
        "docker.io", "index.docker.io", "registry-1.docker.io", "hub.docker.com", "www.docker.com",
    ]

    /// The registry with that host, with or without scheme and path; `nil` text or an empty one is docker.io.
    ///
    /// - Throws: `invalidReference` for what is no host.
    public init(host written: String?) throws(OCIError) {
        let host = Self.host(written ?? "")
        if host.isEmpty || Self.hubHosts.contains(host) {
            domain = RepositoryName.defaultDomain
            description = Self.hub
        } else {
            // As docker has it, any word is a host here, with or without a dot.
            let isHost = host.contains(where: { ".:".contains($0) }) || host == "localhost"
            domain = host
            description = host
            if isHost { _ = try RepositoryName(parsing: host + "/x") }
        }
    }

    /// The registry of a repository.
    init(_ repository: RepositoryName) {
        domain = repository.domain
        description = repository.domain == RepositoryName.defaultDomain ? Self.hub : repository.domain
    }

    /// The names under which credentials may stand, the most particular first (containers-auth.json(5)).
    func names(path: String) -> [String] {
        var result: [String] = []
        let parts = path.split(separator: "/")
        for count in stride(from: parts.count, to: 0, by: -1) {
            result.append(domain + "/" + parts.prefix(count).joined(separator: "/"))
        }
        result.append(description)
        if domain == RepositoryName.defaultDomain {
            result += ["index.docker.io", "docker.io", "registry-1.docker.io"]
        }
        return result
    }

    /// The same name in the forms that programs have written: scheme and `/v1/` left out.
    static func normalized(_ written: String) -> String {
        var text = written[...]
        if let scheme = text.firstRange(of: "://") { text = text[scheme.upperBound...] }
        for end in ["/v1/", "/v2/", "/v1", "/v2", "/"] where text.hasSuffix(end) {
            text = text.dropLast(end.count)
            break
        }
        return String(text)
    }

    private static func host(_ written: String) -> String {
        let text = written.firstRange(of: "://").map { written[$0.upperBound...] } ?? written[...]
        return String(text.prefix { $0 != "/" })
    }
}

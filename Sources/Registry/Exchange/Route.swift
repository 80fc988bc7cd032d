internal import LinuxSystem
internal import OCI
internal import SystemPackage
internal import Transport

/// Where a repository is read and where it is written, as the configuration has it.
struct Route: Sendable {
    /// Places that are asked before the repository's own, and for what.
    let mirrors: [(endpoint: Endpoint, use: RegistriesConfiguration.Mirror.Use)]
    /// The repository's own place.
    let home: Endpoint

    /// Looks a repository up in the configuration. Errors: `blocked`, `badSettings`.
    init(_ repository: Repository, _ settings: RegistrySettings) throws {
        let configuration = try RegistriesConfiguration(environment: settings.environment)
        let host = settings.asksNamedHost ? repository.name.domain : nil
        let entry: RegistriesConfiguration.Entry? =
            if let host { configuration.entry(forHost: host) } else { configuration.entry(for: repository.name) }
        if let entry, entry.isBlocked {
            throw RegistryError(
                .blocked, "\(host ?? repository.description): registries.conf blocks \(entry.prefix)",
                hint: "take blocked = true out of it to use the registry")
        }
        // Another place has the same: a mirror with a problem is left sooner than the only place there is.
        var impatient = settings
        impatient.retries.limit = min(settings.retries.limit, 1)
        let mirrored = impatient
        func endpoint(_ location: String?, isInsecure: Bool) throws -> Endpoint {
            let name = host == nil ? entry.map { $0.relocated(repository.name, to: location ?? $0.location) } : nil
            return try Self.endpoint(
                name, isInsecure: isInsecure, repository, location == nil ? settings : mirrored)
        }
        home = try endpoint(nil, isInsecure: settings.isInsecure ?? entry?.isInsecure ?? false)
        let others = host == nil ? entry?.mirrors ?? [] : []
        mirrors = try others.map { (try endpoint($0.location, isInsecure: $0.isInsecure), $0.use) }
    }

    private static func endpoint(
        _ name: String?, isInsecure: Bool, _ repository: Repository, _ settings: RegistrySettings
    ) throws -> Endpoint {
        let name = name ?? repository.name.description
        let domain = String(name.prefix { $0 != "/" })
        let path = String(name.dropFirst(domain.count + 1))
        guard !path.isEmpty else {
            throw RegistryError(
                .badSettings, "\(repository): registries.conf puts it at \(domain), which names no repository there",
                hint: "give its location a path")
        }
        let host = Repository.host(domain)
        var http = settings.http
        if let certificates = settings.certificates {
            try CertificateDirectory.add(FilePath(certificates), to: &http.trust)
        } else {
            try CertificateDirectory(environment: settings.environment).add(to: &http.trust, for: domain)
        }
        if !http.trust.certificates.isEmpty {
            http.trust.certificateOrigin = try HTTPAddress(parsing: "https://\(host)/").origin
        }
        if isInsecure { http.trust.isVerifying = false }
        let isLoopback = settings.isInsecure == nil && HostName.isLoopback(host)
        let security: Endpoint.Security = isInsecure ? .insecure : isLoopback ? .loopback : .secure
        return Endpoint(
            host: host, path: path, security: security, settings: http, retries: settings.retries,
            wantsIdentity: settings.wantsIdentity
        ) {
            if settings.credential != nil || settings.isAnonymous { return settings.credential }
            let known = try RepositoryName(parsing: domain + "/" + path)
            return try CredentialFiles(environment: settings.environment).credential(for: known)
        }
    }

    /// The places to ask in turn for something that is named by a tag or a digest.
    ///
    /// A mirror for tags that said what one stands for is asked for the rest of it, too: it may have what the registry has no more, or the
    /// registry cannot be reached.
    func places(byTag: Bool) -> [Endpoint] {
        mirrors.filter { mirror in
            switch mirror.use {
            case .all: true
            case .tagOnly: byTag || mirror.endpoint.namesTags
            case .digestOnly: !byTag
            }
        }.map(\.endpoint) + [home]
    }
}

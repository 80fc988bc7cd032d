internal import OCI

/// Shows a registry a user and a password, to see whether it accepts them.
public struct RegistryLogin: Sendable {
    private let key: RegistryKey
    private let settings: RegistrySettings

    /// Makes a log-in to a registry.
    public init(_ key: RegistryKey, settings: RegistrySettings) {
        self.key = key
        self.settings = settings
    }

    /// Asks the registry whether it accepts a credential. Nothing is kept.
    ///
    /// As podman has it, the host that is named is asked, and no place where the configuration has its repositories: the credential is
    /// kept for that name, and of those places each has its own.
    ///
    /// - Returns: What is to be kept: an identity token where the server of tokens gives one for the password, as docker has it.
    /// - Throws: `unauthorized` where it does not; `noAnswer`; `notFound` where no registry answers there; `blocked`.
    public func check(_ credential: Credential) async throws -> Credential {
        var settings = settings
        settings.credential = credential
        settings.wantsIdentity = true
        settings.asksNamedHost = true
        let client = RegistryClient(Repository(try RepositoryName(parsing: key.domain + "/login")), settings: settings)
        try await client.ping()
        return try client.home().identity ?? credential
    }
}

public import Transport

/// How registries are asked: by whom, over what, how often.
public struct RegistrySettings: Sendable {
    /// The variables that programs agree on: `DOCKER_CONFIG`, `REGISTRY_AUTH_FILE`, `HOME`, `HTTPS_PROXY`, `SSL_CERT_FILE`.
    public var environment: [String: String]
    /// Proxies, trust and limits of the exchanges.
    public var http: HTTPClient.Settings
    /// When and how often something is tried again.
    public var retries = RetryPolicy()
    /// Who asks, whatever the files of credentials say.
    public var credential: Credential?
    /// Whether nobody asks: no file of credentials is read.
    public var isAnonymous = false
    /// Whether tokens are asked for that take the place of the password.
    var wantsIdentity = false
    /// Whether the host that a name bears is asked itself, wherever the configuration has its repositories.
    var asksNamedHost = false
    /// A directory with certificates for every registry that is asked, in place of those of `certs.d`.
    public var certificates: String?

    /// Whether https with any certificate, or else http, is good enough; `nil` for what the configuration says of a registry.
    public var isInsecure: Bool?

    /// For registries that nobody named: what was said of another one, whom to ask as among it, is not for them.
    public var forOthers: RegistrySettings {
        var settings = self
        (settings.credential, settings.certificates, settings.isInsecure) = (nil, nil, nil)
        return settings
    }

    /// Takes everything from an environment. No file is read before a registry is asked.
    public init(environment: [String: String]) {
        self.environment = environment
        http = HTTPClient.Settings(environment: environment)
        http.stallSeconds = 30
    }
}

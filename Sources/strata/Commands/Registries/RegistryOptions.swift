import ArgumentParser
import DockerfileSyntax
import LinuxSystem
import Registry

/// How a registry is asked, in the words of skopeo, podman and buildah, beside what the configuration says of it.
struct RegistryOptions: ParsableArguments {
    static let shape = RegistryAccessOptions.shape + ["creds="]

    @OptionGroup
    var access: RegistryAccessOptions

    @Option(help: ArgumentHelp("Who asks the registry.", valueName: "user:password"))
    var creds: String?

    /// How the registry is asked. Errors: `UsageError`.
    func settings(_ context: CommandContext) throws -> RegistrySettings {
        var settings = try access.settings(context)
        settings.credential = try creds.map { try Credential(pair: $0, option: "--creds") }
        return settings
    }

    /// Whether one of them is given.
    var areGiven: Bool { creds != nil || access.areGiven }

    /// None of them, for a command that reads its words itself.
    static var none: RegistryOptions {
        var options = RegistryOptions()
        (options.access, options.creds) = (.none, nil)
        return options
    }
}

/// Those of ``RegistryOptions`` that a log-in has, too.
struct RegistryAccessOptions: ParsableArguments {
    static let shape = ["authfile=", "cert-dir=", "tls-verify?"]

    @Option(help: ArgumentHelp("File with credentials, in place of config.json and auth.json.", valueName: "file"))
    var authfile: String?

    @Option(help: ArgumentHelp("Certificates (*.crt, *.cert, *.key) for the registry.", valueName: "dir"))
    var certDir: String?

    @Option(help: ArgumentHelp("false: the registry may have any certificate, or none.", valueName: "bool"))
    var tlsVerify: String?

    /// How the registry is asked. Errors: `UsageError`.
    func settings(_ context: CommandContext) throws -> RegistrySettings {
        var settings = RegistrySettings(environment: environment(context))
        settings.certificates = certDir
        settings.isInsecure = try RegistrySettings.isInsecure(tlsVerify, option: "--tls-verify")
        return settings
    }

    /// The environment, in which `--authfile` counts.
    func environment(_ context: CommandContext) -> [String: String] {
        var environment = context.environment
        if let authfile { environment["REGISTRY_AUTH_FILE"] = authfile }
        return environment
    }

    /// Whether one of them is given.
    var areGiven: Bool { authfile != nil || certDir != nil || tlsVerify != nil }

    /// None of them.
    static var none: RegistryAccessOptions {
        var options = RegistryAccessOptions()
        (options.authfile, options.certDir, options.tlsVerify) = (nil, nil, nil)
        return options
    }
}

extension Credential {
    /// Reads `USER:PASSWORD`, the value of an option.
    ///
    /// - Throws: `UsageError`.
    init(pair: String, option: String) throws {
        guard let colon = pair.firstIndex(of: ":"), colon != pair.startIndex else {
            throw UsageError("\(option): user and password are wanted", hint: "\(option) USER:PASSWORD")
        }
        self = .password(user: String(pair[..<colon]), password: String(pair[pair.index(after: colon)...]))
    }
}

extension RegistrySettings {
    /// What the value of an option such as `--tls-verify` says; `nil` where it is not given.
    ///
    /// - Throws: `UsageError`.
    static func isInsecure(_ verify: String?, option: String) throws -> Bool? {
        guard let verify else { return nil }
        guard let isVerifying = GoBoolean.parse(verify.isEmpty ? "true" : verify) else {
            throw UsageError("\(option)=\(verify) is neither true nor false")
        }
        return !isVerifying
    }
}

import ArgumentParser
import LinuxSystem
import Registry
import SystemPackage

/// How the registries at the two ends of `strata copy` are asked, in skopeo's words.
struct CopyRegistryOptions: ParsableArguments {
    static let shape = [
        "authfile=", "src-authfile=", "dest-authfile=", "src-creds=", "dest-creds=", "src-username=", "src-password=",
        "dest-username=", "dest-password=", "src-no-creds", "dest-no-creds", "src-registry-token=",
        "dest-registry-token=", "src-cert-dir=", "dest-cert-dir=", "src-tls-verify?", "dest-tls-verify?",
        "retry-times=",
    ]

    @Option(help: ArgumentHelp("File with credentials, in place of config.json and auth.json.", valueName: "file"))
    var authfile: String?

    @Option(help: ArgumentHelp("As --authfile, for the source's registry alone.", valueName: "file"))
    var srcAuthfile: String?

    @Option(help: ArgumentHelp("As --authfile, for the destination's registry alone.", valueName: "file"))
    var destAuthfile: String?

    @Option(help: ArgumentHelp("Who asks the source's registry.", valueName: "user:password"))
    var srcCreds: String?

    @Option(help: ArgumentHelp("Who asks the destination's registry.", valueName: "user:password"))
    var destCreds: String?

    @Option(help: ArgumentHelp("Who asks the source's registry, with --src-password.", valueName: "user"))
    var srcUsername: String?

    @Option(help: ArgumentHelp("The password of --src-username.", valueName: "password"))
    var srcPassword: String?

    @Option(help: ArgumentHelp("Who asks the destination's registry, with --dest-password.", valueName: "user"))
    var destUsername: String?

    @Option(help: ArgumentHelp("The password of --dest-username.", valueName: "password"))
    var destPassword: String?

    @Flag(help: "Ask the source's registry as nobody.")
    var srcNoCreds = false

    @Flag(help: "Ask the destination's registry as nobody.")
    var destNoCreds = false

    @Option(help: ArgumentHelp("A token that the source's registry takes as it is.", valueName: "token"))
    var srcRegistryToken: String?

    @Option(help: ArgumentHelp("A token that the destination's registry takes as it is.", valueName: "token"))
    var destRegistryToken: String?

    @Option(help: ArgumentHelp("Certificates (*.crt, *.cert, *.key) for the source's registry.", valueName: "dir"))
    var srcCertDir: String?

    @Option(help: ArgumentHelp("Certificates for the destination's registry.", valueName: "dir"))
    var destCertDir: String?

    @Option(help: ArgumentHelp("false: the source's registry may have any certificate, or none.", valueName: "bool"))
    var srcTLSVerify: String?

    @Option(
        help: ArgumentHelp("false: the destination's registry may have any certificate, or none.", valueName: "bool"))
    var destTLSVerify: String?

    @Option(help: ArgumentHelp("How often a request is tried again (default: 5).", valueName: "number"))
    var retryTimes: Int?
}

extension CopyRegistryOptions {
    /// How the source's registry is asked. Errors: `UsageError`.
    func source(_ environment: [String: String]) throws -> RegistrySettings {
        try settings(
            Side(
                name: "src", authfile: srcAuthfile, credentials: srcCreds, user: srcUsername, password: srcPassword,
                token: srcRegistryToken, isAnonymous: srcNoCreds, certificates: srcCertDir, verify: srcTLSVerify),
            environment)
    }

    /// How the destination's registry is asked. Errors: `UsageError`.
    func destination(_ environment: [String: String]) throws -> RegistrySettings {
        try settings(
            Side(
                name: "dest", authfile: destAuthfile, credentials: destCreds, user: destUsername,
                password: destPassword, token: destRegistryToken, isAnonymous: destNoCreds, certificates: destCertDir,
                verify: destTLSVerify), environment)
    }

    private struct Side {
        let name: String
        let authfile: String?
        let credentials: String?
        let user: String?
        let password: String?
        let token: String?
        let isAnonymous: Bool
        let certificates: String?
        let verify: String?

        /// Who asks, of the ways to say it that are given; more than one is an error.
        func credential() throws -> Credential? {
            var ways: [Credential] = []
            if let credentials { ways.append(try Credential(pair: credentials, option: "--\(name)-creds")) }
            if user != nil || password != nil {
                guard let user, let password, !user.isEmpty else {
                    throw UsageError(
                        "--\(name)-username and --\(name)-password: one is given without the other",
                        hint: "give both, or --\(name)-creds USER:PASSWORD")
                }
                ways.append(.password(user: user, password: password))
            }
            if let token { ways.append(.bearer(token)) }
            guard ways.count + (isAnonymous ? 1 : 0) <= 1 else {
                throw UsageError(
                    "who asks the registry is given in more than one way",
                    hint: "leave all out but one of --\(name)-creds, -username, -registry-token and -no-creds")
            }
            return ways.first
        }
    }

    private func settings(_ side: Side, _ environment: [String: String]) throws -> RegistrySettings {
        var environment = environment
        if let file = side.authfile ?? authfile { environment["REGISTRY_AUTH_FILE"] = file }
        var settings = RegistrySettings(environment: environment)
        settings.credential = try side.credential()
        (settings.isAnonymous, settings.certificates) = (side.isAnonymous, side.certificates)
        if let retryTimes {
            guard retryTimes >= 0 else {
                throw UsageError("--retry-times \(retryTimes): less than never cannot be", hint: "0 or more")
            }
            settings.retries.limit = retryTimes
        }
        settings.isInsecure = try RegistrySettings.isInsecure(side.verify, option: "--\(side.name)-tls-verify")
        return settings
    }
}

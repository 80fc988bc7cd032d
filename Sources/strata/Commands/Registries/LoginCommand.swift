import ArgumentParser
import OCI
import Registry

/// `strata login`.
struct LoginCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "login",
        abstract: "Log in to a registry.",
        discussion: """
            The registry is asked whether it accepts user and password; then they are kept where docker keeps them: in
            config.json below ~/.docker or $DOCKER_CONFIG, or with the credential helper that is named there.

              strata login registry.example.com
              strata login -u ci --password-stdin registry.example.com < token
            """
    )
    static let shape = CommandShape(["u/username=", "p/password=", "password-stdin"] + RegistryAccessOptions.shape)

    @Option(name: [.short, .long], help: ArgumentHelp("Who logs in.", valueName: "user"))
    var username: String?

    @Option(
        name: [.short, .long],
        help: ArgumentHelp(
            "Password or token. Other users of the machine can see it: see --password-stdin.", valueName: "password"))
    var password: String?

    @Flag(help: "Read the password or token from standard input.")
    var passwordStdin = false

    @OptionGroup
    var access: RegistryAccessOptions

    @Argument(help: ArgumentHelp("The registry's host (default: docker.io).", valueName: "server"))
    var server: String?

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let key = try RegistryKey(host: server)
        let files = CredentialFiles(environment: access.environment(context))
        let given = try givenPassword(context)
        if username == nil, given == nil, let known = try files.credential(for: key) {
            if try await isAccepted(known, key, context) { return .success }
        }
        let (user, password) = try ask(given, key, context)
        let credential = try await check(.password(user: user, password: password), key, context)
        let place = try files.store(credential, of: user, for: key)
        if case .file(let path) = place {
            context.talk.write(
                """

                WARNING! Your credentials are stored unencrypted in '\(path)'.
                Configure a credential helper to remove this warning. See
                https://docs.docker.com/go/credential-store/


                """)
        }
        context.output.print("Login Succeeded")
        return .success
    }

    /// The password that the command line or standard input gives.
    private func givenPassword(_ context: CommandContext) throws -> String? {
        if password != nil {
            context.talk.print("WARNING! Using --password via the CLI is insecure. Use --password-stdin.")
        }
        guard passwordStdin else { return password.flatMap { $0.isEmpty ? nil : $0 } }
        guard password == nil else {
            throw CommandError("conflicting options: cannot specify both --password and --password-stdin")
        }
        guard username?.isEmpty == false else {
            throw CommandError(
                "the --password-stdin option requires --username to be set",
                hint: "strata login -u USER --password-stdin")
        }
        var bytes = try HostFile.standardInput()
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
        guard !bytes.isEmpty else { throw CommandError("password is empty", hint: "standard input has to hold it") }
        return String(decoding: bytes, as: UTF8.self)
    }

    /// Whether what is kept is still accepted; then there is nothing to ask for.
    private func isAccepted(_ credential: Credential, _ key: RegistryKey, _ context: CommandContext) async throws
        -> Bool
    {
        let user = if case .password(let user, _) = credential { " [Username: \(user)]" } else { "" }
        context.talk.print("Authenticating with existing credentials...\(user)")
        do {
            _ = try await check(credential, key, context)
        } catch is CommandError {
            context.talk.print("Login did not succeed, error: the registry does not accept them any more")
            return false
        }
        context.output.print("Login Succeeded")
        return true
    }

    /// User and password, asked for where they are not given.
    private func ask(_ given: String?, _ key: RegistryKey, _ context: CommandContext) throws -> (String, String) {
        if let username, !username.isEmpty, let given { return (username, given) }
        guard let prompt = TerminalPrompt(context.talk) else {
            throw CommandError(
                "Cannot perform an interactive login from a non TTY device",
                hint: "strata login -u USER --password-stdin\(server.map { " \($0)" } ?? "") < FILE")
        }
        let user = username.flatMap { $0.isEmpty ? nil : $0 } ?? prompt.line("Username: ")
        guard !user.isEmpty else { throw CommandError("Username can't be empty") }
        let password = try given ?? prompt.secret("Password: ")
        guard !password.isEmpty else { throw CommandError("Password can't be empty") }
        return (user, password)
    }

    /// Asks the registry; what is to be kept.
    private func check(
        _ credential: Credential, _ key: RegistryKey, _ context: CommandContext
    ) async throws -> Credential {
        do {
            let login = RegistryLogin(key, settings: try access.settings(context))
            return try await context.interruptible { try await login.check(credential) }
        } catch let error as RegistryError where error.code == .unauthorized || error.code == .denied {
            throw CommandError(
                "\(key): the registry does not accept user and password",
                hint: "check both; many registries want a token in place of the password", cause: error)
        }
    }
}

import ArgumentParser
import Registry

/// `strata logout`.
struct LogoutCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "logout",
        abstract: "Forget the password of a registry.",
        discussion: "  strata logout registry.example.com"
    )
    static let shape = CommandShape([])

    @Argument(help: ArgumentHelp("The registry's host (default: docker.io).", valueName: "server"))
    var server: String?

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let key = try RegistryKey(host: server)
        context.output.print("Removing login credentials for \(key)")
        try CredentialFiles(environment: context.environment).erase(key)
        return .success
    }
}

import Builder
import Storage

/// A build of the history that is to be made again, and what was given anew for it.
struct RememberedBuild {
    let build: BuildRecord
    var secrets: [String] = []
    var agents: [String] = []
    var buildArguments: [String] = []
    var runtime: String?

    /// What it asked for, completed.
    ///
    /// - Throws: `BuildError` for a build that cannot be made again; `UsageError` where something withheld is not given.
    func request(_ context: CommandContext) throws -> BuildRequest {
        var request = try BuildRequest(remembered: build)
        request.runtime = try runtime ?? context.settings.choice(.runtime)?.text
        request.proxyEnvironment = BuildCommand.proxies(in: context.environment)
        request.environment = context.environment
        for text in buildArguments {
            let (name, value) = try NamedValue.buildArgument(text)
            request.buildArguments[name] = value
        }
        let missing = BuildRequest.withheldArguments(of: build).filter { request.buildArguments[$0] == nil }
        if let name = missing.first {
            throw UsageError(
                "the value of the build argument \(name) is in no record", hint: "write --build-arg \(name)=value")
        }
        try BuildCommand.addSecrets(secrets, agents: agents, to: &request, context.environment)
        return request
    }
}

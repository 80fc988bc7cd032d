import Builder
import LinuxSystem
import SystemPackage

/// `--ssh` as buildx has it: `default` or `ID[=SOCKET|KEY[,KEY]]`.
struct AgentOption {
    let id: String
    let socket: FilePath
    /// The agent that was started for keys from files.
    let keyAgent: KeyAgent?

    /// Reads the option; without a path the agent is that of `SSH_AUTH_SOCK`. Paths that are no socket are keys: an agent is
    /// started for them.
    init(parsing text: String, environment: [String: String]) throws {
        let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard let id = parts.first, !id.isEmpty else {
            throw UsageError("--ssh \(text): it names no agent", hint: "write --ssh default or --ssh ID=SOCKET")
        }
        self.id = id
        guard let path = parts.count > 1 ? parts[1] : environment["SSH_AUTH_SOCK"], !path.isEmpty else {
            throw UsageError(
                "--ssh \(text): no agent runs here: SSH_AUTH_SOCK is not set",
                hint: "start one (eval $(ssh-agent); ssh-add), or write --ssh \(id)=PATH/OF/ITS/SOCKET")
        }
        if SocketRelay.canConnect(to: FilePath(path)) {
            socket = FilePath(path)
            keyAgent = nil
        } else {
            let agent = try KeyAgent(keys: OptionFields.split(path, of: "--ssh"), option: text)
            socket = agent.socket
            keyAgent = agent
        }
    }
}

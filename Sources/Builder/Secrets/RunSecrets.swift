import BuildGraph
import ContainerRuntime
import DockerfileSyntax
import LinuxSystem

/// What of secrets and agents one RUN is given. It is there while this value is.
struct RunSecrets: Sendable {
    /// The files and sockets.
    private(set) var mounts: [ContainerMount] = []
    /// Variables that hold secrets, as `NAME=value`, and where the agent is.
    private(set) var environment: [String] = []
    private var relays: [SocketRelay] = []

    /// Gets what a step asks for.
    ///
    /// - Throws: `BuildError` with `secretMissing` or `agentMissing` at the mount.
    init(of step: RunStep, in session: BuildSession) throws {
        for secret in step.secrets { try add(secret, session) }
        // As BuildKit has it: the variable is there whether an agent is given or not.
        if let first = step.agents.first { environment.append("SSH_AUTH_SOCK=\(first.target)") }
        for agent in step.agents { try add(agent, session) }
    }

    /// Says that a step is reached that asks for secrets.
    static func announce(_ step: RunStep, in session: BuildSession) {
        for secret in step.secrets where session.secrets.guardAgainst(secret.id) {
            session.reporter.warning(
                .warning(
                    .mount,
                    "the secret \(secret.id) is shorter than \(SecretForms.shortestValue) bytes: "
                        + "it is neither masked in the output nor looked for in layers",
                    hint: "use a longer value", at: secret.range))
        }
    }

    /// Each secret lies in a file system in memory of its own, which no path of the host leads to.
    private mutating func add(_ secret: StepSecret, _ session: BuildSession) throws {
        guard let value = session.secrets.value(of: secret.id) else {
            if secret.isRequired { throw missing(secret, session) }
            return
        }
        if let variable = secret.variable {
            environment.append("\(variable)=\(String(decoding: value.bytes, as: UTF8.self))")
        }
        guard let target = secret.target else { return }
        let memory = try DetachedMount.tmpfs(permissions: 0o700)
        let directory = try memory.root()
        let file = try directory.createFile(Array("secret".utf8), permissions: 0o600)
        try file.write(value.bytes)
        try directory.setOwner(
            user: secret.attributes.owner.user, group: secret.attributes.owner.group, of: Array("secret".utf8))
        try file.setPermissions(secret.attributes.mode)
        mounts.append(ContainerMount(.tree(memory, path: Array("secret".utf8)), at: target, isReadOnly: true))
    }

    private mutating func add(_ agent: StepAgent, _ session: BuildSession) throws {
        guard let socket = session.request.agents[agent.id] else {
            if agent.isRequired { throw missing(agent, session) }
            return
        }
        let memory = try DetachedMount.tmpfs(permissions: 0o700)
        relays.append(
            try SocketRelay(
                to: socket, in: memory.root(), name: "agent", permissions: agent.attributes.mode,
                user: agent.attributes.owner.user, group: agent.attributes.owner.group))
        mounts.append(ContainerMount(.tree(memory, path: Array("agent".utf8)), at: agent.target))
    }

    private func missing(_ secret: StepSecret, _ session: BuildSession) -> BuildError {
        let names = session.secrets.names
        let known = names.isEmpty ? "" : " (given: \(names.joined(separator: ", ")))"
        var error = BuildError(
            .secretMissing, "the secret \(secret.id) is required, and was not given\(known)",
            hint: "build with --secret id=\(secret.id),src=PATH or --secret id=\(secret.id),env=NAME")
        error.range = secret.range
        return error
    }

    private func missing(_ agent: StepAgent, _ session: BuildSession) -> BuildError {
        var error = BuildError(
            .agentMissing, "the SSH agent \(agent.id) is required, and was not given",
            hint: agent.id == "default"
                ? "build with --ssh default" : "build with --ssh \(agent.id)=PATH/OF/THE/AGENT'S/SOCKET")
        error.range = agent.range
        return error
    }
}

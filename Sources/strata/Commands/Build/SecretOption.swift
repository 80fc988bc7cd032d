import Builder
import LinuxSystem
import SystemPackage

/// `--secret` as buildx has it: `id=NAME[,src=PATH|env=VARIABLE][,type=file|env]`.
struct SecretOption {
    /// docker's bound.
    private static let limit = 500 * 1024
    let id: String
    private let variable: String?
    private let path: String?

    /// Reads the option. Without a source, it is the variable of that name, or else the file.
    init(parsing text: String, environment: [String: String]) throws {
        var fields: [String: String] = [:]
        for field in OptionFields.split(text) {
            guard let equals = field.firstIndex(of: "=") else {
                throw UsageError(
                    "--secret \(text): the field “\(field)” is not of the form key=value", hint: Self.example)
            }
            let key = field[..<equals].lowercased()
            fields[key == "source" ? "src" : key] = String(field[field.index(after: equals)...])
        }
        if let unknown = fields.keys.sorted().first(where: { !["id", "src", "env", "type"].contains($0) }) {
            throw UsageError("--secret \(text): there is no field “\(unknown)”", hint: Self.example)
        }
        guard let id = fields["id"], !id.isEmpty else {
            throw UsageError("--secret \(text): it has no id", hint: Self.example)
        }
        self.id = id
        switch fields["type"] {
        case nil, "file": (variable, path) = (fields["env"], fields["src"])
        case "env": (variable, path) = (fields["env"] ?? fields["src"] ?? id, nil)
        case let other?:
            throw UsageError("--secret \(text): the type is “\(other)”", hint: "write type=file or type=env")
        }
        if variable != nil, path != nil {
            throw UsageError("--secret \(text): it has both src and env", hint: Self.example)
        }
    }

    private static let example = "write --secret id=NAME,src=PATH or --secret id=NAME,env=VARIABLE"

    /// The value, read now.
    func value(_ environment: [String: String]) throws -> SecretValue {
        if let variable { return try read(variable: variable, environment) }
        if let path { return try read(file: path) }
        if environment[id] != nil { return try read(variable: id, environment) }
        return try read(file: id)
    }

    private func read(variable: String, _ environment: [String: String]) throws -> SecretValue {
        guard let text = environment[variable] else {
            throw UsageError(
                "--secret id=\(id): the variable \(variable) is not set", hint: "set it, or name a file with src=PATH")
        }
        return SecretValue(Array(text.utf8))
    }

    private func read(file: String) throws -> SecretValue {
        do throws(SystemError) {
            return SecretValue(try FileHandle.open(FilePath(file)).readAll(limit: Self.limit))
        } catch {
            throw UsageError(
                "--secret id=\(id): reading \(file): \(error)",
                hint: "name a file of at most 500 KiB with src=PATH, or a variable with env=NAME")
        }
    }
}

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
            let agent = try KeyAgent(keys: OptionFields.split(path), option: text)
            socket = agent.socket
            keyAgent = agent
        }
    }
}

/// Comma-separated fields, quoted as in RFC 4180.
enum OptionFields {
    static func split(_ text: String) -> [String] {
        var fields = [""]
        var isQuoted = false
        for character in text {
            switch character {
            case "\"": isQuoted.toggle()
            case "," where !isQuoted: fields.append("")
            default: fields[fields.count - 1].append(character)
            }
        }
        return fields
    }
}

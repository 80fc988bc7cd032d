import BuildGraph
import LinuxSystem
import OCI
import SystemPackage

/// Where a build comes from: what makes it comparable with earlier ones, and what it takes to build the same again.
struct BuildOrigin: Sendable {
    let request: BuildRequest
    /// The platform, or several with commas between them.
    let platform: String

    /// The absolute path of the Dockerfile; `-` where it came by standard input.
    var dockerfile: String {
        guard case .file(let path) = request.dockerfile else { return "-" }
        return Self.absolute(path)
    }

    /// The absolute path of the context; empty where there is none.
    var context: String {
        if let name = request.contextName { return name }
        guard case .directory(let path) = request.context else { return "" }
        return Self.absolute(path)
    }

    /// The digest of what two builds must share to be compared step by step.
    var digest: Digest {
        Digest.of([dockerfile, context, request.target ?? "", platform].joined(separator: "\u{0}"))
    }

    /// What the build is called where its image has no name.
    var name: String {
        if let name = request.tags.first?.withDefaultTag().familiar { return name }
        let directory = FilePath(context.isEmpty ? dockerfile : context).lastComponent?.string ?? "-"
        return directory + (request.target.map { " (\($0))" } ?? "")
    }

    /// What was asked for, credentials withheld and secrets by name only.
    func json(_ withholding: Withholding) -> JSONValue {
        var object: JSONObject = [
            "dockerfile": .string(dockerfile), "context": .string(context),
            "network": .string(request.network.rawValue),
        ]
        if let target = request.target { object["target"] = .string(target) }
        if !request.platforms.isEmpty {
            object["platform"] = .string(request.platforms.map(\.description).joined(separator: ","))
        }
        if request.noCache { object["noCache"] = true }
        if let epoch = request.sourceDateEpoch { object["sourceDateEpoch"] = .int(epoch) }
        if !request.buildArguments.isEmpty {
            var arguments = JSONObject()
            for (name, value) in request.buildArguments.sorted(by: { $0.key < $1.key }) {
                arguments[name] = .string(withholding.value(value, of: name))
            }
            object["arguments"] = .object(arguments)
        }
        if !request.namedContexts.isEmpty {
            object["contexts"] = .object(
                JSONObject(
                    members: request.namedContexts.sorted { $0.key < $1.key }.map {
                        JSONObject.Member(key: $0.key, value: $0.value.remembered(withholding))
                    }))
        }
        if !request.secrets.isEmpty { object["secrets"] = .strings(request.secrets.keys.sorted()) }
        if !request.agents.isEmpty { object["agents"] = .strings(request.agents.keys.sorted()) }
        if request.allowsInsecure { object["insecure"] = true }
        if !request.allowedDevices.isEmpty { object["devices"] = .strings(request.allowedDevices.sorted()) }
        if let sandbox = request.sandbox.remembered { object["sandbox"] = sandbox }
        return .object(object)
    }

    static func absolute(_ path: FilePath) -> String {
        let whole = path.isAbsolute ? path : FilePath(ProcessEnvironment.workingDirectory).pushing(path)
        return whole.lexicallyNormalized().string
    }
}

import BuildGraph
import Builder
import DockerfileSyntax
import OCI
import TerminalUI

/// The answer to `build --call=outline`: what the target takes — arguments, secrets, agents, caches.
struct OutlineReport {
    let parsed: ParseResult
    let check: BuildCheck
    /// The target that was asked for; `nil`: the last stage.
    let target: String?

    private struct Need {
        let name: String
        var isRequired: Bool
        let range: SourceRange
    }

    /// Tables; one that would be empty is left out.
    var text: String {
        var parts: [String] = []
        if let stage, stage.name != nil || stage.description != nil {
            var head = "TARGET:\t\(stage.name?.text ?? "(default)")\n"
            if let description = stage.description { head += "DESCRIPTION:\t\(description)\n" }
            parts.append(TabWriter.format(head, minimumWidth: 0, padding: 1))
        }
        let arguments = check.arguments.map { "\($0.name)\t\($0.value ?? "")\t\($0.comment ?? "")" }
        parts.append(table("BUILD ARG\tVALUE\tDESCRIPTION", arguments))
        parts.append(table("SECRET\tREQUIRED", secrets.map(Self.row)))
        parts.append(table("SSH\tREQUIRED", agents.map(Self.row)))
        parts.append(table("CACHE MOUNT", caches.map(\.name)))
        return parts.filter { !$0.isEmpty }.map { $0 + "\n" }.joined()
    }

    private static func row(_ need: Need) -> String { "\(need.name)\t\(need.isRequired ? "true" : "")" }

    private func table(_ heading: String, _ rows: [String]) -> String {
        if rows.isEmpty { return "" }
        return TabWriter.format(([heading] + rows).map { $0 + "\n" }.joined(), minimumWidth: 0)
    }

    /// The members of BuildKit's `frontend.outline`.
    var json: JSONValue {
        var members = JSONObject()
        if let name = stage?.name?.text { members["name"] = .string(name) }
        if let description = stage?.description { members["description"] = .string(description) }
        let lists: [(String, [JSONValue])] = [
            ("args", check.arguments.map(json)), ("secrets", secrets.map(json)), ("ssh", agents.map(json)),
            ("cache", caches.map { ["ID": .string($0.name), "location": location($0.range)] }),
        ]
        for (name, values) in lists where !values.isEmpty { members[name] = .array(values) }
        members["sources"] = [.string(Base64.encode(parsed.text.bytes))]
        return .object(members)
    }

    private func json(_ argument: BuildCheck.Argument) -> JSONValue {
        var members: JSONObject = ["name": .string(argument.name)]
        if let comment = argument.comment { members["description"] = .string(comment) }
        if let value = argument.value { members["value"] = .string(value) }
        members["location"] = location(argument.range)
        return .object(members)
    }

    private func json(_ need: Need) -> JSONValue {
        var members: JSONObject = ["name": .string(need.name)]
        if need.isRequired { members["required"] = true }
        members["location"] = location(need.range)
        return .object(members)
    }

    private func location(_ range: SourceRange) -> JSONValue { SourceLocation(of: range, in: parsed).json }

    // MARK: What the steps need

    private var stage: Stage? {
        guard let target else { return parsed.dockerfile.stages.last }
        return parsed.dockerfile.stageIndex(named: target).map { parsed.dockerfile.stages[$0] }
    }

    private var runs: [RunStep] {
        check.vertices.compactMap { vertex in
            guard case .run(let step) = vertex.operation else { return nil }
            return step
        }
    }

    private var secrets: [Need] {
        once(runs.flatMap(\.secrets).map { Need(name: $0.id, isRequired: $0.isRequired, range: $0.range) })
    }

    private var agents: [Need] {
        once(runs.flatMap(\.agents).map { Need(name: $0.id, isRequired: $0.isRequired, range: $0.range) })
    }

    private var caches: [Need] {
        once(
            runs.flatMap(\.mounts).compactMap { mount in
                guard case .cache(let cache) = mount.content else { return nil }
                return Need(name: cache.id, isRequired: false, range: mount.range)
            })
    }

    /// Each name once, at its first place; required where any step requires it.
    private func once(_ needs: [Need]) -> [Need] {
        needs.reduce(into: []) { result, need in
            if let index = result.firstIndex(where: { $0.name == need.name }) {
                result[index].isRequired = result[index].isRequired || need.isRequired
            } else {
                result.append(need)
            }
        }
    }
}

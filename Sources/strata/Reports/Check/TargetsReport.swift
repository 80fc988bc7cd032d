import DockerfileSyntax
import OCI
import TerminalUI

/// The answer to `build --call=targets`: the stages that can be built, with what the comments above them say.
struct TargetsReport {
    let parsed: ParseResult

    private var stages: [(stage: Stage, isDefault: Bool)] {
        let stages = parsed.dockerfile.stages
        return stages.enumerated().map { ($0.element, $0.offset == stages.count - 1) }
    }

    /// A table; the stage that is built where no target is named is marked.
    var text: String {
        let rows = stages.map { stage, isDefault in
            let name = stage.name?.text ?? ""
            let shown = isDefault ? (name.isEmpty ? "(default)" : "\(name) (default)") : name
            return "\(shown)\t\(stage.description ?? "")\n"
        }
        return TabWriter.format("TARGET\tDESCRIPTION\n" + rows.joined(), minimumWidth: 0)
    }

    /// The members of BuildKit's `frontend.targets`.
    var json: JSONValue {
        let targets = stages.map { stage, isDefault -> JSONValue in
            var members = JSONObject()
            if let name = stage.name?.text { members["name"] = .string(name) }
            if isDefault { members["default"] = true }
            if let description = stage.description { members["description"] = .string(description) }
            members["base"] = .string(stage.baseName.text)
            if let platform = stage.platform?.text { members["platform"] = .string(platform) }
            members["location"] = SourceLocation(of: stage.range, in: parsed).json
            return .object(members)
        }
        return ["targets": .array(targets), "sources": [.string(Base64.encode(parsed.text.bytes))]]
    }
}

extension Stage {
    /// What a comment of the form `# NAME text` above FROM says of the stage.
    var description: String? {
        guard let name = name?.text else { return nil }
        let line = source.comments.first { $0.lowercased().hasPrefix(name + " ") }
        return line.map { String($0.dropFirst(name.count + 1)) }
    }
}

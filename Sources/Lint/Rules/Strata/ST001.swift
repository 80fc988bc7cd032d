import DockerfileSyntax
import Findings

/// The final stage runs as root.
enum ST001: LintRule {
    static var text: RuleText {
        RuleText(
            "ST001", .info, "The final stage runs as root",
            why: """
                No USER is named, so containers run as the base image says: mostly as root. Who breaks out of the process is closer to \
                being root outside.
                """,
            example: """
                FROM debian:12
                CMD ["a"]
                """,
            counterExample: """
                FROM debian:12
                USER 1000
                CMD ["a"]
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        guard var stage = file.stages.last else { return [] }
        let last = stage
        // A stage inherits the user of the stage that it begins with.
        while true {
            let hasUser = stage.own.contains { if case .user = $0.kind { true } else { false } }
            if hasUser { return [] }
            let name = stage.stage.baseName.text.lowercased()
            guard let base = file.stages[..<stage.index].last(where: { $0.name == name }) else { break }
            stage = base
        }
        let base = stage.base
        let runs = last.own.contains { instruction in
            switch instruction.kind {
            case .cmd, .entrypoint, .run: true
            default: false
            }
        }
        if !runs || base.name.contains("nonroot") || base.tag?.contains("nonroot") == true { return [] }
        return [LintMatch(last.stage.range, hint: "create a user and end with USER NUMBER")]
    }
}

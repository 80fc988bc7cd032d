import DockerfileSyntax
import Findings

/// A HEALTHCHECK is missing.
enum DL3057: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3057", nil, "A HEALTHCHECK is missing",
            why: """
                docker, and what runs containers by docker's rules, can tell a hung service only by a check. The rule is off until it \
                is given a severity.
                """,
            example: """
                FROM debian:12
                CMD ["a"]
                """,
            counterExample: """
                FROM debian:12
                HEALTHCHECK CMD a
                CMD ["a"]
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        var checked: Set<String> = []
        return file.stages.compactMap { stage in
            let hasCheck = stage.own.contains { if case .healthcheck = $0.kind { true } else { false } }
            let isGood = hasCheck || checked.contains(stage.stage.baseName.text.lowercased())
            if isGood {
                checked.insert(stage.name ?? stage.base.name)
                return nil
            }
            return LintMatch(stage.stage.range)
        }
    }
}

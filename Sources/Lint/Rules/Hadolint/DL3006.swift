import DockerfileSyntax
import Findings

/// Always tag the version of an image explicitly.
enum DL3006: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3006", .warning, "Always tag the version of an image explicitly",
            why: """
                Without a tag the image is whatever bears `latest` on the day of the build.
                """,
            example: """
                FROM debian
                """,
            counterExample: """
                FROM debian:12
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        var names: Set<String> = []
        var matches: [LintMatch] = []
        for stage in file.stages {
            let base = stage.base
            let isOpen = base.tag == nil && base.digest == nil && base.name != "scratch" && !base.name.hasPrefix("$")
            if isOpen, !names.contains(stage.stage.baseName.text.trimmingQuotes.lowercased()) {
                matches.append(
                    LintMatch(stage.stage.baseName.range, hint: "write \(stage.stage.baseName.text):VERSION"))
            }
            if let name = stage.name { names.insert(name) }
        }
        return matches
    }
}

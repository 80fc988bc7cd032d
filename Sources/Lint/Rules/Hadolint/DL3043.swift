import DockerfileSyntax
import Findings

/// ONBUILD cannot trigger ONBUILD, FROM or MAINTAINER.
enum DL3043: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3043", .error, "ONBUILD cannot trigger ONBUILD, FROM or MAINTAINER",
            why: """
                The builder refuses the image that is built on this one.
                """,
            example: """
                FROM debian:12
                ONBUILD MAINTAINER me
                """,
            counterExample: """
                FROM debian:12
                ONBUILD LABEL maintainer=me
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        let words = ["ONBUILD", "FROM", "MAINTAINER"]
        var found = file.matches { instruction in
            guard case .onbuild(let onbuild) = instruction.kind else { return nil }
            let first = onbuild.trigger.split { $0 == " " || $0 == "\t" }.first.map { $0.uppercased() } ?? ""
            return words.contains(first) ? LintMatch(instruction.argumentRange) : nil
        }
        // What the parser refuses is not in the tree.
        for diagnostic in file.parsed.diagnostics where diagnostic.code == .onbuildTrigger {
            if words.contains(where: { diagnostic.message.contains($0) }) { found.append(LintMatch(diagnostic.range)) }
        }
        return found
    }
}

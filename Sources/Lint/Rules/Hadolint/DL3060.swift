import DockerfileSyntax
import Findings

/// Follow yarn install by yarn cache clean.
enum DL3060: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3060", .info, "Follow yarn install by yarn cache clean",
            why: """
                The cache stays in the layer else. A cache mount for the step is as good.
                """,
            example: """
                FROM node:22
                RUN yarn install
                """,
            counterExample: """
                FROM node:22
                RUN yarn install && yarn cache clean
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.runs.compactMap { run in
            guard let install = run.commands.first(where: { $0.calls("yarn", "install") }) else { return nil }
            let isCleaned = run.commands.contains { $0.name == "yarn" && $0.hasSequence("cache", "clean") }
            if isCleaned || run.unkeptTargets.contains(where: { $0.contains("yarn") || $0.contains("/.cache") }) {
                return nil
            }
            return LintMatch(run.range(of: install, in: file), hint: "end the RUN with && yarn cache clean")
        }
    }
}

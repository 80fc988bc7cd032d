import DockerfileSyntax
import Findings

/// Use either wget or curl.
enum DL4001: LintRule {
    static var text: RuleText {
        RuleText(
            "DL4001", .warning, "Use either wget or curl",
            why: """
                One of them is enough, and the other is a package more.
                """,
            example: """
                FROM debian:12
                RUN curl https://a/b
                RUN wget -q https://a/c
                """,
            counterExample: """
                FROM debian:12
                RUN curl https://a/b
                RUN curl https://a/c
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.stages.flatMap { stage -> [LintMatch] in
            var used: Set<String> = []
            return file.runs(of: stage).compactMap { run in
                let programs = run.commands.filter { $0.name == "curl" || $0.name == "wget" }
                used.formUnion(programs.map(\.name))
                guard used.count == 2, let last = programs.last else { return nil }
                return LintMatch(run.range(of: last, in: file))
            }
        }
    }
}

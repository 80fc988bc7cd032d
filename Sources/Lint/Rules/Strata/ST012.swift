import DockerfileSyntax
import Findings

/// The context is copied without a .dockerignore.
enum ST012: LintRule {
    static var text: RuleText {
        RuleText(
            "ST012", .warning, "The context is copied without a .dockerignore",
            why: """
                `.git`, dependencies, build results and files with credentials go into the image, and each change of one makes the \
                steps behind run again. Looked at where the context is known.
                """,
            example: """
                FROM debian:12
                COPY . /app
                """,
            counterExample: """
                FROM debian:12
                COPY src /app
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        guard let context = file.options.context, !context.hasIgnoreFile || !context.unwanted.isEmpty else { return [] }
        return file.stages.flatMap { stage in
            stage.own.compactMap { instruction in
                guard let copy = ContextCopy.whole(instruction) else { return nil }
                let list = context.unwanted.prefix(5).joined(separator: ", ")
                if context.hasIgnoreFile {
                    return LintMatch(
                        copy.range, "the context is copied with \(list)", hint: "add them to .dockerignore")
                }
                return LintMatch(
                    copy.range, hint: "write a .dockerignore with \(list.isEmpty ? ".git and the like" : list)")
            }
        }
    }
}

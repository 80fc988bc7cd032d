import DockerfileSyntax
import Findings

/// A file that holds credentials is copied into the image.
enum ST019: LintRule {
    static var text: RuleText {
        RuleText(
            "ST019", .error, "A file that holds credentials is copied into the image",
            why: """
                Everybody who can pull the image can read it, whatever a later layer removes. Mount it: RUN --mount=type=secret.
                """,
            example: """
                FROM debian:12
                COPY .npmrc /root/
                """,
            counterExample: """
                FROM debian:12
                RUN --mount=type=secret,id=npmrc,target=/root/.npmrc a
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.instructions.flatMap { instruction -> [LintMatch] in
            let sources: [ShellWord] =
                switch instruction.kind {
                case .copy(let copy) where copy.from == nil: copy.transfer.sources
                case .add(let add): add.transfer.sources
                default: []
                }
            return sources.filter { CredentialFile.isOne($0.text.trimmingQuotes) }.map { LintMatch($0.range) }
        }
    }
}

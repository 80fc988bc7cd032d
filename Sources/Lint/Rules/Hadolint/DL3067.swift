import DockerfileSyntax
import Findings

/// Do not copy the whole file system of another stage.
enum DL3067: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3067", .warning, "Do not copy the whole file system of another stage",
            why: """
                What the other stage has and this one does not need comes too, and what both have lies in the image twice.
                """,
            example: """
                FROM golang:1.22 AS build
                FROM debian:12
                COPY --from=build / /
                """,
            counterExample: """
                FROM golang:1.22 AS build
                FROM debian:12
                COPY --from=build /app /app
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.matches { instruction in
            guard case .copy(let copy) = instruction.kind, copy.from != nil,
                copy.transfer.destination.text.trimmingQuotes == "/",
                let root = copy.transfer.sources.first(where: { $0.text.trimmingQuotes == "/" })
            else { return nil }
            return LintMatch(root.range, hint: "copy what is needed: COPY --from=STAGE /app /app")
        }
    }
}

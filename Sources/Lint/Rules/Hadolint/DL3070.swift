import DockerfileSyntax
import Findings

/// Use a cache mount for Go.
enum DL3070: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3070", .info, "Use a cache mount for Go",
            why: """
                Go keeps modules and what it compiled. Without a cache mount both are made again whenever the layer is, and stay \
                in it.
                """,
            example: """
                FROM golang:1.22
                RUN go build -o /bin/app .
                """,
            counterExample: """
                FROM golang:1.22
                RUN --mount=type=cache,target=/root/.cache/go-build go build -o /bin/app .
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.commands(withoutMountOf: ["go-build", "pkg/mod", "gocache", "gomodcache"], "/root/.cache/go-build") {
            command in
            command.calls("go", "build", "get", "install", "test")
                || command.calls("go", "mod") && !command.has("init", "edit")
        }
    }
}

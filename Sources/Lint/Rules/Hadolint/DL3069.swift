import DockerfileSyntax
import Findings

/// Use a cache mount for cargo.
enum DL3069: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3069", .info, "Use a cache mount for cargo",
            why: """
                cargo fetches and keeps the sources of every crate in its home directory, and does so anew whenever the layer is \
                made again.
                """,
            example: """
                FROM rust:1.79
                RUN cargo build --release
                """,
            counterExample: """
                FROM rust:1.79
                RUN --mount=type=cache,target=/usr/local/cargo/registry cargo build --release
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.commands(withoutMountOf: ["cargo"], "/usr/local/cargo/registry") { command in
            command.calls("cargo", "build", "install", "fetch", "test", "check", "clippy")
        }
    }
}

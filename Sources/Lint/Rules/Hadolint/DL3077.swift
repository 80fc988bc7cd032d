import DockerfileSyntax
import Findings

/// Use a cache mount for gems.
enum DL3077: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3077", .info, "Use a cache mount for gems",
            why: """
                gem and bundle keep the archive of every gem beside what they installed. A mount of that directory alone keeps \
                them from the layer; one of all of `/usr/local/bundle` would keep the installed gems from it, too.
                """,
            example: """
                FROM ruby:3.3
                RUN bundle install
                """,
            counterExample: """
                FROM ruby:3.3
                RUN --mount=type=cache,target=/usr/local/bundle/cache bundle install
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.commands(withoutMountOf: [".gem", "bundle", "/gems/"], "/usr/local/bundle/cache") { command in
            command.calls("gem", "install") || command.calls("bundle", "install", "update")
        }
    }
}

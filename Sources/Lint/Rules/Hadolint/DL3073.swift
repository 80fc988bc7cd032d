import DockerfileSyntax
import Findings

/// Use a cache mount for Composer.
enum DL3073: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3073", .info, "Use a cache mount for Composer",
            why: """
                Composer keeps the archives of all packages that it installed. They stay in the layer, and are fetched again \
                whenever it is made again.
                """,
            example: """
                FROM composer:2
                RUN composer install
                """,
            counterExample: """
                FROM composer:2
                RUN --mount=type=cache,target=/root/.composer/cache composer install
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.commands(withoutMountOf: ["composer"], "/root/.composer/cache") { command in
            command.calls("composer", "install", "update", "require")
        }
    }
}

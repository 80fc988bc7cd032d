import DockerfileSyntax
import Findings

/// Pin versions in pecl install.
enum DL3068: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3068", .warning, "Pin versions in pecl install",
            why: """
                The step gives whatever version is newest on the day it runs, and the cache keeps that for who knows how long. A \
                version makes both plain.
                """,
            example: """
                FROM php:8.3-cli
                RUN pecl install redis
                """,
            counterExample: """
                FROM php:8.3-cli
                RUN pecl install redis-6.1.0
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.words("write EXTENSION-VERSION") { command in
            let operands = command.operands()
            guard command.name == "pecl", operands.first?.text == "install" else { return [] }
            return operands.dropFirst().filter { !isFixed($0.text) }
        }
    }

    /// Whether it is a file or an address of one, ends in a version, or is all of it put in. `redis-beta` is another one every time.
    private static func isFixed(_ package: String) -> Bool {
        if package.hasPrefix("$") || package.hasPrefix("http://") || package.hasPrefix("https://") { return true }
        if [".tgz", ".tar.gz", ".tar", ".xml"].contains(where: package.hasSuffix) { return true }
        let parts = package.split(separator: "-", omittingEmptySubsequences: false)
        guard parts.count > 1, let first = parts[parts.count - 1].first else { return false }
        return first.isNumber || first == "$"
    }
}

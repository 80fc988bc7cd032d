import DockerfileSyntax
import Findings

/// Pin versions in npm.
enum DL3016: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3016", .warning, "Pin versions in npm",
            why: """
                The step gives whatever version is newest on the day it runs, and the cache keeps that for who knows how long. A \
                version makes both plain.
                """,
            example: """
                FROM node:22
                RUN npm install express
                """,
            counterExample: """
                FROM node:22
                RUN npm install express@4.19.2
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.words("write PACKAGE@VERSION") { command in
            guard command.name == "npm", command.operands().first?.text == "install" else { return [] }
            let operands = command.operands(
                without: "registry", "loglevel", "prefix", "cache", "userconfig", "tag", "omit", "include", "w",
                "workspace", "C", "install-strategy")
            return operands.dropFirst().filter { !isPinned($0.text) }
        }
    }

    private static func isPinned(_ package: String) -> Bool {
        if ["git://", "git+ssh://", "git+http://", "git+https://"].contains(where: { package.hasPrefix($0) }) {
            return package.contains("#")
        }
        if [".tar", ".tar.gz", ".tgz"].contains(where: { package.hasSuffix($0) }) { return true }
        if ["/", "./", "../", "~/", "."].contains(where: { package.hasPrefix($0) }) { return true }
        let name = package.hasPrefix("@") ? package.drop { $0 != "/" } : package[...]
        return name.contains("@")
    }
}

import DockerfileSyntax
import Findings

/// Pin versions in pip.
enum DL3013: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3013", .warning, "Pin versions in pip",
            why: """
                The step gives whatever version is newest on the day it runs, and the cache keeps that for who knows how long. A \
                version makes both plain.
                """,
            example: """
                FROM python:3.12
                RUN pip install --no-cache-dir flask
                """,
            counterExample: """
                FROM python:3.12
                RUN pip install --no-cache-dir flask==3.0.3
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.words("write PACKAGE==VERSION, or --requirement FILE") { command in
            guard command.isPipInstall, !command.has("-r", "--requirement", "."),
                !command.hasFlag("constraint", "c", "requirement")
            else {
                return []
            }
            return packages(of: command).filter { !isPinned($0.text) }
        }
    }

    private static func packages(of command: CommandLine) -> [CommandLine.Argument] {
        let operands = command.operands(
            without: "abi", "b", "build", "e", "editable", "extra-index-url", "f", "find-links", "i", "index-url",
            "implementation", "no-binary", "only-binary", "platform", "prefix", "progress-bar", "proxy",
            "python-version", "root", "src", "t", "target", "trusted-host", "upgrade-strategy")
        return Array(operands.drop { $0.text != "install" }.dropFirst())
    }

    private static func isPinned(_ package: String) -> Bool {
        let isRepository = ["git", "hg+", "svn", "bzr+"].contains { package.hasPrefix($0) } && package.contains("/")
        if isRepository { return package.contains("@") }
        return ["==", ">=", "<=", ">", "<", "!=", "~="].contains { package.contains($0) } || package.contains("/")
            || package.hasSuffix(".whl") || package.hasSuffix(".tar.gz")
    }
}

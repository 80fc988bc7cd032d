import DockerfileSyntax
import Findings

/// Pin versions in dnf install.
enum DL3041: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3041", .warning, "Pin versions in dnf install",
            why: """
                The step gives whatever version is newest on the day it runs, and the cache keeps that for who knows how long. A \
                version makes both plain.
                """,
            example: """
                FROM fedora:40
                RUN dnf install -y httpd && dnf clean all
                """,
            counterExample: """
                FROM fedora:40
                RUN dnf install -y httpd-2.4.59 && dnf clean all
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.words("write PACKAGE-VERSION") { command in
            guard command.calls("dnf", "install") || command.calls("microdnf", "install") else { return [] }
            if command.has("group") { return [] }
            let isModule = command.has("module")
            return command.operands().filter { word in
                if word.text == "install" || word.text == "module" { return false }
                return isModule ? !word.text.contains(":") : !RPMName.hasVersion(word.text)
            }
        }
    }
}

import DockerfileSyntax
import Findings

/// Pin versions in yum install.
enum DL3033: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3033", .warning, "Pin versions in yum install",
            why: """
                The step gives whatever version is newest on the day it runs, and the cache keeps that for who knows how long. A \
                version makes both plain.
                """,
            example: """
                FROM centos:7
                RUN yum install -y httpd && yum clean all
                """,
            counterExample: """
                FROM centos:7
                RUN yum install -y httpd-2.4.6 && yum clean all
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.words("write PACKAGE-VERSION") { command in
            guard command.calls("yum", "install") else { return [] }
            let isModule = command.has("module")
            return command.operands().filter { word in
                if word.text == "install" || word.text == "module" { return false }
                return isModule ? !word.text.contains(":") : !RPMName.hasVersion(word.text)
            }
        }
    }
}

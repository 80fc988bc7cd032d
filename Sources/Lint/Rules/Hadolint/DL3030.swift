import DockerfileSyntax
import Findings

/// Use the -y switch of yum install.
enum DL3030: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3030", .warning, "Use the -y switch of yum install",
            why: """
                Nobody is there to answer the question.
                """,
            example: """
                FROM centos:7
                RUN yum install httpd-2.4 && yum clean all
                """,
            counterExample: """
                FROM centos:7
                RUN yum install -y httpd-2.4 && yum clean all
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.commands { command in
            command.calls("yum", "install", "groupinstall", "localinstall") && !command.hasFlag("y", "assumeyes")
        }
    }
}

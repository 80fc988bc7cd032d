import DockerfileSyntax
import Findings

/// Follow yum install by yum clean all.
enum DL3032: LintRule {
    static var text: RuleText {
        RuleText(
            "DL3032", .warning, "Follow yum install by yum clean all",
            why: """
                The cache of packages and lists stays in the layer else.
                """,
            example: """
                FROM centos:7
                RUN yum install -y httpd-2.4
                """,
            counterExample: """
                FROM centos:7
                RUN yum install -y httpd-2.4 && yum clean all
                """)
    }

    static func check(_ file: LintFile) -> [LintMatch] {
        file.missing(after: { $0.calls("yum", "install") }, in: "/var/cache/yum") { command in
            command.calls("yum", "clean") || command.removes("/var/cache/yum")
        }
    }
}

import LinuxSystem
import OCI
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("strata lint")
    struct LintTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture()
            try fixture.write("c/Dockerfile", "FROM debian:12\nRUN x && \\\n    sudo y\nUSER 1000\n")
        }

        @Test("prints hadolint's lines, and exits with 1 where something is as bad as the threshold")
        func lines() throws {
            let outcome = try fixture.strata("lint", "--no-shellcheck", "c")
            #expect(outcome.code == 1)
            #expect(
                outcome.output == """
                    c/Dockerfile:1 ST002 style: The base image is not pinned to a digest
                    c/Dockerfile:2 DL3004 error: Do not use sudo

                    """)
            #expect(try fixture.strata("lint", "--no-shellcheck", "--ignore", "DL3004", "c/Dockerfile").code == 0)
            #expect(try fixture.strata("lint", "-t", "none", "c").code == 0)
            #expect(try fixture.strata("lint", "--no-fail", "c").code == 0)
            #expect(try fixture.strata("lint", "--ignore=DL3004", "--rule-severity", "ST002=error", "c").code == 1)
            #expect(try fixture.strata("lint", "--format", "none", "c").code == 125)
            #expect(try fixture.strata("lint", "c/absent").errors.contains("reading the Dockerfile c/absent"))
        }

        @Test("writes SARIF and JSON with the very place")
        func places() throws {
            let json = try JSONValue(parsing: try fixture.strata("lint", "--no-shellcheck", "-f", "json", "c").output)
            let finding = try #require(json.arrayValue?.first { $0["code"]?.stringValue == "DL3004" })
            #expect(finding["line"]?.intValue == 2 && finding["range"]?["startLine"]?.intValue == 3)
            #expect(finding["range"]?["startColumn"]?.intValue == 5)
            let sarif = try JSONValue(parsing: try fixture.strata("lint", "--no-shellcheck", "-f", "sarif", "c").output)
            #expect(sarif["version"]?.stringValue == "2.1.0")
            let region = sarif["runs"]?[0]?["results"]?[1]?["locations"]?[0]?["physicalLocation"]?["region"]
            #expect(region?["startLine"]?.intValue == 3 && region?["endColumn"]?.intValue == 11)
        }

        @Test("reads standard input, several files and hadolint's settings")
        func sources() throws {
            let text = try fixture.strata("lint", "--no-shellcheck", "-", input: "FROM debian\n").output
            #expect(text.hasPrefix("-:1 DL3006 warning: "))
            try fixture.write("d/Dockerfile", "FROM debian:latest\n")
            try fixture.write(
                ".hadolint.yaml", "ignored:\n  - ST002\noverride:\n  info: [DL3004]\nfailure-threshold: error\n")
            let both = try fixture.shell("strata lint --no-shellcheck c d/Dockerfile")
            #expect(both.code == 0)
            #expect(
                both.lines == [
                    "c/Dockerfile:2 DL3004 info: Do not use sudo",
                    "d/Dockerfile:1 DL3007 warning: Do not use the tag latest",
                ])
            try fixture.write("bad.yaml", "ignored:\n  - DL3004\n  x: 1\n")
            #expect(try fixture.strata("lint", "-c", "bad.yaml", "c").errors.contains("bad.yaml:3"))
        }

        @Test("looks at the context: the ignore file, and what it should name")
        func context() throws {
            try fixture.shell("mkdir -p e/.git && printf 'FROM debian:12\\nCOPY . /x\\n' > e/Dockerfile").succeed()
            #expect(try fixture.strata("lint", "e").output.contains("e/Dockerfile:2 ST012 warning: "))
            try fixture.write("e/.dockerignore", ".git\n")
            #expect(!(try fixture.strata("lint", "e").output.contains("ST012")))
        }

        @Test("says what a rule is about")
        func explanation() throws {
            #expect(try fixture.strata("lint", "--explain", "ST010").output.hasPrefix("# ST010: What is removed here"))
            #expect(try fixture.strata("lint", "--explain", "DL9999").code == 125)
        }

        @Test("has ShellCheck's findings at their places, and its codes in comments", .needs("shellcheck"))
        func shellCheck() throws {
            try fixture.write(
                "s/Dockerfile",
                """
                FROM debian:12
                ARG KNOWN
                RUN echo $KNOWN && \\
                # between
                    rm $UNKNOWN/x
                # hadolint ignore=SC2086
                RUN echo $OTHER
                USER 1000

                """)
            let json = try JSONValue(parsing: try fixture.strata("lint", "-f", "json", "s").output)
            let found = (json.arrayValue ?? []).filter { $0["code"]?.stringValue?.hasPrefix("SC") == true }.map {
                value in
                let range = value["range"]
                return "\(value["line"]?.intValue ?? 0) \(value["code"]?.stringValue ?? "") "
                    + "\(range?["startLine"]?.intValue ?? 0):\(range?["startColumn"]?.intValue ?? 0)-\(range?["endColumn"]?.intValue ?? 0)"
            }
            #expect(found == ["3 SC2086 5:8-16"])
        }
    }
}

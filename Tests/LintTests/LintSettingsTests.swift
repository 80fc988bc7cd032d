import Findings
import Lint
import Testing
import YAML

@Suite("Comments and settings")
struct LintSettingsTests {
    private func codes(_ text: String, _ options: LintOptions = LintOptions()) -> [String] {
        Linter(options).lint(Array(text.utf8), name: "Dockerfile").findings.map {
            "\($0.location.range?.start.line ?? 0) \($0.code)"
        }
    }

    @Test(
        "switch a rule off for an instruction, a stage or the file",
        arguments: [
            "FROM a:1\n# hadolint ignore=DL3003\nRUN cd /x\n",
            "FROM a:1\n#hadolint ignore = DL3004 , DL3003 # why\nRUN cd /x\n",
            "FROM a:1\n# hadolint ignore=DL3003\n# more words\nRUN cd /x\n",
            "# hadolint global ignore=DL3003\nFROM a:1\nRUN cd /x\n",
            "# hadolint stage ignore=DL3003\nFROM a:1\nRUN cd /x\n",
            "# check=skip=ST001,DL3003;error=true\nFROM a:1\nRUN cd /x\n",
            "FROM a:1\n# hadolint ignore=DL3003\nRUN x && \\\n  cd /x\n",
            "FROM a:1\n# check=skip=dl3003 // once\nRUN x && \\\n  cd /x\n",
        ])
    func ignored(_ text: String) {
        #expect(!codes(text).contains { $0.hasSuffix("DL3003") })
    }

    @Test(
        "switch nothing else off",
        arguments: [
            "FROM a:1\n# hadolint ignore=DL3004\nRUN cd /x\n", "FROM a:1\n# hadolint ignore=DL3003\n\nRUN cd /x\n",
            "FROM a:1\n# check=skip=DL3003\nRUN x\nRUN cd /x\n", "FROM a:1\n# check=skip=DL3004\nRUN cd /x\n",
            "# hadolint stage ignore=DL3003\nFROM a:1\nFROM b:1\nRUN cd /x\n", "FROM a:1\n# ignore=DL3003\nRUN cd /x\n",
            "FROM a:1\nRUN <<E\n# hadolint global ignore=DL3003\ncd /x\nE\n",
        ])
    func heeded(_ text: String) {
        #expect(codes(text).contains { $0.hasSuffix("DL3003") })
    }

    @Test("of the file name BuildKit's checks too, and make them errors")
    func checks() {
        let text = "# check=error=true\nFROM a:1 AS B\n"
        let findings = Linter().lint(Array(text.utf8), name: "x").findings
        #expect(findings.first { $0.code == "StageNameCasing" }?.severity == .error)
        #expect(!codes("# check=skip=StageNameCasing\nFROM a:1 AS B\n").contains { $0.hasSuffix("StageNameCasing") })
        #expect(
            !codes("# hadolint global ignore=StageNameCasing\nFROM a:1 AS B\n").contains {
                $0.hasSuffix("StageNameCasing")
            })
    }

    @Test("of hadolint's file are read")
    func file() throws {
        let text = """
            # comment
            ignored: [DL3008, "SC2086"] # why
            override:
              error:
                - DL3003
              style: ['DL3015']
            trustedRegistries:
            - docker.io
            - "*.gcr.io"
            label-schema:
              author: text
              version: semver
            strict-labels: true
            failure-threshold: warning
            other: 1
            """
        let settings = try HadolintConfiguration(parsing: Array(text.utf8))
        #expect(settings.ignored == ["DL3008", "SC2086"])
        #expect(settings.severities == ["DL3003": .error, "DL3015": .style])
        #expect(settings.trustedRegistries == ["docker.io", "*.gcr.io"])
        #expect(settings.labelSchema == ["author": .text, "version": .semver])
        #expect(settings.hasStrictLabels == true && settings.failureThreshold == .severity(.warning))
        #expect(settings.unknown.map(\.key) == ["other"])
    }

    @Test(
        "that mean nothing are refused at their line",
        arguments: [
            ("a\n", 1), ("ignored:\n  a: 1\n", 1), ("x: 1\noverride:\n  bad:\n    - DL1\n", 3),
            ("failure-threshold: x\n", 1),
            ("strict-labels: 3\n", 1), ("label-schema:\n  a: b\n", 2), ("ignored: [a\n", 2), ("a: 1\n    b: 2\n", 2),
        ])
    func refused(_ text: String, _ line: Int) {
        let fault = #expect(throws: YAMLValue.Fault.self) { try HadolintConfiguration(parsing: Array(text.utf8)) }
        #expect(fault?.line == line)
    }

    @Test("give rules other grades, and leave them out")
    func severities() {
        var options = LintOptions()
        options.severities = ["DL3057": .error]
        options.ignored = ["ST002", "ST001"]
        #expect(codes("FROM a:1\nCMD [\"x\"]\n", options) == ["1 DL3057"])
    }

    @Test("say what the context holds")
    func context() {
        var options = LintOptions()
        options.context = LintOptions.Context(hasIgnoreFile: true, unwanted: [])
        #expect(!codes("FROM a:1\nCOPY . /x\n", options).contains("2 ST012"))
        options.context = LintOptions.Context(hasIgnoreFile: true, unwanted: [".git"])
        #expect(codes("FROM a:1\nCOPY . /x\n", options).contains("2 ST012"))
    }
}

import DockerfileSyntax
import Findings
import Lint
import Testing

@Suite("Each rule")
struct RuleExampleTests {
    private static let allCodes: [String] = RuleList.all.map { $0.text.code.text }

    /// What a rule needs to be on.
    private func options(for code: String) -> LintOptions {
        var options = LintOptions()
        options.severities[RuleCode(code)] = .warning
        let formats: [String: LintOptions.LabelFormat] = [
            "DL3049": .text, "DL3050": .text, "DL3051": .text, "DL3052": .url, "DL3053": .rfc3339, "DL3054": .spdx,
            "DL3055": .hash, "DL3056": .semver, "DL3058": .email,
        ]
        if let format = formats[code] { options.labelSchema = ["author": format] }
        if code == "DL3050" { options.hasStrictLabels = true }
        if code == "DL3026" { options.trustedRegistries = ["docker.io"] }
        if code == "ST012" { options.context = LintOptions.Context(hasIgnoreFile: false, unwanted: [".git"]) }
        return options
    }

    private func codes(in text: String, _ code: String) -> [String] {
        Linter(options(for: code)).lint(Array(text.utf8), name: "Dockerfile").findings.map(\.code.text)
    }

    @Test("finds something in its example", arguments: allCodes)
    func example(_ code: String) throws {
        let rule = try #require(RuleList.rule(code))
        #expect(codes(in: rule.text.example, code).contains(code))
    }

    @Test("finds nothing in its counter-example", arguments: allCodes)
    func counterExample(_ code: String) throws {
        let rule = try #require(RuleList.rule(code))
        let found = codes(in: rule.text.counterExample, code)
        #expect(!found.contains(code) && !found.contains("DL1000"))
    }

    @Test("has a code of its own, the file's name")
    func distinct() {
        #expect(Set(Self.allCodes).count == Self.allCodes.count)
        for rule in RuleList.all { #expect("\(rule)" == rule.text.code.text) }
    }

    @Test("has a place within the file for each finding")
    func places() {
        for rule in RuleList.all {
            let text = rule.text.example
            let result = Linter(options(for: rule.text.code.text)).lint(Array(text.utf8), name: "Dockerfile")
            for finding in result.findings where finding.code == rule.text.code {
                let range = finding.location.range
                #expect(
                    (range?.end.offset ?? 0) > (range?.start.offset ?? 0)
                        && (range?.end.offset ?? .max) <= text.utf8.count)
            }
        }
    }
}

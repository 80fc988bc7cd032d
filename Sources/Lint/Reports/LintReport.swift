import DockerfileSyntax
import Findings
import OCI

/// What was found in several files, in the forms that other programs read.
///
/// In hadolint's forms a finding's line is the one in which its instruction begins, as hadolint has it; `range` in the JSON, and SARIF, have the very place.
public struct LintReport {
    private let results: [LintResult]
    private let version: String
    /// Takes the place of the files' names, where it is given.
    private let path: String?

    /// A report of results, each of a file.
    public init(_ results: [LintResult], version: String, path: String? = nil) {
        self.results = results
        self.version = version
        self.path = path
    }

    /// A finding with its file and its instruction's line.
    private struct Row {
        let finding: Finding
        let file: String
        let line: Int
        let column: Int
    }

    private var rows: [Row] {
        results.flatMap { result in
            result.findings.map { finding in
                let line = result.instructionLine(of: finding)
                let isThere = finding.location.range?.start.line == line
                return Row(
                    finding: finding, file: path ?? result.parsed.text.name, line: line,
                    column: isThere && finding.code == Linter.parseCode ? finding.location.range?.start.column ?? 1 : 1)
            }
        }
    }

    /// The text of a format but `tty`, which is for people.
    public func text(_ format: LintFormat) -> String {
        switch format {
        case .tty: plain
        case .json: json.compact(escapingHTML: false) + "\n"
        case .sarif: report.sarif.compact(escapingHTML: false) + "\n"
        case .junit: report.junit
        case .markdown: report.markdown
        case .gnu:
            rows.map {
                "strata:\($0.file):\($0.line): \($0.finding.code) \($0.finding.severity): \($0.finding.message)\n"
            }.joined()
        case .checkstyle: checkstyle
        case .codeclimate:
            rows.map { codeClimate($0, withFingerprint: false).compact(escapingHTML: false) + "\0" }.joined()
        case .gitLab:
            JSONValue.array(rows.map { codeClimate($0, withFingerprint: true) }).compact(escapingHTML: false) + "\n"
        case .sonarqube: JSONValue.object(["issues": .array(rows.map(sonarQube))]).compact(escapingHTML: false) + "\n"
        case .codacy: rows.map { codacy($0).compact(escapingHTML: false) + "\n" }.joined()
        }
    }

    /// A line for each finding, as hadolint prints it where nobody is looking.
    private var plain: String {
        rows.map { "\($0.file):\($0.line) \($0.finding.code) \($0.finding.severity): \($0.finding.message)\n" }.joined()
    }

    private var report: FindingsReport {
        let rules = RuleList.all.map { rule in
            let text = rule.text
            return RuleDescription(
                text.code, text.severity ?? .info, text.summary, explanation: text.why,
                page: RulePage.address(of: text.code))
        }
        var report = FindingsReport(
            tool: "strata lint", version: version, rules: [], subjects: results.map { path ?? $0.parsed.text.name },
            findings: rows.map { row in
                var finding = row.finding
                finding.location = .file(row.file, finding.location.range)
                return finding
            })
        let used = Set(report.findings.map(\.code))
        report.rules = rules.filter { used.contains($0.code) }
        return report
    }

    private var json: JSONValue {
        .array(
            rows.map { row in
                var object: JSONObject = [
                    "code": .string(row.finding.code.text), "column": .int(row.column), "file": .string(row.file),
                    "level": .string(row.finding.severity.rawValue), "line": .int(row.line),
                    "message": .string(row.finding.message),
                ]
                object["hint"] = row.finding.hint.map { .string($0) }
                object["range"] = row.finding.location.range.map { range in
                    [
                        "startLine": .int(range.start.line), "startColumn": .int(range.start.column),
                        "endLine": .int(range.end.line), "endColumn": .int(range.end.column),
                        "offset": .int(range.start.offset), "length": .int(range.end.offset - range.start.offset),
                    ]
                }
                return .object(object)
            })
    }

    private var checkstyle: String {
        var text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?><checkstyle version=\"4.3\">"
        for result in results {
            text += "<file\(XMLText.attribute("name", path ?? result.parsed.text.name))>"
            for row in LintReport([result], version: version, path: path).rows {
                text +=
                    "<error column=\"\(row.column)\" line=\"\(row.line)\""
                    + XMLText.attribute("message", row.finding.message)
                    + XMLText.attribute("severity", row.finding.severity.rawValue)
                    + XMLText.attribute("source", row.finding.code.text) + "/>"
            }
            text += "</file>"
        }
        return text + "</checkstyle>\n"
    }

    private func codeClimate(_ row: Row, withFingerprint: Bool) -> JSONValue {
        let severity =
            switch row.finding.severity {
            case .error: "blocker"
            case .warning: "major"
            case .info: "info"
            case .style: "minor"
            }
        var object: JSONObject = [
            "categories": ["Bug Risk"], "check_name": .string(row.finding.code.text),
            "description": .string(row.finding.message),
            "location": ["lines": ["begin": .int(row.line), "end": .int(row.line)], "path": .string(row.file)],
            "severity": .string(severity), "type": "issue",
        ]
        if withFingerprint {
            let text = "\(row.file)\n\(row.line)\n\(row.finding.code)\n\(row.finding.message)"
            object["fingerprint"] = .string(String(Digest.of(Array(text.utf8)).description.dropFirst(7).prefix(40)))
        }
        return .object(object)
    }

    private func sonarQube(_ row: Row) -> JSONValue {
        let severity =
            switch row.finding.severity {
            case .error: "CRITICAL"
            case .warning: "MAJOR"
            case .info: "MINOR"
            case .style: "INFO"
            }
        return [
            "engineId": "Hadolint",
            "primaryLocation": [
                "filePath": .string(row.file), "message": .string(row.finding.message),
                "textRange": [
                    "endColumn": .int(row.column), "endLine": .int(row.line), "startColumn": .int(row.column - 1),
                    "startLine": .int(row.line),
                ],
            ],
            "ruleId": .string(row.finding.code.text), "severity": .string(severity), "type": "CODE_SMELL",
        ]
    }

    private func codacy(_ row: Row) -> JSONValue {
        [
            "filename": .string(row.file), "line": .int(row.line), "message": .string(row.finding.message),
            "patternId": .string(row.finding.code.text),
        ]
    }
}

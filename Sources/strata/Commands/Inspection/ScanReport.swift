import Findings
import Inspection
import OCI
import Secrets
import TerminalUI

/// What `scan` says of what it found.
struct ScanReport {
    static let formats = ["table", "json", "sarif", "junit", "markdown"]

    let subjects: [String]
    let findings: [ScanFinding]
    let salt: [UInt8]

    /// The report in a form.
    func text(as format: String, style: Style) -> String {
        switch format {
        case "json": json.indented(escapingHTML: false) + "\n"
        case "sarif": report.sarif.indented(escapingHTML: false) + "\n"
        case "junit": report.junit
        case "markdown": report.markdown
        default: gathered.map { lines(of: $0.finding, again: $0.again, style) }.joined(separator: "\n")
        }
    }

    /// How many there are.
    var summary: String {
        guard !findings.isEmpty else { return "no credentials found" }
        let errors = findings.count { $0.match.severity == .error }
        let different = Set(findings.map(\.match.identity)).count
        return "\(findings.count) \(findings.count == 1 ? "finding" : "findings"), \(different) different "
            + "\(different == 1 ? "credential" : "credentials"); \(errors) of grade error"
    }

    /// The findings, but one credential of the history once: a build argument's value stands in each RUN that follows.
    private var gathered: [(finding: ScanFinding, again: [String])] {
        var result: [(finding: ScanFinding, again: [String])] = []
        var first: [SecretIdentity: Int] = [:]
        for finding in findings {
            guard case .configuration(_, let key) = finding.location, key.hasPrefix("history[") else {
                result.append((finding, []))
                continue
            }
            if let index = first[finding.match.identity] {
                result[index].again.append(key)
            } else {
                first[finding.match.identity] = result.count
                result.append((finding, []))
            }
        }
        return result
    }

    private var report: FindingsReport {
        FindingsReport(
            tool: "strata scan", version: VersionCommand.number, rules: SecretRule.all.map(\.description),
            subjects: subjects, findings: findings.map { $0.finding(salt: salt) })
    }

    /// The members of every finding, with what only a scan knows.
    private var json: JSONValue {
        guard case .array(let elements) = report.json else { return .array([]) }
        return .array(
            zip(elements, findings).map { element, finding in
                guard case .object(let object) = element else { return element }
                var members = object.members
                func add(_ key: String, _ value: JSONValue) {
                    members.append(JSONObject.Member(key: key, value: value))
                }
                add("rule", .string(finding.match.rule.title))
                add("confidence", .string(finding.match.confidence.word))
                add("redacted", .string(finding.match.redacted))
                add("fingerprint", .string(finding.match.identity.fingerprint(salt: salt)))
                if let origin = finding.origin { add("cameInLayer", .int(origin.layer)) }
                if let (instruction, layer) = finding.instruction {
                    if let layer { add("layer", .int(layer)) }
                    add("createdBy", .string(instruction))
                }
                switch finding.fate {
                case .visible: add("visible", .bool(true))
                case .deleted(let layer):
                    add("visible", .bool(false))
                    add("deletedInLayer", .int(layer))
                case .overwritten(let layer):
                    add("visible", .bool(false))
                    add("overwrittenInLayer", .int(layer))
                case nil: break
                }
                return .object(JSONObject(members: members))
            })
    }

    private func lines(of finding: ScanFinding, again: [String], _ style: Style) -> String {
        let grade = finding.match.severity.rawValue
        let shown = finding.match.severity == .error ? style.red(grade) : style.yellow(grade)
        var text = "\(shown) \(finding.location) \(style.bold(finding.match.rule.name))\n"
        text += "  \(LogText.harmless(finding.message))\n"
        if !again.isEmpty { text += "  again in: \(again.joined(separator: ", "))\n" }
        if case .layer(let place) = finding.location, let instruction = place.createdBy {
            text += "  by: \(LogText.harmless(Self.shortened(instruction)))\n"
        } else if let (instruction, layer) = finding.instruction {
            let made = layer.map { "layer \($0 + 1): " } ?? ""
            text += "  by: \(made)\(LogText.harmless(Self.shortened(instruction)))\n"
        }
        let reported = finding.finding(salt: salt)
        if let hint = reported.hint { text += "  hint: \(LogText.harmless(hint))\n" }
        return text + "  fingerprint: \(finding.match.identity.fingerprint(salt: salt))\n"
    }

    private static func shortened(_ instruction: String) -> String {
        let line = InstructionText.line(instruction)
        return line.count > 200 ? line.prefix(199) + "…" : line
    }

    /// All rules as a table.
    static func rules() -> String {
        var table = Table(headers: ["RULE", "GRADE", "CREDENTIAL", "RECOGNISED BY"])
        for rule in SecretRule.all { table.append([rule.name, rule.severity.rawValue, rule.title, rule.structure]) }
        return table.render()
    }
}

extension SecretRule {
    /// The rule for reports.
    fileprivate var description: RuleDescription {
        RuleDescription(
            RuleCode(name), severity, title, explanation: "Recognised by \(structure). Where one leaked: \(remedy).",
            page: source)
    }
}

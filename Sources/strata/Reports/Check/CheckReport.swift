import Builder
import DockerfileSyntax
import OCI

/// The answer to `build --check`, in the words and the JSON of docker's client.
struct CheckReport {
    let report: DockerfileCheck.Report

    /// How many warnings there are, and each with its rule, its place and what to do.
    var text: String {
        let warnings = report.warnings
        if warnings.isEmpty { return report.errors.isEmpty ? "Check complete, no warnings found.\n" : "" }
        let count = warnings.count == 1 ? "1 warning has been found!" : "\(warnings.count) warnings have been found!"
        return "Check complete, \(count)\n" + warnings.map(text).joined()
    }

    private func text(_ warning: Diagnostic) -> String {
        var result = "\nWARNING: \(warning.code.rawValue)"
        if let manual = warning.code.manual { result += " - \(manual)" }
        result += "\n\(Self.sentence(warning.message))\n"
        if let hint = warning.hint { result += "hint: \(hint)\n" }
        return result + SourceLocation(of: warning, in: report.parsed).excerpt
    }

    /// The members of BuildKit's `frontend.lint`.
    var json: JSONValue {
        var members: JSONObject = [
            "warnings": .array(report.warnings.map(json)),
            "sources": [
                [
                    "filename": .string(report.parsed.text.name),
                    "data": .string(Base64.encode(report.parsed.text.bytes)),
                    "language": "Dockerfile",
                ]
            ],
        ]
        if let problem {
            members["buildError"] = [
                "message": .string(problem.message),
                "location": SourceLocation(of: problem.range, in: report.parsed).json,
            ]
        }
        return .object(members)
    }

    /// Why the Dockerfile cannot be built: its first mistake, or the warnings that are to be errors.
    private var problem: (message: String, range: SourceRange)? {
        if let error = report.errors.first { return (error.message, error.range) }
        let violations = report.parsed.checks.violations(report.warnings)
        guard let first = violations.first else { return nil }
        let rules = Set(violations.map(\.code.rawValue)).sorted().joined(separator: ", ")
        return ("lint violation found for rules: \(rules)", first.range)
    }

    private func json(_ warning: Diagnostic) -> JSONValue {
        var members: JSONObject = ["ruleName": .string(warning.code.rawValue)]
        if let hint = warning.hint { members["description"] = .string(hint) }
        if let manual = warning.code.manual { members["url"] = .string(manual) }
        members["detail"] = .string(Self.sentence(warning.message))
        members["location"] = SourceLocation(of: warning, in: report.parsed).json
        return .object(members)
    }

    private static func sentence(_ message: String) -> String { message.prefix(1).uppercased() + message.dropFirst() }
}

public import DockerfileSyntax
import Findings
public import OCI

/// What ShellCheck says of scripts (`--format=json1`).
public struct ShellCheckAnswer: Sendable {
    private struct Comment {
        let file: String
        let code: Int
        let level: String
        let message: String
        let start: (line: Int, column: Int)
        let end: (line: Int, column: Int)
    }

    private let comments: [String: [Comment]]

    /// Reads its JSON.
    ///
    /// - Throws: `OCIError` for what is no JSON.
    public init(parsing bytes: [UInt8]) throws(OCIError) {
        let document = try JSONValue(parsing: bytes)
        var comments: [String: [Comment]] = [:]
        for value in document["comments"]?.arrayValue ?? [] {
            guard let file = value["file"]?.stringValue, let code = value["code"]?.intValue,
                let message = value["message"]?.stringValue, let line = value["line"]?.intValue,
                let column = value["column"]?.intValue
            else { continue }
            let end = (Int(value["endLine"]?.intValue ?? line), Int(value["endColumn"]?.intValue ?? column))
            comments[file, default: []].append(
                Comment(
                    file: file, code: Int(code), level: value["level"]?.stringValue ?? "", message: message,
                    start: (Int(line), Int(column)), end: end))
        }
        self.comments = comments
    }

    /// The findings about a script that it was given as a file of this name, at their places in the Dockerfile.
    public func findings(named file: String, of script: ShellCheckScript, in text: SourceText) -> [FurtherFinding] {
        (comments[file] ?? []).compactMap { comment in
            if ShellCheckScript.excludedCodes.contains(comment.code) { return nil }
            guard let start = script.offset(line: comment.start.line, column: comment.start.column) else { return nil }
            let end = script.offset(line: comment.end.line, column: comment.end.column) ?? start
            let severity = Severity(rawValue: comment.level) ?? .error
            return FurtherFinding(
                RuleCode("SC\(comment.code)"), severity, comment.message, at: text.range(start, max(start + 1, end)))
        }
    }
}

import Findings
import Fixes
import OCI
import SystemPackage
import TerminalUI

/// What `fix` found and changed.
struct FixReport {
    let target: FixTarget
    let facts: FixFacts
    let result: Fixer.Result
    let skipped: Set<FixName>

    private var diffs: [UnifiedDiff] {
        let ignoreName = target.ignoreBytes == nil ? "/dev/null" : target.ignorePath.string
        return [
            UnifiedDiff(target.bytes, result.dockerfile, oldName: target.name, newName: target.name),
            UnifiedDiff(
                target.ignoreBytes ?? [], result.ignoreFile ?? [], oldName: ignoreName,
                newName: target.ignorePath.string),
        ]
    }

    /// Whether a file is another one with the fixes.
    var hasChanges: Bool { result.dockerfile != target.bytes || result.ignoreFile != target.ignoreBytes }

    /// What was not done.
    private var others: [Fix] { result.others.filter { !skipped.contains($0.name) } }

    /// Writes the files that changed.
    func write() throws {
        if result.dockerfile != target.bytes { try HostFile.replace(target.path, with: result.dockerfile) }
        if let bytes = result.ignoreFile, bytes != target.ignoreBytes {
            try HostFile.replace(target.ignorePath, with: bytes)
        }
    }

    /// The changes of the files, as `patch` reads them; coloured where the style has colours.
    func diff(_ style: Style) -> [UInt8] {
        guard style.hasColour else { return diffs.flatMap(\.bytes) }
        return diffs.flatMap(\.lines).flatMap { line -> [UInt8] in
            // What is in the file does not control the terminal.
            let text = LogText.harmless(String(decoding: line.bytes, as: UTF8.self))
            let shown =
                switch line.kind {
                case .header: style.bold(text)
                case .hunk: style.cyan(text)
                case .added: style.green(text)
                case .removed: style.red(text)
                case .context, .note: text
                }
            return Array((shown + "\n").utf8)
        }
    }

    /// The fixes in words: those made, then those that are only said.
    func text(_ style: Style, hasWritten: Bool) -> String {
        let made = result.applied.map { line($0, style.green($0.grade.rawValue)) }
        let said = others.map { line($0, style.yellow($0.grade.rawValue)) }
        if made.isEmpty, said.isEmpty { return "\(target.name): nothing to fix\n" }
        var text = (made + said).joined()
        let waiting = others.count { $0.grade == .verified }
        if waiting > 0 {
            text += "\(waiting) of them are made with --verify only: both Dockerfiles are built and compared\n"
        }
        if hasWritten, hasChanges { text += "written\n" }
        return text
    }

    private func line(_ fix: Fix, _ grade: String) -> String {
        let place = fix.file == .ignoreFile ? target.ignorePath.string : "\(target.name):\(fix.line)"
        let rules = ([fix.name.rawValue] + fix.answers.map(\.text)).joined(separator: ", ")
        return LogText.harmless("\(place): ") + grade
            + LogText.harmless(": \(fix.title) (\(rules))\n    \(fix.reason)\n")
    }

    /// All of it as a document.
    var json: JSONValue {
        [
            "dockerfile": .string(target.name), "changed": .bool(hasChanges),
            "fixes": .array(
                result.applied.map { document($0, isMade: true) } + others.map { document($0, isMade: false) }),
            "diff": .string(String(decoding: diffs.flatMap(\.bytes), as: UTF8.self)),
        ]
    }

    private func document(_ fix: Fix, isMade: Bool) -> JSONValue {
        [
            "name": .string(fix.name.rawValue), "grade": .string(fix.grade.rawValue), "made": .bool(isMade),
            "file": .string(fix.file == .ignoreFile ? target.ignorePath.string : target.name),
            "line": .int(Int64(fix.line)), "title": .string(fix.title), "reason": .string(fix.reason),
            "rules": .array(fix.answers.map { .string($0.text) }),
        ]
    }
}

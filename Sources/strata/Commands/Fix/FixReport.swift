import Builder
import Findings
import Fixes
import OCI
import SystemPackage
import TerminalUI

/// What `fix` found and changed.
struct FixReport {
    let target: FixTarget
    let result: Fixer.Result
    let skipped: Set<FixName>
    /// What the proof says; `nil` where nothing was to be proven.
    var verdict: ProofVerdict?
    /// What was tried and not kept.
    var rejected: [(fix: Fix, reason: String)] = []
    /// Whether fixes were tried that need a proof.
    var isVerified = false

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
    private var others: [Fix] {
        result.others.filter { fix in
            !skipped.contains(fix.name) && !rejected.contains { $0.fix.key == fix.key && fix.grade == .verified }
        }
    }

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
        let refused = rejected.map { line($0.fix, style.red("not kept"), because: $0.reason) }
        if made.isEmpty, said.isEmpty, refused.isEmpty { return "\(target.name): nothing to fix\n" }
        var text = (made + refused + said).joined()
        if let verdict { text += ProofWords(verdict).text }
        let waiting = isVerified ? 0 : others.count { $0.grade == .verified }
        if waiting > 0 {
            text += "\(waiting) of them are made with --verify only: both Dockerfiles are built and compared\n"
        }
        if hasWritten, hasChanges { text += "written\n" }
        return text
    }

    private func line(_ fix: Fix, _ grade: String, because reason: String? = nil) -> String {
        let place = fix.file == .ignoreFile ? target.ignorePath.string : "\(target.name):\(fix.line)"
        let rules = ([fix.name.rawValue] + fix.answers.map(\.text)).joined(separator: ", ")
        return LogText.harmless("\(place): ") + grade
            + LogText.harmless(": \(fix.title) (\(rules))\n    \(reason ?? fix.reason)\n")
            + fix.leftOut.map { LogText.harmless("      \($0.path)  \(ByteFormat.size($0.bytes))") + "\n" }.joined()
    }

    /// All of it as a document.
    var json: JSONValue {
        let made = result.applied.map { document($0, isMade: true) }
        let refused = rejected.map { document($0.fix, isMade: false, refusal: $0.reason) }
        var object: JSONObject = [
            "dockerfile": .string(target.name), "changed": .bool(hasChanges),
            "fixes": .array(made + refused + others.map { document($0, isMade: false) }),
            "diff": .string(String(decoding: diffs.flatMap(\.bytes), as: UTF8.self)),
        ]
        if let verdict { object["proof"] = ProofWords(verdict).json }
        return .object(object)
    }

    private func document(_ fix: Fix, isMade: Bool, refusal: String? = nil) -> JSONValue {
        var object: JSONObject = [
            "name": .string(fix.name.rawValue), "grade": .string(fix.grade.rawValue), "made": .bool(isMade),
            "file": .string(fix.file == .ignoreFile ? target.ignorePath.string : target.name),
            "line": .int(Int64(fix.line)), "title": .string(fix.title), "reason": .string(fix.reason),
            "rules": .array(fix.answers.map { .string($0.text) }),
        ]
        if !fix.leftOut.isEmpty {
            object["leftOut"] = .array(
                fix.leftOut.map { one in
                    ["pattern": .string(one.path), "bytes": .int(one.bytes), "files": .int(Int64(one.files))]
                })
        }
        if let refusal { object["refusal"] = .string(refusal) }
        return .object(object)
    }
}

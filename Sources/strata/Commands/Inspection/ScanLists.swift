import Inspection
import LinuxSystem
import OCI
import Secrets
import SystemPackage

/// What a user lets stand, and what was found before.
struct ScanLists {
    private(set) var allowed = SecretAllowList()
    private let baseline: SecretBaseline?
    private let isWritten: Bool

    /// What is hashed with each credential.
    var salt: [UInt8] { baseline?.salt ?? SecretBaseline.commonSalt }

    /// Reads the files that a call names.
    init(_ command: ScanCommand) throws {
        isWritten = command.writeBaseline != nil
        if let path = command.baseline {
            baseline = try Self.read(path)
        } else {
            baseline = isWritten ? SecretBaseline() : nil
        }
        if !command.allow.isEmpty {
            let text = try command.allow.map { try Self.text($0) }.joined(separator: "\n")
            do throws(SecretAllowList.Mistake) {
                allowed = try SecretAllowList(parsing: text, expression: Self.expression)
            } catch {
                throw UsageError(
                    "--allow, line \(error.line): \(error.word) is no condition",
                    hint: "path:GLOB, rule:NAME, fingerprint:DIGITS, literal:TEXT or regexp:EXPRESSION")
            }
        }
        for glob in command.skipPath { allowed.allow(path: glob) }
        for rule in command.skipRule {
            guard SecretRule.all.contains(where: { $0.name == rule }) else {
                throw UsageError(
                    "--skip-rule \(rule): there is no such rule", hint: "`strata scan --list-rules` shows them")
            }
            allowed.allow(rule: rule)
        }
    }

    /// What is not in the list of what was there before.
    func unknown(_ findings: [ScanFinding]) -> [ScanFinding] {
        guard let baseline, !isWritten else { return findings }
        return findings.filter { !baseline.contains($0.match, path: $0.path) }
    }

    /// Writes findings as a list; with the salt of the one that was read, if there was one.
    func write(_ findings: [ScanFinding], to path: FilePath) throws {
        var list = baseline ?? SecretBaseline()
        for finding in findings { list.add(finding.match, path: finding.path) }
        try HostFile.replace(path, with: Array((list.json.indented() + "\n").utf8))
    }

    private static func expression(_ text: String) -> (@Sendable (String) -> Bool)? {
        guard let compiled = RegularExpression(text) else { return nil }
        return { compiled.matches($0) }
    }

    private static func read(_ path: String) throws -> SecretBaseline {
        guard let json = try? JSONValue(parsing: text(path)), let list = SecretBaseline(json: json) else {
            throw CommandError(
                "\(path): this is no list of findings", hint: "`strata scan --write-baseline \(path) …` makes one")
        }
        return list
    }

    private static func text(_ path: String) throws -> String {
        String(decoding: try FileHandle.open(FilePath(path)).readAll(limit: 16 << 20), as: UTF8.self)
    }
}

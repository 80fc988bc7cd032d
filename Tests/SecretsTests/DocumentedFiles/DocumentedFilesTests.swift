import Findings
import TestRandom
import Testing

@testable import Secrets

/// Files of documented formats, of which none was made from this package's rules.
enum DocumentedFiles {
    /// All of them, with credentials that are other ones for every seed.
    static func all(seed: UInt64) -> [DocumentedFile] {
        var maker = TokenMaker(random: SeededGenerator(seed: seed))
        return (services + registries + servers + shells).map { DocumentedFile($0.0, $0.1, &maker) }
    }
}

@Suite("Files as other programs' documents describe them")
struct DocumentedFilesTests {
    @Test("the credentials in them are found, and nothing else is", arguments: [1, 2, 3] as [UInt64])
    func found(seed: UInt64) {
        var scanner = SecretScanner(SecretRules())
        var missed: [String] = []
        var alarms: [String] = []
        var planted = 0
        for file in DocumentedFiles.all(seed: seed) {
            let matches = scanner.matches(in: file.text, path: Array(file.path.utf8))
            let found = matches.map { $0.range.start.offset..<$0.range.end.offset }
            planted += file.secrets.count
            for secret in file.secrets where !found.contains(where: { $0.overlaps(secret) }) {
                missed.append("\(file.path): \(Self.line(secret, file.text))")
            }
            for (range, match) in zip(found, matches) where !file.secrets.contains(where: { $0.overlaps(range) }) {
                alarms.append("\(file.path): \(match.rule.name): \(Self.line(range, file.text))")
            }
        }
        #expect(missed.isEmpty, "\(missed.count) of \(planted) missed\n\(missed.joined(separator: "\n"))")
        #expect(alarms.isEmpty, "\(alarms.count) false alarms\n\(alarms.joined(separator: "\n"))")
    }

    private static func line(_ range: Range<Int>, _ text: [UInt8]) -> String {
        let start = (text[..<range.lowerBound].lastIndex(of: 0x0A) ?? -1) + 1
        let end = text[range.lowerBound...].firstIndex(of: 0x0A) ?? text.count
        return String(decoding: text[start..<end].prefix(160), as: UTF8.self)
    }
}

import DockerfileSyntax
import Fixes
import LinuxSystem
import TestRandom
import Testing

@Suite("Fixes of the corpus")
struct CorpusTests {
    @Test("there are Dockerfiles in it")
    func size() { #expect(FixCase.all.count > 100) }

    /// Regenerate with UPDATE_GOLDEN=1, and read each difference.
    @Test("are those that were agreed on", arguments: FixCase.all)
    func expected(_ one: FixCase) throws {
        let story = try one.story()
        if ProcessEnvironment.value(of: "UPDATE_GOLDEN") != nil { try one.write(expected: story) }
        #expect(try story == one.expected)
    }

    @Test("leave nothing to a second run", arguments: FixCase.all)
    func second(_ one: FixCase) throws {
        for grades in [[FixGrade.safe], [.safe, .verified]] {
            let first = try one.fixer().run { grades.contains($0.grade) }
            if first.isUnreadable { continue }
            let facts = try one.facts(ignoring: first.ignoreFile)
            let again = Fixer(first.dockerfile, name: "Dockerfile", facts: facts).run { grades.contains($0.grade) }
            #expect(again.applied.isEmpty)
            #expect(again.dockerfile == first.dockerfile && again.ignoreFile == first.ignoreFile)
        }
    }

    @Test("leave every comment and every instruction that they are not about", arguments: FixCase.all)
    func others(_ one: FixCase) throws {
        let bytes = try one.dockerfile
        let all = try one.fixer().run { $0.grade != .suggested }
        for key in all.applied.map(\.key) {
            let single = try one.fixer().run { $0.key == key }
            // A fix that another one makes possible.
            guard let fix = single.applied.first, single.applied.count == 1, fix.file == .dockerfile else { continue }
            let kept = Self.instructions(bytes).filter { instruction in
                !fix.edits.contains { $0.touches(instruction.range) }
            }
            var left = Self.instructions(single.dockerfile).map(\.text)[...]
            for text in kept.map(\.text) {
                let place = left.firstIndex(of: text)
                #expect(place != nil, "\(key): \(text)")
                if let place { left = left[(place + 1)...] }
            }
            let comments = Self.comments(bytes)
            #expect(Self.comments(single.dockerfile) == comments, "\(key)")
        }
    }

    @Test("of mutated Dockerfiles can be read, and leave nothing to a second run", arguments: 0..<10)
    func mutated(seed: Int) throws {
        var random = SeededGenerator(seed: UInt64(seed))
        for one in FixCase.all {
            let bytes = Self.mutate(try one.dockerfile, &random)
            let facts = try one.facts()
            let first = Fixer(bytes, name: "Dockerfile", facts: facts).run { $0.grade != .suggested }
            if first.isUnreadable {
                #expect(first.dockerfile == bytes)
                continue
            }
            #expect(!Dockerfile.parse(first.dockerfile).hasErrors)
            var next = facts
            next.ignoreFile.bytes = first.ignoreFile
            let again = Fixer(first.dockerfile, name: "Dockerfile", facts: next).run { $0.grade != .suggested }
            #expect(again.applied.isEmpty, "\(String(decoding: bytes, as: UTF8.self))")
        }
    }

    private static func mutate(_ bytes: [UInt8], _ random: inout SeededGenerator) -> [UInt8] {
        var lines = bytes.split(separator: 0x0A, omittingEmptySubsequences: false).map { Array($0) }
        let pieces = [
            " && ", " ; ", "\\", "#", "\"", "'", "$X", " || true", "(", "`", "\r", "<<E", "--mount=type=cache ", "é",
        ]
        for _ in 0...Int.random(in: 0...2, using: &random) {
            let line = Int.random(in: 0..<lines.count, using: &random)
            switch Int.random(in: 0...4, using: &random) {
            case 0 where lines.count > 1: lines.remove(at: line)
            case 1: lines.swapAt(line, Int.random(in: 0..<lines.count, using: &random))
            case 2: lines.insert(lines[Int.random(in: 0..<lines.count, using: &random)], at: line)
            case 3:
                let place = Int.random(in: 0...lines[line].count, using: &random)
                lines[line].insert(contentsOf: Array(pieces.randomElement(using: &random)?.utf8 ?? "".utf8), at: place)
            default:
                if !lines[line].isEmpty {
                    lines[line].remove(at: Int.random(in: 0..<lines[line].count, using: &random))
                }
            }
        }
        return Array(lines.joined(separator: [0x0A]))
    }

    private static func instructions(_ bytes: [UInt8]) -> [(text: String, range: Range<Int>)] {
        Dockerfile.parse(bytes).dockerfile.stages.flatMap { stage in
            [stage.source] + stage.instructions.map(\.source)
        }.map { ($0.originalText, $0.range.start.offset..<$0.range.end.offset) }
    }

    /// The lines that are comments, sorted: a moved instruction takes its own along.
    private static func comments(_ bytes: [UInt8]) -> [String] {
        String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
            .map { $0.drop { $0 == " " || $0 == "\t" } }.filter { $0.hasPrefix("#") }.map(String.init).sorted()
    }
}

extension TextEdit {
    /// Whether an instruction is another one with the edit.
    fileprivate func touches(_ instruction: Range<Int>) -> Bool {
        let startsLine = replacement.first == 0x0A || replacement.first == 0x0D
        if range.lowerBound == instruction.upperBound { return !startsLine }
        return range.lowerBound < instruction.upperBound && range.upperBound > instruction.lowerBound
            || range.isEmpty && instruction.contains(range.lowerBound)
    }
}

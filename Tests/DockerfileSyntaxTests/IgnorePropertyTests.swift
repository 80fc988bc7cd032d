import TestRandom
import Testing

@testable import DockerfileSyntax

/// Compares the compiled patterns with the simplest matcher that follows the definition.
@Suite("Ignored paths against a naive reference")
struct IgnorePropertyTests {
    @Test("any pattern matches what the reference matches", arguments: [1, 2, 3] as [UInt64])
    func patterns(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            let text = random.text(of: "ab//***??[a][^b]", upTo: 8)
            let pattern = PathCleaning.clean(Array(text.utf8)[...])
            guard let compiled = PathPattern(parsing: pattern[...]) else { continue }
            for _ in 0..<6 {
                let path = Array(random.text(of: "ab/", upTo: 7).utf8)
                let expected = NaivePattern(pattern).matches(path)
                #expect(
                    compiled.matches(path[...]) == expected,
                    "seed \(seed): \(text) \(String(decoding: path, as: UTF8.self))")
            }
        }
    }

    @Test("a directory that is skipped holds no path that matches", arguments: [4, 5] as [UInt64])
    func skipping(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<2_000 {
            let pattern = PathCleaning.clean(Array(random.text(of: "ab//***?[a]", upTo: 8).utf8)[...])
            guard let compiled = PathPattern(parsing: pattern[...]) else { continue }
            let directory = Array("ab"[..<"ab".endIndex].utf8.prefix(1 + random.below(2)))
            let path = directory + [UInt8(ascii: "/")] + Array(random.text(of: "ab/", upTo: 5).utf8)
            guard path.last != UInt8(ascii: "/"), compiled.matches(path[...]) else { continue }
            #expect(compiled.canMatch(below: directory[...]), "seed \(seed)")
        }
    }

    @Test("a walk from the root gives what asking for the whole path gives", arguments: [6, 7] as [UInt64])
    func walking(seed: UInt64) throws {
        var random = SeededGenerator(seed: seed)
        for _ in 0..<1_000 {
            let lines = (0..<4).map { _ in (random.below(2) == 0 ? "!" : "") + random.text(of: "ab/*?", upTo: 5) }
            guard let patterns = try? IgnorePatterns(lines) else { continue }
            let path = ["a", "b", "ab"].shuffled(using: &random)
            var state = IgnorePatterns.State()
            for depth in 1...path.count {
                let whole = path[..<depth].joined(separator: "/")
                state = patterns.match(Array(whole.utf8)[...], in: state)
                #expect(state.isIgnored == patterns.matches(whole), "seed \(seed): \(lines) \(whole)")
            }
        }
    }
}

/// Tries every way to match, as the definition has it.
private struct NaivePattern {
    let pattern: [UInt8]

    init(_ pattern: [UInt8]) {
        self.pattern = pattern
    }

    func matches(_ path: [UInt8]) -> Bool {
        let text = String(decoding: pattern, as: UTF8.self)
        if text.hasPrefix("**"), !text.hasPrefix("**/"), !text.dropFirst(2).contains(where: { "*?[]\\".contains($0) }) {
            return String(decoding: path, as: UTF8.self).hasSuffix(text.dropFirst(2))
        }
        return matches(pattern[...], path[...])
    }

    private func matches(_ pattern: ArraySlice<UInt8>, _ path: ArraySlice<UInt8>) -> Bool {
        guard let first = pattern.first else { return path.isEmpty }
        let slash = UInt8(ascii: "/")
        switch first {
        case UInt8(ascii: "*"):
            guard pattern.dropFirst().first == first else {
                let run = path.prefix { $0 != slash }
                return (0...run.count).contains { matches(pattern.dropFirst(), path.dropFirst($0)) }
            }
            var rest = pattern.dropFirst(2)
            if rest.first == slash { rest = rest.dropFirst() }
            if rest.isEmpty { return true }
            let starts = [0] + path.enumerated().filter { $0.element == slash }.map { $0.offset + 1 }
            return starts.contains { matches(rest, path.dropFirst($0)) }
        case UInt8(ascii: "?"):
            guard let head = path.first, head != slash else { return false }
            return matches(pattern.dropFirst(), path.dropFirst())
        case UInt8(ascii: "["):
            guard let end = pattern.firstIndex(of: UInt8(ascii: "]")), let head = path.first else { return false }
            let members = pattern[(pattern.startIndex + 1)..<end]
            let isNegated = members.first == UInt8(ascii: "^")
            let isMember = members.dropFirst(isNegated ? 1 : 0).contains(head)
            return isMember != isNegated && matches(pattern[(end + 1)...], path.dropFirst())
        default:
            return path.first == first && matches(pattern.dropFirst(), path.dropFirst())
        }
    }
}

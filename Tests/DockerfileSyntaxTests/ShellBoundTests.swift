import TestRandom
import Testing

@testable import DockerfileSyntax

@Suite("Bounds of variables")
struct ShellBoundTests {
    @Test("nesting beyond the bound is an error, not a crash")
    func nesting() {
        let text = String(repeating: "${a:-", count: 50_000)
        #expect {
            try ShellLexer().process(text) { _ in nil }
        } throws: { ($0 as? ShellLexer.Failure)?.kind == .tooLarge }
    }

    @Test("a result beyond the bound is an error")
    func length() {
        let value = String(repeating: "x", count: 1 << 18)
        #expect {
            try ShellLexer().process("$a$a$a$a$a") { _ in value }
        } throws: { ($0 as? ShellLexer.Failure)?.kind == .tooLarge }
        let replacement = String(repeating: "y", count: 1 << 18)
        #expect {
            try ShellLexer().process("${a//x/\(replacement)}") { _ in "xxxxx" }
        } throws: { ($0 as? ShellLexer.Failure)?.kind == .tooLarge }
    }

    @Test("a pattern of many stars ends soon")
    func stars() throws {
        let value = String(repeating: "a", count: 500)
        let pattern = String(repeating: "*a", count: 200) + "b"
        #expect(try ShellLexer().process("${v##\(pattern)}") { _ in value }.text == value)
        #expect(try ShellLexer().process("${v//\(pattern)/}") { _ in value }.text == value)
    }

    @Test("pattern and value beyond the bound are an error")
    func matching() {
        let value = String(repeating: "a", count: 100_000)
        #expect {
            try ShellLexer().process("${v##\(String(repeating: "?", count: 1_000))}") { _ in value }
        } throws: { ($0 as? ShellLexer.Failure)?.kind == .tooLarge }
    }

    @Test("trimming agrees with trying every length")
    func trimming() throws {
        var random = SeededGenerator(seed: 20)
        for _ in 0..<2_000 {
            let pattern = random.text(of: "ab*?", upTo: 5)
            let value = random.text(of: "ab", upTo: 7)
            let ends = (0...value.count).filter { matches(Array(pattern), Array(value.prefix($0))) }
            let short = ends.first.map { String(value.dropFirst($0)) } ?? value
            let long = ends.last.map { String(value.dropFirst($0)) } ?? value
            #expect(try ShellPattern.trim(value, pattern, "#") == short, "\(value)#\(pattern)")
            #expect(try ShellPattern.trim(value, "#" + pattern, "#") == long, "\(value)##\(pattern)")
        }
    }

    private func matches(_ pattern: [Character], _ text: [Character]) -> Bool {
        guard let first = pattern.first else { return text.isEmpty }
        let rest = Array(pattern.dropFirst())
        if first == "*" { return (0...text.count).contains { matches(rest, Array(text.dropFirst($0))) } }
        guard let head = text.first, first == "?" || first == head else { return false }
        return matches(rest, Array(text.dropFirst()))
    }

    @Test("no text makes the lexer trap")
    func random() {
        var random = SeededGenerator(seed: 21)
        for _ in 0..<5_000 {
            let text = random.text(of: "$${}:-+?#%/\\'\"aA_1* \n한", upTo: 16)
            for escape in [EscapeCharacter.backslash, .backquote] {
                _ = try? ShellLexer(escape: escape).process(text) { $0 == "a" ? "value/1" : nil }
            }
        }
    }
}

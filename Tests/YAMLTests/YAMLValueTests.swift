import Testing
import YAML

@Suite("A YAML document")
struct YAMLValueTests {
    private func scalar(_ text: String) -> YAMLValue { .scalar(text, isPlain: true) }

    @Test("is read in block and flow form, with quotes, comments, long texts and line numbers")
    func forms() throws {
        let value = try YAMLValue(
            parsing: """
                %YAML 1.1
                ---
                a: 1 # one
                "b c": 'it''s'
                list:
                - x
                - {y: [1, "2"], z: }
                text: |
                  two
                  lines
                folded: >-
                  one
                  line
                ...
                ---
                second: document
                """)
        #expect(value.entries.map(\.key) == ["a", "b c", "list", "text", "folded"])
        #expect(value.entries.map(\.line) == [3, 4, 5, 8, 11])
        #expect(value["a"] == scalar("1") && value["b c"] == .scalar("it's", isPlain: false))
        #expect(value["text"]?.text == "two\nlines\n" && value["folded"]?.text == "one line")
        guard case .list(let elements) = value["list"] else { throw Missing() }
        #expect(elements.first?.text == "x" && elements.last?["y"]?.texts == ["1", "2"])
        #expect(elements.last?["z"]?.isEmpty == true && value["second"] == nil)
    }

    @Test("that says nothing has no entries", arguments: ["", "\n", "# only this\n", "---\n...\n"])
    func empty(_ text: String) throws { #expect(try YAMLValue(parsing: text).isEmpty) }

    @Test("has what an anchor names in the place of each alias")
    func aliases() throws {
        let value = try YAMLValue(parsing: "a: &x {k: [1, 2]}\nb: *x\nc: [*x, &y t, *y]\n")
        #expect(value["b"] == value["a"])
        #expect(value["c"] == .list([try #require(value["a"]), scalar("t"), scalar("t")]))
    }

    @Test(
        "that cannot be read is refused at its line",
        arguments: [
            ("a: b: c\n", 1), ("a: 1\n\tb: 2\n", 2), ("a: [1\n", 2), ("x: 1\na: 'open\n", 3), ("a: *b\n", 1),
            ("a: 1\nb: 2\na: 3\n", 3), ("[a]: 1\n", 1), ("a: 1\n]\n", 2), ("a: \u{1}\n", 1), ("a: @x\n", 1),
        ])
    func refused(_ text: String, _ line: Int) {
        let fault = #expect(throws: YAMLValue.Fault.self) { try YAMLValue(parsing: text) }
        #expect(fault?.line == line, "\(String(describing: fault))")
    }

    @Test("that would be huge or endlessly deep is refused")
    func bombs() {
        let levels = (1..<12).map {
            "a\($0): &a\($0) [" + Array(repeating: "*a\($0 - 1)", count: 9).joined(separator: ",") + "]"
        }
        #expect(throws: YAMLValue.Fault.self) {
            try YAMLValue(parsing: (["a0: &a0 x"] + levels).joined(separator: "\n"))
        }
        #expect(throws: YAMLValue.Fault.self) {
            try YAMLValue(parsing: String(repeating: "[", count: 100_000))
        }
        #expect(throws: YAMLValue.Fault.self) {
            try YAMLValue(parsing: "[" + String(repeating: "x,", count: 200_000) + "]")
        }
    }

    @Test("that was changed anywhere is read or refused, and nothing else", arguments: [UInt64(1), 2, 3, 4])
    func mutations(seed: UInt64) {
        let text = Array(
            "rules:\n  - &a {x: \"1\", 'y': [a, *a]}\n  - |\n    t\n  - >\n    u\n? k\n: v\n%x: !!str z\n".utf8)
        var state = seed
        var read = 0
        for _ in 0..<3_000 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var changed = text
            for shift in 0...Int(state >> 60 & 3) {
                changed[Int(state >> (12 + 8 * UInt64(shift))) % text.count] = UInt8(
                    truncatingIfNeeded: state >> (20 + 3 * UInt64(shift)))
            }
            do throws(YAMLValue.Fault) {
                _ = try YAMLValue(parsing: changed)
                read += 1
            } catch { #expect((1...20).contains(error.line) && !error.message.isEmpty) }
        }
        #expect(read < 3_000)
    }

    private struct Missing: Error {}
}

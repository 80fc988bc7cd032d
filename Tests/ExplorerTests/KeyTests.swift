import Explorer
import TestRandom
import Testing

@Suite("Keys")
struct KeyTests {
    @Test("with and without Control differ")
    func control() {
        #expect(Key.control("a") != Key.character("a"))
    }

    static let sequences: [(String, [InputEvent])] = [
        ("q", [.key(.character("q"))]), ("\u{3}", [.key(.control("c"))]), ("\0", [.key(.control(" "))]),
        ("\r", [.key(.enter)]), ("\t", [.key(.tab)]), ("\u{7F}", [.key(.backspace)]), ("\u{1F}", [.key(.control("/"))]),
        ("\u{1B}[A", [.key(.up)]), ("\u{1B}OB", [.key(.down)]), ("\u{1B}[1;5C", [.key(.right)]),
        ("\u{1B}[5~\u{1B}[6~", [.key(.pageUp), .key(.pageDown)]), ("\u{1B}[H\u{1B}[4~", [.key(.home), .key(.end)]),
        ("\u{1B}[Z", [.key(.backTab)]), ("\u{1B}OP\u{1B}[24~", [.key(.function(1)), .key(.function(12))]),
        ("é日", [.key(.character("é")), .key(.character("日"))]),
        ("\u{1B}[109;5u", [.key(.control("m"))]), ("\u{1B}[13u", [.key(.enter)]),
        ("\u{1B}[<0;10;5M", [.mouse(MouseEvent(.press, column: 9, row: 4))]),
        ("\u{1B}[<0;10;5m", [.mouse(MouseEvent(.release, column: 9, row: 4))]),
        (
            "\u{1B}[<64;1;1M\u{1B}[<65;1;1M",
            [
                .mouse(MouseEvent(.wheelUp, column: 0, row: 0)), .mouse(MouseEvent(.wheelDown, column: 0, row: 0)),
            ]
        ),
        ("\u{1B}[200~a\u{1B}[Aq\u{1B}[201~z", [.paste("a\u{1B}[Aq"), .key(.character("z"))]),
        ("\u{1B}]11;rgb:0/0/0\u{7}x", [.key(.character("x"))]), ("\u{1B}[?1;2cx", [.key(.character("x"))]),
        ("\u{1B}x", [.key(.escape), .key(.character("x"))]),
    ]

    @Test("are known by the bytes that terminals send, in whatever pieces they come", arguments: sequences)
    func known(_ bytes: String, _ events: [InputEvent]) {
        var whole = KeyDecoder()
        #expect(whole.feed(bytes.utf8) == events)
        var pieces = KeyDecoder()
        #expect(bytes.utf8.flatMap { pieces.feed([$0]) } == events)
        #expect(!pieces.isWaiting)
    }

    @Test("an escape is a key when nothing follows it")
    func escape() {
        var decoder = KeyDecoder()
        #expect(decoder.feed([0x1B]) == [])
        #expect(decoder.isWaiting)
        #expect(decoder.flush() == [.key(.escape)])
        #expect(decoder.feed(Array("\u{1B}[".utf8)) == [])
        #expect(decoder.flush() == [.key(.escape), .key(.character("["))])
        #expect(!decoder.isWaiting)
    }

    @Test("whatever bytes come, the decoder neither stops nor keeps them for ever", arguments: 0..<200)
    func noise(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        let telling: [UInt8] = [0x1B, 0x5B, 0x3C, 0x3B, 0x5D]
        var decoder = KeyDecoder()
        for _ in 0..<50 {
            let piece = (0..<20).map { _ in
                random.below(2) == 0 ? UInt8(random.below(256)) : telling[random.below(telling.count)]
            }
            _ = decoder.feed(piece)
        }
        _ = decoder.feed(Array(repeating: 0x30, count: 600) + Array("\u{1B}[201~".utf8))
        _ = decoder.flush()
        #expect(decoder.feed("q".utf8).last == .key(.character("q")))
    }
}

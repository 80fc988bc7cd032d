import TerminalUI
import Testing

@testable import Explorer

@Suite("The screen")
struct ScreenTests {
    @Test("only what differs is sent")
    func difference() {
        var writer = ScreenWriter(palette: .none)
        var screen = Screen(columns: 20, rows: 3)
        screen.put("one", column: 0, row: 0, width: 20)
        screen.put("two", column: 0, row: 1, width: 20)
        let first = String(decoding: writer.bytes(for: screen), as: UTF8.self)
        #expect(first.contains("one") && first.contains("two"))
        #expect(writer.bytes(for: screen) == [])
        screen.put("tTo", column: 0, row: 1, width: 20)
        let second = String(decoding: writer.bytes(for: screen), as: UTF8.self)
        #expect(
            second.contains("\u{1B}[2;2H") && second.contains("T") && !second.contains("one") && !second.contains("t"))
    }

    @Test("a terminal without UTF-8 gets ASCII alone, in the same columns")
    func ascii() {
        var writer = ScreenWriter(palette: .none, repertoire: .ascii)
        var screen = Screen(columns: 12, rows: 1)
        screen.put("│▸é日…→x", column: 0, row: 0, width: 12)
        let bytes = writer.bytes(for: screen)
        #expect(bytes.allSatisfy { $0 < 0x80 })
        #expect(String(decoding: bytes, as: UTF8.self).contains("|>?? .>x"))
    }

    @Test("another size is drawn as a whole")
    func resized() {
        var writer = ScreenWriter(palette: .none)
        var screen = Screen(columns: 20, rows: 3)
        screen.put("one", column: 0, row: 0, width: 20)
        _ = writer.bytes(for: screen)
        screen = Screen(columns: 30, rows: 3)
        screen.put("one", column: 0, row: 0, width: 20)
        let bytes = String(decoding: writer.bytes(for: screen), as: UTF8.self)
        #expect(bytes.contains("\u{1B}[2J") && bytes.contains("one"))
    }

    @Test("wide characters take two places, marks none, and none is cut in half")
    func wide() {
        var screen = Screen(columns: 6, rows: 1)
        #expect(screen.put("日本語", column: 0, row: 0, width: 5) == 4)
        #expect(screen.line(0) == "日本")
        screen.put("x", column: 1, row: 0, width: 1)
        #expect(screen.line(0) == " x本")
        screen.put("e\u{301}a", column: 0, row: 0, width: 6)
        #expect(screen.line(0) == "e\u{301}a本")
    }

    @Test("a wide character that is written over leaves nothing of it at either side")
    func overwritten() {
        var writer = ScreenWriter(palette: .none)
        var screen = Screen(columns: 4, rows: 1)
        screen.put("日本", column: 0, row: 0, width: 4)
        _ = writer.bytes(for: screen)
        screen.put("ab", column: 1, row: 0, width: 2)
        #expect(screen.line(0) == " ab")
        #expect(String(decoding: writer.bytes(for: screen), as: UTF8.self).contains("\u{1B}[1;1H"))
    }

    @Test("no control character gets to the terminal")
    func control() {
        var writer = ScreenWriter(palette: .full)
        var screen = Screen(columns: 40, rows: 1)
        screen.put("a\u{1B}]0;title\u{7}\u{9B}31m\u{202E}b", column: 0, row: 0, width: 40)
        let text = String(decoding: writer.bytes(for: screen), as: UTF8.self)
        #expect(!text.contains("\u{1B}]") && !text.contains("\u{7}") && !text.contains("\u{9B}"))
        #expect(!text.contains("\u{202E}"))
    }

    @Test("names are shown with what would control a terminal escaped")
    func names() {
        #expect(ShownText.name(Array("plain name.txt".utf8)) == "plain name.txt")
        #expect(ShownText.name(Array("a\u{1B}[31mb\n\r\t\u{7}".utf8)) == "a\\e[31mb\\n\\r\\t\\x07")
        #expect(ShownText.name([0x61, 0xFF, 0xC3, 0xA9, 0xC3]) == "a\\xffé\\xc3")
        #expect(ShownText.name(Array("x\u{202E}gpj\u{200B}\u{9B}".utf8)) == "x\\u{202e}gpj\\u{200b}\\u{9b}")
        #expect(ShownText.name(Array("日本語".utf8)) == "日本語")
        #expect(ShownText.line(Array("a\tb\tc".utf8)) == "a       b       c")
    }

    @Test("colours follow NO_COLOR, COLORTERM and TERM")
    func palette() {
        #expect(Palette(environment: ["TERM": "xterm"]) == .eight)
        #expect(Palette(environment: ["TERM": "xterm-256color"]) == .many)
        #expect(Palette(environment: ["TERM": "xterm", "COLORTERM": "truecolor"]) == .full)
        #expect(Palette(environment: ["TERM": "xterm", "COLORTERM": "truecolor", "NO_COLOR": "1"]) == .none)
        #expect(Palette(environment: ["TERM": "dumb"]) == .none)
        for palette in [Palette.none, .eight, .many, .full] {
            for tint in Tint.allCases { #expect(palette.rendition(of: CellStyle(tint)).hasPrefix("0")) }
        }
        let plain = Tint.allCases.map { Palette.none.rendition(of: CellStyle($0)) }
        #expect(plain.allSatisfy { !$0.contains("3") })
    }
}

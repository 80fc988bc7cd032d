import OCI
import TestRandom
import Testing

@testable import TerminalUI

@Suite("Progress on a terminal")
struct TerminalProgressTests {
    private let from = ProgressVertex(number: 1, name: "[1/3] FROM docker.io/library/busybox:latest")
    private let run = ProgressVertex(number: 2, name: "[2/3] RUN apt-get update")
    private let last = ProgressVertex(number: 3, name: "[3/3] COPY . .")

    private func at(_ seconds: Double) -> Timestamp { Timestamp(seconds: 100, nanoseconds: Int64(seconds * 1e9)) }

    private func log(_ text: String, _ seconds: Double) -> ProgressEvent {
        .log(run, isError: false, bytes: Array(text.utf8), at: at(seconds))
    }

    @Test("a frame has a heading, a line a step with its seconds at the edge, and the last output below a running step")
    func frame() {
        var progress = TerminalProgress(style: .plain)
        var screen = Screen(columns: 60, rows: 24)
        for event in [
            .planned(total: 3), .cached(from, at: at(0)), .started(run, at: at(0)), log("one\ntwo\nthr", 0.1),
        ] {
            progress.handle(event)
        }
        screen.write(progress.frame(now: at(1.25), columns: 60, rows: 24))
        #expect(
            screen.lines == [
                "[+] Building 1.2s (1/3)",
                " => CACHED [1/3] FROM docker.io/library/busybox:latest 0.0s",
                " => [2/3] RUN apt-get update" + String(repeating: " ", count: 27) + "1.2s",
                " => => # one", " => => # two", " => => # thr",
            ])
        #expect(screen.isCursorHidden)
    }

    @Test(
        "the next frame is drawn over the one before, and the last one leaves the cursor shown and no output of steps that went well"
    )
    func redraw() {
        var progress = TerminalProgress(style: .plain)
        var screen = Screen(columns: 60, rows: 24)
        screen.write("before\r\n")
        for event in [.planned(total: 2), .started(run, at: at(0)), log("1\n2\n3\n4\n5\n6\n7\n8\n", 0.1)] {
            progress.handle(event)
        }
        screen.write(progress.frame(now: at(1), columns: 60, rows: 24))
        #expect(screen.lines.count == 9)
        #expect(screen.lines[3] == " => => # 3")
        progress.handle(.completed(run, at: at(2)))
        progress.handle(.started(last, at: at(2)))
        screen.write(progress.frame(now: at(2.5), columns: 60, rows: 24))
        progress.handle(.completed(last, at: at(3)))
        screen.write(progress.finish(now: at(3), columns: 60))
        #expect(screen.lines.count == 4)
        #expect(screen.lines[0] == "before")
        #expect(screen.lines[1] == "[+] Building 3.0s (2/2) FINISHED")
        #expect(screen.lines[2].hasSuffix(" 2.0s"))
        #expect(!screen.isCursorHidden)
    }

    @Test("a failed step keeps its last output")
    func failure() {
        var progress = TerminalProgress(style: .plain)
        for event in [.started(run, at: at(0)), log("boom\n", 0.1), .failed(run, message: "exit code: 1", at: at(1))] {
            progress.handle(event)
        }
        var screen = Screen(columns: 60, rows: 24)
        screen.write(progress.finish(now: at(1), columns: 60))
        #expect(screen.lines.contains { $0.hasPrefix(" => ERROR [2/3] RUN apt-get update") })
        #expect(screen.lines.contains(" => => # boom"))
    }

    @Test("a small terminal shows what still runs, and never scrolls while the build goes on", arguments: [3, 5, 8])
    func small(rows: Int) {
        var progress = TerminalProgress(style: .plain)
        var screen = Screen(columns: 30, rows: rows)
        for number in 1...20 {
            let vertex = ProgressVertex(number: number, name: "[\(number)/20] RUN something rather long \(number)")
            progress.handle(.started(vertex, at: at(Double(number))))
            screen.write(progress.frame(now: at(Double(number) + 0.5), columns: 30, rows: rows))
            #expect(screen.scrolled == 0)
            #expect(screen.lines.contains { $0.contains("[\(number)/20]") })
            progress.handle(.completed(vertex, at: at(Double(number) + 1)))
        }
        screen.write(progress.finish(now: at(30), columns: 30))
        #expect(screen.scrolled > 0)
    }

    @Test(
        "no line is wider than the terminal, whatever the names and the output are", arguments: [10, 20, 33, 80, 200])
    func width(columns: Int) {
        var progress = TerminalProgress(style: .plain)
        let wide = ProgressVertex(number: 1, name: String(repeating: "漢字e\u{301}😀", count: 40))
        progress.handle(.started(wide, at: at(0)))
        progress.handle(.log(wide, isError: false, bytes: Array(String(repeating: "語\t", count: 100).utf8), at: at(0)))
        progress.handle(.status(wide, text: String(repeating: "x", count: 300), isDone: false, at: at(0)))
        let text = progress.frame(now: at(1), columns: columns, rows: 50)
        for line in text.split(separator: "\n") {
            let visible = line.replacing("\u{1B}[K", with: "").replacing("\u{1B}[?25l\r", with: "")
            #expect(DisplayWidth.of(visible) <= columns)
        }
    }

    @Test("a terminal that became narrower is still drawn over from the right place")
    func narrower() {
        var progress = TerminalProgress(style: .plain)
        progress.handle(.started(run, at: at(0)))
        _ = progress.frame(now: at(1), columns: 80, rows: 24)
        // Two lines were drawn, the second one 79 columns wide: at 40 columns it takes two rows.
        #expect(progress.frame(now: at(2), columns: 40, rows: 24).hasPrefix("\r\u{1B}[3A"))
    }

    @Test(
        "whatever happens, what is drawn over the frame before looks as if it were drawn on an empty screen",
        arguments: 1...40)
    func differences(seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var progress = TerminalProgress(style: .plain)
        let columns = [30, 60, 80].randomElement(using: &random) ?? 80
        var screen = Screen(columns: columns, rows: 60)
        var past: [ProgressEvent] = []
        let texts = [
            "short", "漢字かな and more", "e\u{301}e\u{301} marks", "😀😀 " + String(repeating: "long ", count: 30),
            "tab\there",
        ]
        for step in 0..<30 {
            let number = Int.random(in: 1...5, using: &random)
            let vertex = ProgressVertex(number: number, name: "[\(number)/5] RUN " + texts[number - 1])
            let line = Array(((texts.randomElement(using: &random) ?? "") + ["", "\n"][step % 2]).utf8)
            let now = at(Double(step) * 7.3)
            let events: [ProgressEvent] = [
                .started(vertex, at: now), .log(vertex, isError: false, bytes: line, at: now),
                .completed(vertex, at: now),
                .status(vertex, text: texts[step % 5], isDone: step % 3 == 0, at: now), .cached(vertex, at: now),
            ]
            let event = events.randomElement(using: &random) ?? events[0]
            past.append(event)
            progress.handle(event)
            screen.write(progress.frame(now: now, columns: columns, rows: 60))
            var fresh = TerminalProgress(style: .plain)
            for event in past { fresh.handle(event) }
            var empty = Screen(columns: columns, rows: 60)
            empty.write(fresh.frame(now: now, columns: columns, rows: 60))
            #expect(screen.lines == empty.lines, "seed \(seed), step \(step)")
        }
    }

    @Test("a second of a build with long lines takes no more than a few hundred bytes of a slow link")
    func fewBytes() {
        var progress = TerminalProgress(style: Style(hasColour: true))
        for number in 1...12 {
            let vertex = ProgressVertex(
                number: number, name: "[\(number)/12] RUN " + String(repeating: "word ", count: 20))
            progress.handle(.started(vertex, at: at(0)))
            if number > 2 { progress.handle(.completed(vertex, at: at(1))) }
        }
        #expect(progress.frame(now: at(2), columns: 100, rows: 40).utf8.count > 1000)
        let second = (1...10).map { progress.frame(now: at(2 + Double($0) / 10), columns: 100, rows: 40).utf8.count }
        #expect(second.reduce(0, +) < 700)
        #expect(progress.frame(now: at(3), columns: 100, rows: 40) == "")
    }

    @Test("what is cut off ends in an ellipsis")
    func ellipsis() {
        #expect(DisplayWidth.shortened("12345678", 8) == "12345678")
        #expect(DisplayWidth.shortened("123456789", 8) == "1234567…")
        #expect(DisplayWidth.shortened("漢字漢字漢字", 8) == "漢字漢…")
        #expect(DisplayWidth.shortened("漢字漢字", 8) == "漢字漢字")
    }

    @Test("output that would control the terminal is shown without its controls")
    func controls() {
        #expect(LogText.shown("a\u{1B}[31mb\u{1B}[0m\u{1B}]0;title\u{7}c\u{1B}]8;;x\u{1B}\\d\u{1B}(Be".utf8) == "abcde")
        #expect(LogText.shown("10%\r20%\r\u{1B}[K30%".utf8) == "30%")
        #expect(LogText.shown("a\tb\u{8}\u{0}\u{202E}c".utf8) == "a       bc")
        #expect(LogText.shown("end\u{1B}".utf8) == "end")
        #expect(LogText.shown("end\u{1B}[12".utf8) == "end")
        #expect(LogText.shown([0x61, 0xFF, 0x62]) == "a\u{FFFD}b")
        #expect(LogText.shown("\u{9B}31mx".utf8) == "31mx")
    }

    @Test("random bytes never leave a control character")
    func fuzz() {
        var random = SeededGenerator(seed: 21)
        for _ in 0..<3000 {
            let bytes = (0..<Int.random(in: 0..<40, using: &random)).map { _ in
                Bool.random(using: &random)
                    ? UInt8.random(in: 0...255, using: &random)
                    : [0x1B, 0x5B, 0x5D, 0x6D, 0x0D].randomElement(using: &random) ?? 0
            }
            #expect(
                LogText.shown(bytes).unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7F..<0xA0).contains($0.value) }
            )
        }
    }

    @Test("colours are some that light and dark terminals show, and none without style")
    func colours() {
        var progress = TerminalProgress(style: Style(hasColour: true, environment: ["TERM": "xterm-256color"]))
        progress.handle(.cached(from, at: at(0)))
        #expect(progress.frame(now: at(1), columns: 80, rows: 24).contains("\u{1B}[38;5;32m => CACHED"))
        // Eight colours: blue cannot be read on black, yellow and cyan not on white.
        #expect(Style(hasColour: true).blue("x") == "x")
        #expect(Style(hasColour: true).cyan("x") == "\u{1B}[1mx\u{1B}[0m")
        #expect(
            Style(hasColour: true, environment: ["COLORTERM": "truecolor"]).cyan("x") == "\u{1B}[38;5;30mx\u{1B}[0m")
        #expect(Style.plain.red("x") == "x")
        #expect(Style(hasColour: true).red("x") == "\u{1B}[31mx\u{1B}[0m")
    }

    @Test("NO_COLOR and a dumb terminal take colours away")
    func environment() {
        #expect(Style.wantsColour(["TERM": "xterm"]))
        #expect(Style.wantsColour(["TERM": "xterm", "NO_COLOR": ""]))
        #expect(!Style.wantsColour(["TERM": "xterm", "NO_COLOR": "1"]))
        #expect(!Style.wantsColour(["TERM": "dumb"]))
        #expect(!Style.wantsColour([:]))
    }
}

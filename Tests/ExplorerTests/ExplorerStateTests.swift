import LayerAnalysis
import TestRandom
import Testing

@testable import Explorer

@Suite("The explorer")
struct ExplorerStateTests {
    typealias Visit = ExampleImage.Visit

    @Test("begins at the lowest layer, with directories closed")
    func begin() {
        let visit = Visit()
        #expect(visit.screen.contains("Layers") && visit.screen.contains("ADD file:1 in /"))
        #expect(visit.tree.count == 2, "\(visit.screen)")
        #expect(visit.tree[0].contains("+ ▸ bin/"))
        #expect(visit.tree[1].contains("155B + ▸ etc/"))
    }

    @Test("a layer shows what it changed, or all layers so far do")
    func layers() {
        var visit = Visit()
        visit.type(.down, .tab, .control(" "))
        #expect(visit.tree.contains { $0.contains("~ ▾ etc/") }, "\(visit.screen)")
        #expect(visit.tree.contains { $0.contains("~     passwd") })
        #expect(visit.tree.contains { $0.contains("      busybox") })
        #expect(visit.tree.contains { $0.contains("+       libbig.so.1") })
        visit.type("]")
        #expect(visit.tree.contains { $0.contains("-     old") }, "\(visit.screen)")
        #expect(!visit.tree.contains { $0.contains("~     passwd") })
        visit.type("a")
        #expect(visit.tree.contains { $0.contains("~     passwd") }, "\(visit.screen)")
        #expect(visit.tree.contains { $0.contains("-     old") })
    }

    @Test("what does not interest is hidden: added, removed, modified, unchanged")
    func hidden() {
        var visit = Visit()
        visit.type(.down, .down, .tab, .character("a"), .control("u"), .control(" "))
        #expect(!visit.screen.contains("busybox") && visit.screen.contains("passwd"), "\(visit.screen)")
        visit.type(.control("a"))
        #expect(!visit.screen.contains("libbig"))
        visit.type("2")
        #expect(!visit.tree.contains { $0.hasSuffix(" old") }, "\(visit.screen)")
        visit.type("3")
        #expect(!visit.screen.contains("passwd") && visit.screen.contains("Nothing of what is here is shown"))
        visit.type("4")
        #expect(visit.screen.contains("busybox"))
    }

    @Test("a filter keeps what contains a text or matches an expression, and opens the way to it")
    func filter() {
        var visit = Visit()
        visit.type("]]")
        visit.type(.control("f"))
        visit.type("LIB")
        #expect(!visit.screen.contains("lib/"), "large letters mean themselves: \(visit.screen)")
        visit.type(.backspace, .backspace, .backspace)
        visit.type("lib")
        #expect(
            visit.tree.contains { $0.contains("▸ lib/") } && !visit.tree.contains { $0.contains("etc/") },
            "\(visit.screen)")
        visit.type(.control("u"))
        visit.type(#"\.so$"#)
        #expect(visit.screen.contains("libtwo.so") && !visit.screen.contains("libbig"), "\(visit.screen)")
        #expect(visit.screen.contains("3 shown"))
        visit.type("(")
        #expect(visit.screen.contains("Unmatched"), "\(visit.screen)")
        visit.type(.escape)
        #expect(visit.screen.contains("etc/"))
        visit.type(.control("f"))
        visit.type("two")
        visit.type(.enter)
        #expect(visit.screen.contains("Filter two") && !visit.tree.contains { $0.contains("etc/") }, "\(visit.screen)")
        visit.type(.escape)
        #expect(visit.screen.contains("etc/"))
    }

    @Test("what was chosen under a filter stays chosen when that ends, and is seen among what is around it")
    func filterEnds() {
        var visit = Visit()
        visit.type("]]")
        visit.type(.control("f"))
        visit.type("two")
        visit.type(.enter, .end)
        #expect(visit.chosen == "usr/lib/libtwo.so", "\(visit.screen)")
        visit.type(.escape)
        #expect(visit.chosen == "usr/lib/libtwo.so" && visit.screen.contains("libbig"), "\(visit.screen)")
        // Nothing else has been opened.
        #expect(visit.tree.contains { $0.contains("▸ etc/") }, "\(visit.screen)")
    }

    @Test("goes to the largest, to changes, in and out")
    func jumps() {
        var visit = Visit()
        visit.type(.end, .tab)
        visit.type("b")
        #expect(visit.chosen == "usr/lib/libbig.so.1")
        visit.type("b")
        #expect(visit.chosen == "bin/busybox")
        visit.type("h")
        #expect(visit.chosen == "bin")
        visit.type("h")
        #expect(!visit.screen.contains("busybox"))
        visit.type("g")
        visit.type("n")
        #expect(visit.chosen == "etc/old")
        visit.type("n")
        #expect(visit.chosen == "usr/share")
        visit.type("N")
        #expect(visit.chosen == "etc/old")
        visit.type("N")
        #expect(visit.chosen == "etc/old" && visit.screen.contains("no change before this"))
    }

    @Test("sorts by size and by change")
    func order() {
        var visit = Visit()
        visit.type(.end, .tab)
        visit.type("s")
        #expect(visit.tree[0].contains("usr/") && visit.tree[1].contains("bin/"), "\(visit.screen)")
        visit.type("s")
        #expect(visit.tree[0].contains("etc/") && visit.tree[2].contains("bin/"), "\(visit.screen)")
    }

    @Test("what controls a terminal is shown, and never sent")
    func escapes() {
        var visit = Visit(columns: 120)
        visit.type(.tab, .control(" "))
        #expect(visit.screen.contains(#"evil\e[31m\n"#))
        var writer = ScreenWriter(palette: .none)
        let sent = String(decoding: writer.bytes(for: visit.state.screen()), as: UTF8.self)
        #expect(!sent.contains("\u{1B}[31m"))
        #expect(visit.screen.contains("-rwsr-xr-x"), "\(visit.screen)")
        #expect(visit.screen.contains("sh → busybox"))
    }

    @Test("files are read, compared and extracted by requests")
    func contents() {
        var visit = Visit()
        visit.type("]")
        visit.type(.tab)
        visit.type("n")
        #expect(visit.chosen == "etc/passwd")
        visit.type(.enter)
        let new = ContentPlace(layer: 1, path: Array("etc/passwd".utf8))
        let old = ContentPlace(layer: 0, path: Array("etc/passwd".utf8))
        #expect(visit.asked.last == .read(new))
        visit.perform(visit.state.handle(.content(new, Array("root:x\u{1B}]0;t\u{7}\nyou\n".utf8), isWhole: true)))
        #expect(visit.screen.contains("/etc/passwd") && visit.screen.contains(#"root:x\e]0;t\x07"#), "\(visit.screen)")
        visit.type(.tab)
        #expect(visit.screen.contains("00000000  72 6f 6f 74"), "\(visit.screen)")
        visit.type(.escape)
        visit.type("c")
        #expect(visit.asked.last == .compare(old, with: new))
        visit.perform(
            visit.state.handle(
                .comparison(new, old: Array("a\nb\nc\n".utf8), new: Array("a\nB\nc\n".utf8), isWhole: true)))
        #expect(visit.screen.contains("- b\n+ B\n  c"), "\(visit.screen)")
        visit.type("q")
        visit.type("e")
        #expect(visit.screen.contains("Extract to: passwd"))
        visit.type(".new")
        visit.type(.enter)
        #expect(visit.asked.last == .extract(new, to: "passwd.new"))
    }

    @Test("waste and findings lead to their paths")
    func waste() {
        var visit = Visit()
        visit.perform(
            visit.state.handle(
                .waste(
                    .init(
                        efficiency: 0.987, bytes: 230,
                        paths: [.init(path: Array("etc/passwd".utf8), bytes: 230, count: 2)]))))
        visit.perform(
            visit.state.handle(
                .notes([.init(layer: 0, path: Array("etc/old".utf8), grade: "error", rule: "secret", text: "a key")])))
        #expect(
            visit.screen.contains("efficiency 98.7 %") && visit.screen.contains("1 finding  1/3")
                && visit.screen.contains("/etc/passwd"), "\(visit.screen)")
        visit.type("w")
        #expect(visit.chosen == "etc/passwd" && visit.state.layer.cursor == 1, "\(visit.screen)")
        visit.type(.tab, .tab)
        #expect(visit.screen.contains("1 a key (secret)"), "\(visit.screen)")
        visit.type(.enter)
        #expect(visit.chosen == "etc/old" && visit.state.layer.cursor == 0)
    }

    @Test("findings stand at their layer, without colours too, and the last line has all of the chosen one")
    func findings() {
        var visit = Visit()
        let long = "Dockerfile:12: " + String(repeating: "long ", count: 10) + "end"
        let notes: [ExplorerImage.Note] = [
            .init(layer: 1, path: nil, grade: "warning", rule: "DL3008", text: long),
            .init(layer: 2, path: nil, grade: "style", rule: "DL3059", text: "taste"),
            .init(layer: nil, path: nil, grade: "info", rule: "ST001", text: "\u{1B}[2Jroot"),
        ]
        // What comes later is all that is known, and takes the place of what was known before.
        for count in [1, 3] { visit.perform(visit.state.handle(.notes(Array(notes.prefix(count))))) }
        let lines = visit.screen.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(
            lines[1].contains("  ADD file") && lines[2].contains("! RUN make") && lines[3].contains("  RUN rm"),
            "\(lines)")
        visit.type(.backTab)
        #expect(visit.screen.contains(" Findings                     3"), "\(visit.screen)")
        #expect(visit.screen.hasSuffix("long end (DL3008)"), "\(visit.screen)")
        visit.type(.down, .down)
        #expect(visit.screen.hasSuffix("\\e[2Jroot (ST001)"), "\(visit.screen)")
        visit.type(.up, .up, .enter)
        #expect(visit.state.layer.cursor == 1)
    }

    @Test("one key goes from finding to finding, and the file of each is marked as long as it is that version")
    func findingByFinding() {
        var visit = Visit()
        visit.type("!")
        #expect(visit.screen.hasSuffix("nothing wrong is found so far"))
        visit.perform(
            visit.state.handle(
                .notes([
                    .init(layer: 0, path: Array("etc/passwd".utf8), grade: "error", rule: "secret", text: "a key"),
                    .init(layer: 1, path: nil, grade: "warning", rule: "DL3008", text: "pin"),
                ])))
        visit.type("!")
        #expect(visit.chosen == "etc/passwd" && visit.screen.contains("passwd !"), "\(visit.screen)")
        #expect(visit.screen.hasSuffix("a key (secret)"))
        visit.type("!")
        #expect(visit.state.layer.cursor == 1 && visit.screen.hasSuffix("pin (DL3008)"), "\(visit.screen)")
        // The next layer has another file there.
        visit.type(.tab, .tab)
        #expect(visit.tree.contains { $0.hasSuffix("passwd") } && !visit.screen.contains("passwd !"), "\(visit.screen)")
        visit.type("!")
        #expect(visit.chosen == "etc/passwd" && visit.state.layer.cursor == 0, "\(visit.screen)")
        #expect(HelpText.lines.allSatisfy { $0.text.count <= 55 })
    }

    @Test("keys that are quicker than the tree of another layer wait for it")
    func typedAhead() {
        var visit = Visit()
        let requests = visit.state.handle(.key(.character("]")))
        for key in [Key.tab, .character("n"), .character("c")] { #expect(visit.state.handle(.key(key)).isEmpty) }
        #expect(visit.chosen != "etc/passwd")
        visit.perform(requests)
        #expect(visit.chosen == "etc/passwd", "\(visit.screen)")
        let path = Array("etc/passwd".utf8)
        #expect(
            visit.asked.last == .compare(ContentPlace(layer: 0, path: path), with: ContentPlace(layer: 1, path: path)))
    }

    @Test("the largest is gone to from any pane")
    func largestFromLayers() {
        var visit = Visit()
        visit.type("]b")
        #expect(visit.chosen == "usr/lib/libbig.so.1" && visit.state.focus == .tree, "\(visit.screen)")
    }

    @Test("what is open stays open when more layers come")
    func more() {
        var visit = Visit()
        visit.stack = StackedTree([ExampleImage.layers[0]])
        visit.perform(visit.state.handle(.loaded(visit.stack)))
        visit.type(.tab)
        visit.type("j ")
        let before = visit.tree
        #expect(before.contains { $0.contains("passwd") } && !before.contains { $0.contains("busybox") })
        visit.stack = StackedTree(ExampleImage.layers)
        visit.perform(visit.state.handle(.loaded(visit.stack)))
        #expect(visit.tree == before, "\(visit.screen)")
        #expect(visit.chosen == "etc")
    }

    @Test("what is asked for before its tree is there is shown when it comes")
    func early() {
        var visit = Visit()
        let path = Array("usr/lib/libbig.so.1".utf8)
        visit.perform(
            visit.state.handle(.waste(.init(efficiency: 0.9, bytes: 9, paths: [.init(path: path, bytes: 9, count: 2)])))
        )
        let requests = visit.state.handle(.key(.character("]"))) + visit.state.handle(.key(.character("w")))
        visit.perform(requests)
        #expect(visit.chosen == "usr/lib/libbig.so.1", "\(visit.screen)")
    }

    @Test(
        "every size of the terminal is drawn",
        arguments: [(1, 1), (5, 3), (20, 5), (40, 10), (59, 24), (80, 24), (300, 100)])
    func sizes(_ columns: Int, _ rows: Int) {
        var visit = Visit(columns: columns, rows: rows)
        for key in [
            Key.tab, .down, .control(" "), .end, .character("?"), .escape, .control("f"), .character("x"), .escape,
            .tab,
        ] {
            visit.type(key)
            let screen = visit.state.screen()
            #expect(screen.columns == columns && screen.rows == rows)
        }
        visit.state.resize(columns: 80, rows: 24)
        #expect(visit.screen.contains("Layers"))
    }

    @Test("in a narrow terminal one side is shown at a time")
    func narrow() {
        var visit = Visit(columns: 40, rows: 12)
        #expect(visit.screen.contains("Layers") && !visit.screen.contains("Contents"))
        visit.type(.tab)
        #expect(!visit.screen.contains("Layers") && visit.screen.contains("bin/"))
    }

    @Test("the mouse chooses and opens, the wheel scrolls")
    func mouse() {
        var visit = Visit()
        let tree = visit.state.layout.tree
        visit.perform(visit.state.handle(.mouse(MouseEvent(.press, column: 3, row: 2))))
        #expect(visit.state.layer.cursor == 1)
        for _ in 0..<2 {
            visit.perform(visit.state.handle(.mouse(MouseEvent(.press, column: tree.column + 4, row: tree.row))))
        }
        #expect(visit.screen.contains("busybox"), "\(visit.screen)")
        visit.perform(visit.state.handle(.mouse(MouseEvent(.wheelUp, column: 3, row: 2))))
        #expect(visit.state.layer.cursor == 0)
    }

    @Test("whatever is typed, the explorer stays whole", arguments: 0..<60)
    func anything(_ seed: UInt64) {
        var random = SeededGenerator(seed: seed)
        var visit = Visit(columns: 20 + random.below(100), rows: 4 + random.below(40))
        let keys: [Key] =
            "qhjklgGudnNbswcev/?aA1234[]* x".unicodeScalars.map { .character($0) }
            + "abfruolep ".unicodeScalars.map { .control($0) }
            + [.up, .down, .left, .right, .pageUp, .pageDown, .home, .end, .enter, .escape, .tab, .backTab, .backspace]
        for _ in 0..<150 {
            visit.type(keys[random.below(keys.count)])
            if case .read(let place) = visit.asked.last {
                visit.perform(visit.state.handle(.content(place, Array("one\ntwo\n".utf8), isWhole: true)))
            }
            _ = visit.state.screen()
            if random.below(30) == 0 { visit.state.resize(columns: 1 + random.below(120), rows: 1 + random.below(50)) }
        }
    }
}

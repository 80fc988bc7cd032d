import Testing

extension EndToEnd {
    @Suite("Exploring at a terminal", .needs("tmux"))
    struct ExploreTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture(withBusyBox: false)
            try fixture.write(
                "Dockerfile",
                """
                FROM scratch
                COPY one /
                COPY two /
                """)
            try fixture.write("one/etc/passwd", "root:x:0:0\nyou:x:1:1\n")
            try fixture.write("one/usr/lib/libbig.so", String(repeating: "0123456789\n", count: 100_000))
            try fixture.shell(#"touch one/etc/"$(printf 'evil\033]0;owned\007\n')""#).succeed()
            try fixture.write("two/etc/passwd", "root:x:0:0\nme:x:1:1\n")
            try fixture.write("two/srv/new", "\u{1B}[31mred\n")
            try fixture.strata("build", "-t", "app", ".").succeed()
        }

        @Test("keys go through layers, tree, file and comparison, and the terminal comes back as it was")
        func walk() throws {
            let terminal = try TmuxTerminal(fixture, "strata explore app")
            let first = try terminal.wait(for: "Contents of layer 1", "▸ etc/", "efficiency", without: "reading")
            #expect(first.contains("COPY one /") && first.contains("COPY two /"), "\(first)")
            #expect(first.contains("1.1MB + ▸ usr/"), "\(first)")
            try terminal.type("Down", "Tab", "C-Space")
            let second = try terminal.wait(for: "changes of layer 2", "~     passwd", "+     new", "libbig.so")
            #expect(second.contains(#"evil\e]0;owned\x07"#), "\(second)")
            try terminal.type("n", "Enter")
            try terminal.wait(for: "/etc/passwd", "me:x:1:1")
            try terminal.type("Escape", "c")
            try terminal.wait(for: "- you:x:1:1", "+ me:x:1:1")
            try terminal.type("Escape", "C-f")
            try terminal.write("big")
            try terminal.wait(for: "Filter: big", "libbig.so", without: "srv/")
            try terminal.type("Enter", "Escape", "?")
            try terminal.wait(for: "Keys", "any other key closes this")
            try terminal.type("q", "q")
            let end = try terminal.wait(for: "ended with 0", "columns 80")
            #expect(!end.contains("Layers"), "\(end)")
            #expect(!end.contains("-icanon"), "\(end)")
        }

        @Test("a file is extracted as it is, and never over another")
        func extract() throws {
            let terminal = try TmuxTerminal(fixture, "strata explore app")
            try terminal.wait(for: "▸ etc/", "efficiency")
            try terminal.type("Down", "Tab", "n", "e")
            try terminal.wait(for: "Extract to: passwd")
            try terminal.type("Enter")
            try terminal.wait(for: "wrote 20 bytes to passwd")
            #expect(try fixture.read("passwd") == "root:x:0:0\nme:x:1:1\n")
            try terminal.type("e", "Enter")
            try terminal.wait(for: "passwd cannot be made")
            #expect(try fixture.read("passwd") == "root:x:0:0\nme:x:1:1\n")
        }

        @Test("another size of the terminal is another screen, down to one that is too small for anything")
        func resize() throws {
            let terminal = try TmuxTerminal(fixture, "strata explore app", columns: 120, rows: 40)
            try terminal.wait(for: "Layers", "etc/")
            try terminal.type("Tab", "C-Space")
            try terminal.wait(for: "-rw-r--r--", "libbig.so")
            try terminal.resize(columns: 40, rows: 10)
            try terminal.wait(for: "etc/", without: "Layers")
            try terminal.resize(columns: 4, rows: 2)
            try terminal.resize(columns: 80, rows: 24)
            try terminal.wait(for: "Layers", "Contents of layer 1", "libbig.so")
        }

        @Test(
            "a signal ends it, and gives the terminal back first",
            arguments: [("TERM", 143), ("HUP", 129), ("INT", 130)])
        func signal(_ name: String, _ status: Int) throws {
            let terminal = try TmuxTerminal(fixture, "(sh -c 'echo $PPID' > pid; exec strata explore app)")
            try terminal.wait(for: "▸ etc/")
            try fixture.shell("kill -\(name) $(cat pid)").succeed()
            let end = try terminal.wait(for: "ended with \(status)", "columns 80")
            #expect(!end.contains("Layers") && !end.contains("-icanon"), "\(end)")
        }

        @Test("where there is no terminal it says what there is instead")
        func noTerminal() throws {
            try fixture.strata("explore", "app").fail(saying: "needs a terminal", "strata report --html FILE app")
            let dumb = try fixture.shell("TERM=dumb script -qec 'strata explore app' /dev/null < /dev/null")
            #expect(dumb.output.contains("needs a terminal"), "\(dumb)")
            try fixture.strata("explore", "absent").fail(saying: "needs a terminal")
        }

        @Test(
            "a file of the same size and time is modified where its bytes are others, and unchanged where they are not")
        func sameSize() throws {
            try fixture.write(
                "Dockerfile.same", "FROM scratch\nCOPY one /\nCOPY three /\n")
            try fixture.shell("mkdir three && printf 'root:x:0:0\nyou:x:1:2\n' > three/passwd").succeed()
            try fixture.shell("mkdir three/etc three/usr three/usr/lib && mv three/passwd three/etc/").succeed()
            try fixture.shell("cp one/usr/lib/libbig.so three/usr/lib/ && find one three -exec touch -d @1000 {} +")
                .succeed()
            try fixture.strata("build", "-t", "same", "-f", "Dockerfile.same", ".").succeed()
            try fixture.strata("save", "-o", "same.tar", "same").succeed()
            for source in ["same", "docker-archive:same.tar"] {
                let terminal = try TmuxTerminal(fixture, "strata explore \(source)")
                try terminal.wait(for: "▸ etc/", "efficiency")
                try terminal.type("Down", "Tab", "C-Space")
                let screen = try terminal.wait(for: "~     passwd", "libbig.so")
                #expect(!screen.contains("~       libbig.so"), "\(screen)")
            }
        }

        @Test("an archive is explored like an image of the store, and a damaged one is told")
        func archives() throws {
            try fixture.strata("save", "-o", "app.tar", "app").succeed()
            let terminal = try TmuxTerminal(fixture, "strata explore docker-archive:app.tar")
            try terminal.wait(for: "▸ etc/", "COPY two /", "efficiency")
            try terminal.type("Down")
            try terminal.wait(for: "~ ▸ etc/")
            try terminal.type("Tab", "n", "Enter")
            try terminal.wait(for: "me:x:1:1")
        }

        @Test("an archive may come by standard input: keys come from the terminal then")
        func standardInput() throws {
            try fixture.strata("save", "-o", "app.tar", "app").succeed()
            let terminal = try TmuxTerminal(fixture, "cat app.tar | strata explore -")
            try terminal.wait(for: "▸ etc/", "COPY two /", "efficiency")
            try terminal.type("Down")
            try terminal.wait(for: "~ ▸ etc/")
            try terminal.type("Tab", "n", "Enter")
            try terminal.wait(for: "me:x:1:1")
            try terminal.type("q", "q")
            let end = try terminal.wait(for: "ended with 0", "columns 80")
            #expect(!end.contains("-icanon"), "\(end)")
        }

        @Test("a terminal that does not know its size has the usual one, and one that goes away ends the program")
        func strangeTerminals() throws {
            // script(1) without a terminal of its own makes one of no size.
            let screen = try fixture.shell(
                "(sleep 3; printf q) | TERM=xterm timeout 60 script -qec \"sh -c 'stty size; exec strata explore app'\" /dev/null"
            )
            #expect(screen.output.hasPrefix("0 0") && screen.output.contains("\u{1B}[?1049l"), "\(screen)")
            let terminal = try TmuxTerminal(fixture, "(sh -c 'echo $PPID' > pid; exec strata explore app)")
            try terminal.wait(for: "▸ etc/")
            try terminal.end()
            try fixture.shell("for i in $(seq 100); do kill -0 $(cat pid) 2>&- || exit 0; sleep 0.1; done; exit 1")
                .succeed()
        }
    }
}

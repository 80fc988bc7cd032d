import LinuxSystem
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("On a terminal", .needs("script"))
    struct TerminalTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture()
            try fixture.write("Dockerfile", "FROM busybox\nRUN echo seen; sleep 0.3\n")
        }

        @Test("a build is drawn, and the terminal is given back")
        func drawn() throws {
            let outcome = try fixture.shell("TERM=xterm script -qec 'strata build -t drawn .' /dev/null < /dev/null")
            try outcome.succeed()
            #expect(outcome.output.contains("[+] Building"), "\(outcome)")
            #expect(outcome.output.contains("FINISHED"), "\(outcome)")
            #expect(outcome.output.contains("[2/2] RUN echo seen"), "\(outcome)")
            let hidden = outcome.output.ranges(of: "\u{1B}[?25l").count
            let shown = outcome.output.ranges(of: "\u{1B}[?25h").count
            #expect(hidden == 0 || shown > 0, "the cursor stays hidden: \(outcome)")
        }

        @Test("NO_COLOR takes the colours away; a pipe gets lines")
        func plain() throws {
            let drawn = try fixture.shell(
                "TERM=xterm NO_COLOR=1 script -qec 'strata build -t drawn .' /dev/null < /dev/null"
            ).output
            for colour in 30..<38 { #expect(!drawn.contains("\u{1B}[\(colour)m")) }
            let piped = try fixture.strata("build", "-t", "drawn", ".").errors
            #expect(!piped.contains("\u{1B}") && piped.contains("#1 [internal] load build definition"), "\(piped)")
        }

        @Test("a terminal that takes nothing does not hold up a drawn build", .needs("python3"))
        func stalledTerminal() throws {
            let lines =
                "for j in a b c d e f; do echo \"$i$j a line of output that changes from its very beginning on\"; done"
            let loop = "RUN for i in $(seq 40); do \(lines); sleep 0.1; done"
            try fixture.write("Dockerfile", "FROM busybox\n\(loop)\n")
            try fixture.write(
                "stall.py",
                """
                import fcntl, os, subprocess, time
                reading, writing = os.pipe()
                fcntl.fcntl(writing, 1031, 4096)  # F_SETPIPE_SZ
                build = subprocess.Popen(["strata", "build", "--progress", "tty", "-t", "stalled", "."], stderr=writing)
                os.close(writing)
                for _ in range(600):
                    if subprocess.run(["strata", "images", "-q", "stalled"], capture_output=True).stdout:
                        print("built")
                        break
                    time.sleep(0.1)
                with os.fdopen(reading, "rb") as rest:
                    text = rest.read()
                print(build.wait(), b"FINISHED" in text)
                """)
            #expect(try fixture.shell("python3 stall.py").output == "built\n0 True\n")
        }

        @Test("an error has colours on a terminal alone, and none with NO_COLOR or where settings say never")
        func colouredError() throws {
            func onTerminal(_ variables: String) throws -> String {
                try fixture.shell("TERM=xterm \(variables) script -qec 'strata history absent' /dev/null < /dev/null")
                    .output
            }
            #expect(try onTerminal("").contains("\u{1B}[1;31merror:\u{1B}[0m No such image"))
            #expect(try onTerminal("NO_COLOR=1").hasPrefix("error: No such image"))
            #expect(try onTerminal("TERM=dumb").hasPrefix("error: No such image"))
            try fixture.write("never.json", "{\"color\": \"never\"}")
            try fixture.write("always.json", "{\"color\": \"always\"}")
            #expect(try onTerminal("STRATA_CONFIG=never.json").hasPrefix("error: No such image"))
            let piped = try fixture.strata("history", "absent", environment: ["TERM": "xterm"])
            #expect(piped.errors.hasPrefix("error: No such image"), "\(piped)")
            let forced = try fixture.strata("history", "absent", environment: ["STRATA_CONFIG": "always.json"])
            #expect(forced.errors.hasPrefix("\u{1B}[1;31merror:"), "\(forced)")
        }

        @Test("Ctrl-C on a drawn build ends it with 130 and shows the cursor")
        func interrupted() throws {
            try fixture.write("Dockerfile", "FROM busybox\nRUN echo begun; sleep 100\n")
            // What is written to `script` is typed on the terminal: \\003 is Ctrl-C.
            let script = """
                { for i in $(seq 200); do grep -q 'RUN echo begun' typescript && break; sleep 0.1; done 2>/dev/null
                  sleep 0.5; printf '\\003'; sleep 2; } |
                TERM=xterm script -qec 'trap : INT; strata build -t drawn .; echo "code $?"' /dev/null > typescript
                cat typescript
                """
            let outcome = try fixture.shell(script)
            #expect(outcome.output.contains("code 130"), "\(outcome)")
        }
    }
}

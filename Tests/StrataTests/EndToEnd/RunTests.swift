import LinuxSystem
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("strata run")
    struct RunTests {
        let fixture: Fixture

        init() throws { fixture = try Fixture() }

        @Test("runs a command, passes its output on and leaves the image as it was")
        func runs() throws {
            let before = try fixture.strata("inspect", "busybox").succeed()
            #expect(try fixture.strata("run", "--rm", "busybox", "echo", "hello", "world").succeed() == "hello world\n")
            try fixture.strata("run", "--rm", "busybox", "sh", "-c", "rm -rf /etc; echo x > /bin/new").succeed()
            #expect(try fixture.strata("run", "--rm", "busybox", "cat", "/etc/group").succeed().hasPrefix("root:"))
            #expect(try fixture.strata("inspect", "busybox").succeed() == before)
            #expect(try fixture.strata("ps", "-aq").succeed() == "")
        }

        @Test(
            "the exit code is the command's, or says what went wrong",
            arguments: [
                (["sh", "-c", "exit 0"], 0), (["sh", "-c", "exit 3"], 3),
                (["sh", "-c", "sh -c \"kill -9 \\$\\$\"; exit $?"], 137),
                (["sh", "-c", "sh -c \"kill -15 \\$\\$\"; exit $?"], 143), (["/nope"], 127), (["nope"], 127),
                (["/etc/passwd"], 126),
                (["/etc"], 126),
            ])
        func exitCodes(command: [String], code: Int) throws {
            let words = (["strata", "run", "--rm", "busybox"] + command).map { "'\($0)'" }.joined(separator: " ")
            let outcome = try fixture.shell(words)
            #expect(Int(outcome.code) == code, "\(outcome)")
            #expect(try fixture.strata("ps", "-aq").succeed() == "")
        }

        @Test("environment: -e, -e NAME from this environment, --env-file, PATH and HOME always")
        func environment() throws {
            try fixture.write("vars", "# a comment\nFROM_FILE=with spaces\nA=file\n")
            let output = try fixture.strata(
                "run", "--rm", "--env-file", "vars", "-eA=B=C", "-e", "GIVEN", "-e", "ABSENT", "busybox", "env",
                environment: ["GIVEN": "from outside"]
            ).succeed()
            let lines = Set(output.split(separator: "\n").map(String.init))
            #expect(lines.isSuperset(of: ["A=B=C", "GIVEN=from outside", "FROM_FILE=with spaces", "HOME=/root"]))
            #expect(lines.contains { $0.hasPrefix("PATH=/usr/local/sbin:") })
            #expect(!lines.contains { $0.hasPrefix("ABSENT") })
        }

        @Test("working directory, user, host name, entry point")
        func placeAndUser() throws {
            #expect(try fixture.strata("run", "--rm", "-w", "/var/made", "busybox", "pwd").succeed() == "/var/made\n")
            #expect(try fixture.strata("run", "--rm", "-u", "nobody", "busybox", "id", "-u").succeed() == "65534\n")
            #expect(try fixture.strata("run", "--rm", "-u", "7:8", "busybox", "id", "-g").succeed() == "8\n")
            #expect(try fixture.strata("run", "--rm", "-h", "here", "busybox", "hostname").succeed() == "here\n")
            #expect(try fixture.strata("run", "--rm", "--entrypoint", "echo", "busybox", "-n", "x").succeed() == "x")
            try fixture.strata("run", "--rm", "-u", "ghost", "busybox", "true").fail(125, saying: "ghost")
        }

        @Test("a directory of the host can be seen, and written to unless it is read-only")
        func volumes() throws {
            try fixture.write("shared/in", "from the host")
            let path = fixture.directory.appending("shared").string
            #expect(
                try fixture.strata("run", "--rm", "-v", "\(path):/data", "busybox", "cat", "/data/in").succeed()
                    == "from the host")
            try fixture.strata("run", "--rm", "-v", "\(path):/data", "busybox", "cp", "/data/in", "/data/out").succeed()
            #expect(try fixture.read("shared/out") == "from the host")
            let readOnly = try fixture.strata("run", "--rm", "-v", "\(path):/data:ro", "busybox", "touch", "/data/no")
            #expect(readOnly.code == 1)
            try fixture.strata("run", "--rm", "-v", "nonsense", "busybox", "true").fail(125, saying: "nonsense")
        }

        @Test("standard input is the command's with -i, and empty without")
        func standardInput() throws {
            #expect(try fixture.strata("run", "--rm", "-i", "busybox", "cat", input: "through").succeed() == "through")
            #expect(try fixture.strata("run", "--rm", "busybox", "cat", input: "not through").succeed() == "")
        }

        @Test("without a network there is only the loopback interface")
        func noNetwork() throws {
            let interfaces = try fixture.strata("run", "--rm", "--network", "none", "busybox", "ls", "/sys/class/net")
                .succeed()
            #expect(interfaces == "lo\n")
            try fixture.strata("run", "--rm", "--network", "bridge", "busybox", "true").fail(
                125, saying: "bridge", "hint")
        }

        @Test(
            "a signal reaches the command",
            arguments: [(1, "HUP"), (2, "INT"), (3, "QUIT"), (10, "USR1"), (15, "TERM")])
        func signals(number: Int32, name: String) throws {
            let running = try fixture.start(
                "run", "--rm", "busybox", "sh", "-c",
                "trap 'echo got \(name); exit 7' \(name); echo ready; while :; do sleep 0.1; done")
            try waitFor("the command to start") { try running.text(running.output).contains("ready") }
            running.process.signal(number)
            let outcome = try running.wait()
            #expect(outcome.code == 7, "\(outcome)")
            #expect(outcome.output == "ready\ngot \(name)\n")
        }

        @Test("a command that a signal ends has 128 and the signal's number as its exit code")
        func endedBySignal() throws {
            let running = try fixture.start("run", "--name", "ended", "busybox", "sh", "-c", "echo up; exec sleep 60")
            try waitFor("the command to start") { try running.text(running.output).contains("up") }
            let commands = TestHost.children(of: running.process.processID).flatMap { TestHost.children(of: $0) }
            // From inside, the first process of a container gets no signal that it does not handle.
            try fixture.shell("kill -9 \(try #require(commands.first))").succeed()
            #expect(try running.wait().code == 137)
            let status = try fixture.strata("ps", "-a", "--format", "{{.Status}}").succeed()
            #expect(status.hasPrefix("Exited (137)"), "\(status)")
            try fixture.strata("rm", "ended").succeed()
        }

        @Test("with -t the command has a terminal")
        func terminal() throws {
            let outcome = try fixture.shell(
                "script -qec 'strata run --rm -it busybox sh -c \"tty; stty size\"' /dev/null < /dev/null")
            try outcome.succeed()
            #expect(outcome.output.contains("/dev/pts/") || outcome.output.contains("/dev/console"), "\(outcome)")
        }

        @Test("what cannot be run is refused with one error")
        func refusals() throws {
            try fixture.strata("run", "nope").fail(125, saying: "nope", "hint:")
            try fixture.strata("run", "busybox").fail(125, saying: "CMD")
            try fixture.strata("run", "--runtime", "nothere", "busybox", "true").fail(125, saying: "nothere")
            try fixture.strata("run", "--rm", "--name", "a/b", "busybox", "true").fail(125, saying: "a/b")
            #expect(try fixture.strata("ps", "-aq").succeed() == "")
        }
    }
}

/// Asks again and again until a condition holds; an error after two minutes, as other tests may keep the disk busy.
func waitFor(_ what: String, _ condition: () throws -> Bool) throws {
    for _ in 0..<2400 {
        if try condition() { return }
        pause(milliseconds: 50)
    }
    throw TestImageError(description: "waited in vain for \(what)")
}

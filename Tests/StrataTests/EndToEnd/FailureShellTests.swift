import LinuxSystem
import OCI
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("A shell where a step failed", .needs("python3"))
    struct FailureShellTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture()
            try fixture.write("secret", "the-secret-itself")
            try fixture.write(
                "Dockerfile",
                """
                FROM busybox
                ENV COLOUR=green
                WORKDIR /somewhere
                USER 1234
                RUN --mount=type=secret,id=s,uid=1234,required=true --mount=type=tmpfs,target=/t --mount=type=cache,target=/c,uid=1234 \\
                    echo made > /tmp/half; touch /c/kept; exit 3

                """)
        }

        private static let look =
            "echo \"[$(cat /tmp/half) $COLOUR $PWD $(id -u) $(ls /c) $(cat /run/secrets/s) $(grep -c ' /t ' /proc/mounts)]\"; exit\n"
        private static let seen = "[made green /somewhere 1234 kept the-secret-itself 1]"

        private func expectNothingLeft() throws {
            #expect(try TestHost.leftovers(mentioning: fixture.root.string).isEmpty)
            #expect(try fixture.shell("ls store/work; ls store/failed 2>/dev/null").output == "")
            #expect(try fixture.shell("grep -rlF the-secret-itself store").code == 1)
        }

        @Test("has its half-made layer, mounts, environment, directory, user and secret; nothing stays")
        func onError() throws {
            let outcome = try fixture.onTerminal(
                "strata build --progress plain --on-error shell --secret id=s,src=secret .; echo code $?",
                typing: [("Leave it with exit or Ctrl-D", ""), ("$ ", Self.look)])
            #expect(outcome.output.contains("RUN --mount=type=secret"), "\(outcome)")
            #expect(outcome.output.contains("failed: exit code: 3"), "\(outcome)")
            #expect(outcome.output.contains(Self.seen), "\(outcome)")
            #expect(outcome.output.hasSuffix("code 1\n"), "\(outcome)")
            try expectNothingLeft()
        }

        @Test("opens afterwards, too: debug runs the step again, with secrets given anew")
        func afterwards() throws {
            try fixture.strata("build", "--secret", "id=s,src=secret", ".").fail(saying: "exit code: 3")
            let refused = try fixture.onTerminal("strata debug; echo code $?", typing: [])
            #expect(refused.output.contains("s") && refused.output.contains("code 1"), "\(refused)")
            let outcome = try fixture.onTerminal(
                "strata debug --secret id=s,src=secret last 3; echo code $?",
                typing: [("Leave it with exit or Ctrl-D", ""), ("$ ", Self.look)])
            #expect(outcome.output.contains(Self.seen), "\(outcome)")
            #expect(outcome.output.hasSuffix("code 0\n"), "\(outcome)")
            #expect(try fixture.strata("builds", "ls", "-q").lines.count == 1)
            try expectNothingLeft()
        }

        @Test("a step that does not fail this time opens none; without a terminal there is none")
        func none() throws {
            try fixture.write("Dockerfile", "FROM busybox\nCOPY flag /\nRUN grep -q good /flag\n")
            try fixture.write("flag", "bad")
            try fixture.strata("build", ".").fail(saying: "exit code: 1")
            try fixture.write("flag", "good")
            let outcome = try fixture.onTerminal("strata debug; echo code $?", typing: [])
            #expect(outcome.output.contains("RUN grep -q good /flag did not fail this time"), "\(outcome)")
            #expect(outcome.output.hasSuffix("code 0\n"), "\(outcome)")
            try fixture.strata("debug").fail(125, saying: "there is no terminal to open a shell on")
            try fixture.strata("build", "--on-error", "shell", ".").fail(
                125, saying: "there is no terminal", "--keep-failed keeps")
            try fixture.strata("build", "--on-error", "dance", ".").fail(125, saying: "there is no such action")
        }

        @Test("of two steps that fail at once, one has the terminal")
        func two() throws {
            try fixture.write(
                "Dockerfile",
                """
                FROM busybox AS a
                RUN echo first > /half; exit 3
                FROM busybox AS b
                RUN sleep 1; echo second > /half; exit 4
                FROM busybox
                COPY --from=a /half /a
                COPY --from=b /half /b

                """)
            let outcome = try fixture.onTerminal(
                "strata build --jobs 2 --progress plain --on-error shell .; echo code $?",
                typing: [("/ # ", "sleep 3; echo this is $(cat /half); exit\n")])
            #expect(outcome.output.contains("this is first"), "\(outcome)")
            #expect(outcome.output.ranges(of: "Leave it with").count == 1, "\(outcome)")
            #expect(outcome.output.hasSuffix("code 1\n"), "\(outcome)")
        }

        @Test("gives Ctrl-C back: what comes after it can be interrupted")
        func interruptible() throws {
            try fixture.write("Dockerfile", "FROM busybox\nRUN exit 3\n")
            // Nobody reads the pipe that the build's end is told to: there it stands until it is interrupted.
            try fixture.write(
                "stall.py",
                """
                import fcntl, glob, os, pty, signal, subprocess, time
                reading, writing = os.pipe()
                fcntl.fcntl(writing, 1031, 4096)  # F_SETPIPE_SZ
                terminal, slave = pty.openpty()
                build = subprocess.Popen(
                    ["strata", "build", "--progress", "plain", "--on-error", "shell", "."],
                    stdin=slave, stdout=slave, stderr=writing, start_new_session=True)
                os.close(slave)
                said = b""
                while b"Leave it with" not in said:
                    said += os.read(reading, 4096)
                shown = b""
                while b"/ # " not in shown:
                    shown += os.read(terminal, 4096)
                os.set_blocking(writing, False)
                try:
                    while True:
                        os.write(writing, b"x")
                except BlockingIOError:
                    pass
                # The build shares the file description, and is to wait.
                os.set_blocking(writing, True)
                os.write(terminal, b"exit\\n")
                for _ in range(1800):
                    if build.poll() is not None:
                        break
                    # While the shell lives it gets the signal, which takes the line back that was typed.
                    if not any(open(path).read() for path in glob.glob(f"/proc/{build.pid}/task/*/children")):
                        build.send_signal(signal.SIGINT)
                    time.sleep(0.1)
                else:
                    build.kill()
                print(build.wait())
                """)
            let outcome = try fixture.shell("python3 stall.py")
            #expect(outcome.output == "130\n", "\(outcome)")
        }

        @Test("what a failed step made is kept on demand, listed by cache ls, and the first that is pruned")
        func kept() throws {
            let noise = "head -c 300000 /dev/urandom"
            try fixture.write("Dockerfile", "FROM busybox\nRUN \(noise) > /ok\nRUN \(noise) > /half; exit 3\n")
            let failed = try fixture.strata("build", "--progress", "plain", "--keep-failed", ".")
            failed.fail(saying: "kept for a day: ")
            let path = try #require(
                failed.errors.split(separator: " ").first { $0.hasPrefix(fixture.root.appending("failed").string) })
            #expect(try fixture.shell("wc -c < \(path)/half").output == "300000\n")
            let rows = try fixture.strata("cache", "ls", "--format", "{{.CacheType}} {{.Description}}")
            #expect(rows.lines.contains { $0.hasPrefix("kept-failed failed: ") && $0.contains("RUN head") }, "\(rows)")
            // One of the two has to go; the other was used longer ago.
            try fixture.strata("cache", "prune", "-f", "--max-size", "400kb").succeed()
            let left = try fixture.strata("cache", "ls", "--format", "{{.CacheType}}")
            #expect(left.lines == ["run"], "\(left)")
            #expect(try fixture.shell("ls store/failed").output == "")
        }
    }
}

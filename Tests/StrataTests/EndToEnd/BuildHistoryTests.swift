import LinuxSystem
import OCI
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("The history of builds at the command line")
    struct BuildHistoryTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture()
            try fixture.write("Dockerfile", "FROM busybox\nCOPY a.txt /\nRUN echo said; cat /a.txt > /b\n")
            try fixture.write("a.txt", "one\n")
        }

        private func rows(_ words: String) throws -> [String] {
            let outcome = try fixture.shell("strata builds ls --format '{{.Name}} {{.Status}} {{.Steps}}' \(words)")
            try outcome.succeed()
            return outcome.lines
        }

        @Test("ls, inspect, logs and rm tell of builds that went well and of those that did not")
        func words() throws {
            try fixture.strata("build", "-qt", "app", ".").succeed()
            try fixture.strata("build", "-qt", "app", ".").succeed()
            try fixture.write("Dockerfile", "FROM busybox\nCOPY a.txt /\nRUN echo before; exit 7\nRUN true\n")
            try fixture.strata("build", "-t", "bad", ".").fail(saying: "exit code: 7")
            #expect(
                try rows("") == ["bad:latest Error 2/4", "app:latest Completed 3/3", "app:latest Completed 1/3"])
            #expect(try rows("--filter status=error") == ["bad:latest Error 2/4"])
            #expect(try rows("--filter name=app -n 1") == ["app:latest Completed 3/3"])
            try fixture.strata("builds", "ls", "--filter", "status=odd").fail(saying: "interrupted")
            let inspected = try fixture.strata("builds", "inspect").succeed()
            #expect(inspected.contains("failed (7)") && inspected.contains("not run"), "\(inspected)")
            let object = try JSONValue(parsing: fixture.strata("builds", "inspect", "--format", "json", "^2").succeed())
            #expect(object["NumCachedSteps"] == 1 && object["Steps"]?.arrayValue?.count == 3)
            #expect(try fixture.strata("builds", "logs", "--step", "3", "^2").succeed().contains("said\n"))
            let logs = try fixture.strata("builds", "logs").succeed()
            #expect(logs.contains("#3 before\n") && logs.contains("ERROR: exit code: 7"), "\(logs)")
            let ids = try fixture.strata("builds", "ls", "-q").lines
            #expect(try fixture.strata("builds", "rm", "^1", "last").succeed() == "\(ids[1])\n\(ids[0])\n")
            #expect(try fixture.strata("builds", "ls", "-q").lines == [ids[2]])
            try fixture.strata("builds", "inspect", ids[0]).fail(saying: "No such build: \(ids[0])")
            try fixture.strata("builds", "rm", "--all").succeed()
            #expect(try fixture.strata("builds", "ls", "-q").output == "")
            try fixture.strata("builds", "logs").fail(saying: "the history has no build")
            #expect(try fixture.strata("images", "-q", "app").lines.count == 1)
        }

        @Test("a Dockerfile that does not parse, or has no such stage, is a build with an error")
        func unparsed() throws {
            try fixture.strata("build", "-qt", "app", ".").succeed()
            try fixture.write("broken", "FROM busybox\nRUNN true\n")
            try fixture.strata("build", "-t", "broken", "-f", "broken", ".").fail(saying: "RUNN")
            try fixture.strata("build", "-t", "staged", "--target", "absent", ".").fail(saying: "absent")
            try fixture.strata("build", "-t", "nowhere", "-f", "absent", ".").fail(saying: "absent")
            #expect(
                try rows("").map { $0.split(separator: ":").first.map(String.init) }
                    == ["nowhere", "staged", "broken", "app"])
            #expect(try rows("--filter status=error").count == 3)
            let error = try fixture.strata("builds", "inspect", "--format", "{{.Error}}", "^2").succeed()
            #expect(error.contains("RUNN"), "\(error)")
            #expect(try fixture.strata("why", "^2").succeed().contains("it did not come to its steps"))
            #expect(try fixture.shell("ls store/locks | grep -c build-").output == "0\n")
            // They are nothing that a later build is compared with.
            try fixture.write("a.txt", "two\n")
            let again = try fixture.strata("build", "--progress", "plain", "-t", "app", ".")
            #expect(again.errors.contains("changed: a.txt (content)"), "\(again)")
        }

        @Test("a build whose process is killed is interrupted; one that is stopped is canceled")
        func killed() throws {
            try fixture.write("Dockerfile", "FROM busybox\nRUN echo begun; sleep 100\n")
            for (signal, status) in [("KILL", "interrupted"), ("INT", "canceled")] {
                let running = try fixture.start("build", "--progress", "plain", "-t", status, ".")
                var said = ""
                for _ in 0..<600 where !said.contains("begun\n") {
                    pause(milliseconds: 100)
                    said = try running.text(running.errors)
                }
                #expect(try !rows("").contains { $0.hasPrefix(status) }, "it goes on")
                try fixture.shell("kill -\(signal) \(running.process.processID)").succeed()
                _ = try running.wait()
                #expect(try rows("--filter status=\(status)").map { $0.hasPrefix("\(status):latest") } == [true])
            }
            #expect(try rows("") == ["canceled:latest Canceled 1/2", "interrupted:latest Interrupted 0/0"])
            #expect(try fixture.shell("ls store/locks | grep -c build-").output == "0\n")
        }

        @Test("settings bound it: by number, by age and by what the output takes")
        func limits() throws {
            try fixture.write("Dockerfile", "FROM busybox\nARG N\nRUN echo $N; head -c 40000 /dev/zero | tr '\\0' x\n")
            func build(_ number: Int, _ settings: [String: String] = [:]) throws {
                let words = "strata build -qt n\(number) --build-arg N=\(number) ."
                try fixture.shell(words, environment: settings).succeed()
            }
            for number in 1...3 { try build(number) }
            #expect(try rows("").count == 3)
            try build(4, ["STRATA_HISTORY_SIZE": "100000"])
            #expect(try fixture.strata("builds", "logs", "--step", "2", "^2").output == "")
            #expect(try fixture.strata("builds", "logs", "--step", "2", "^1").output.hasPrefix("3\n"))
            try fixture.write("config.json", "{\"history-builds\": 2}")
            try build(5, ["STRATA_CONFIG": "config.json"])
            #expect(try rows("").map { $0.prefix(2) } == ["n5", "n4"])
            pause(milliseconds: 2100)
            try build(6, ["STRATA_HISTORY_AGE": "2s"])
            #expect(try rows("").map { $0.prefix(2) } == ["n6"])
            try fixture.strata("build", "-q", ".", environment: ["STRATA_HISTORY_AGE": "long"]).fail(
                125, saying: "a span of time such as 720h")
        }
    }
}

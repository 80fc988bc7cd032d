import LinuxSystem
import SystemPackage
import TestRandom
import Testing

extension EndToEnd {
    @Suite("Sudden ends")
    struct KillTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture()
            try fixture.shell("mkdir src; for i in $(seq 300); do head -c 20000 /dev/urandom > src/f$i; done").succeed()
            try fixture.write(
                "Dockerfile",
                """
                FROM busybox AS one
                RUN for i in $(seq 200); do echo $i > /file$i; done
                COPY src /src
                RUN sleep 0.2; rm -rf /src/f1; ls / > /list
                FROM busybox
                RUN sleep 0.3; echo other > /other
                COPY --from=one /src /copied
                RUN sh -c 'sleep 0.2 & wait'; true

                """)
            try fixture.write(".dockerignore", "*\n!src\n")
        }

        /// What is killed: strata, the runtimes that it started, what runs in their containers, or all at once.
        enum Victim: String, CaseIterable, Sendable {
            case strata, runtime, command, everything
        }

        /// Rounds for a quarter of a minute with each victim, at moments spread over a whole build. A seed that is printed by a
        /// failure can be given again in STRATA_KILL_SEED; STRATA_KILL_SECONDS makes it go on for longer.
        @Test("SIGKILL at any moment of a build leaves a sound store and nothing else", arguments: Victim.allCases)
        func kill(_ victim: Victim) throws {
            let given = ProcessEnvironment.value(of: "STRATA_KILL_SEED").flatMap { UInt64($0) }
            let seed = given ?? UInt64.random(in: 0...UInt64.max)
            print("kill test of \(victim): seed \(seed)")
            var random = SeededGenerator(seed: seed)
            let clock = ContinuousClock()
            let whole = try clock.measure {
                try fixture.strata("build", "--no-cache", "-q", "-t", "whole", ".").succeed()
            }
            let seconds = ProcessEnvironment.value(of: "STRATA_KILL_SECONDS").flatMap { Int($0) } ?? 13
            let end = clock.now + .seconds(seconds)
            var round = 0
            while clock.now < end || round < 4 {
                let running = try fixture.start("build", "--no-cache", "--progress", "plain", "-t", "victim", ".")
                pause(milliseconds: Int32(random.next() % UInt64(whole / .milliseconds(1) * 1.1 + 1)))
                strike(victim, running, &random)
                let outcome = try running.wait()
                try sound(after: "round \(round) of \(victim), seed \(seed): \(outcome)")
                round += 1
            }
            try fixture.strata("build", "-t", "victim", ".").succeed()
            #expect(try fixture.strata("run", "--rm", "victim", "cat", "/other").succeed() == "other\n")
            #expect(try fixture.shell("ls store/work").succeed() == "", "nothing half-made stays, seed \(seed)")
        }

        private func strike(_ victim: Victim, _ running: Running, _ random: inout SeededGenerator) {
            let strata = running.process.processID
            switch victim {
            case .strata: running.process.kill()
            case .runtime: kill(TestHost.children(of: strata))
            case .command:
                let commands = TestHost.children(of: strata).flatMap { TestHost.descendants(of: $0) }
                if let one = commands.randomElement(using: &random) { kill([one]) }
            case .everything: kill([strata] + TestHost.descendants(of: strata))
            }
        }

        @Test("SIGKILL of a build with cache mounts leaves a sound store, and the next build its caches")
        func killCacheMount() throws {
            try fixture.write(
                "Dockerfile",
                """
                FROM busybox
                RUN --mount=type=cache,target=/locked,sharing=locked --mount=type=cache,target=/shared \\
                    for i in $(seq 300); do echo $i > /locked/f$i; echo $i > /shared/f$i; done; echo done > /out
                RUN --mount=type=cache,target=/seeded,from=busybox,source=/bin echo > /seeded/new; ls / > /list

                """)
            let seed = UInt64.random(in: 0...UInt64.max)
            var random = SeededGenerator(seed: seed)
            for round in 0..<5 {
                let running = try fixture.start("build", "--no-cache", "--progress", "plain", "-t", "victim", ".")
                pause(milliseconds: Int32(random.next() % 900))
                running.process.kill()
                let outcome = try running.wait()
                try sound(after: "round \(round), seed \(seed): \(outcome)")
            }
            try fixture.strata("build", "--no-cache", "-t", "victim", ".").succeed()
            #expect(try fixture.strata("run", "--rm", "victim", "cat", "/out").succeed() == "done\n")
            #expect(try fixture.shell("strata cache ls -q --filter type=exec.cachemount").lines.count == 3)
            #expect(try fixture.strata("system", "prune", "-f").succeed().contains("Deleted build cache objects:"))
            #expect(try fixture.strata("cache", "ls", "-q", "--filter", "type=exec.cachemount").succeed() == "")
        }

        @Test("SIGKILL of a running container leaves nothing that runs, and the container as ended")
        func killRun() throws {
            for round in 0..<3 {
                let running = try fixture.start(
                    "run", "--name", "live\(round)", "busybox", "sh", "-c", "echo up; sleep 100")
                try waitFor("the container") { try running.text(running.output).contains("up") }
                if round == 1 { kill(TestHost.children(of: running.process.processID)) } else { running.process.kill() }
                _ = try running.wait()
                try sound(after: "round \(round)")
            }
            #expect(try fixture.strata("ps", "-q").succeed() == "")
        }

        private func sound(after what: String) throws {
            try waitFor("processes to go") { try TestHost.leftovers(mentioning: fixture.directory.string).isEmpty }
            #expect(try TestHost.leftovers(mentioning: fixture.directory.string) == [], "\(what)")
            let check = try fixture.strata("store", "check")
            #expect(check.code == 0, "\(check) after \(what)")
        }

        private func kill(_ processes: [Int32]) {
            if processes.isEmpty { return }
            // Some may have ended by themselves meanwhile.
            _ = try? fixture.shell("kill -9 \(processes.map(String.init).joined(separator: " "))")
        }
    }
}

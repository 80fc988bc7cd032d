import LinuxSystem
import OCI
import SystemPackage
import TestRandom
import Testing

extension EndToEnd {
    @Suite("The bound of the build cache")
    struct CacheBoundTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture()
            try fixture.write(
                "Dockerfile",
                """
                FROM busybox AS one
                ARG ROUND
                RUN head -c 600000 /dev/urandom > /noise$ROUND
                RUN head -c 300000 /dev/urandom > /more; echo $ROUND > /out
                FROM busybox
                COPY --from=one /out /out

                """)
        }

        /// The bytes that only the cache keeps, as the disk counts them.
        private func cacheBytes() throws -> Int64 {
            let outcome = try fixture.shell("strata cache ls --format '{{.Layer}} {{.OwnBytes}}'")
            try outcome.succeed()
            return outcome.lines.compactMap { Int64($0.split(separator: " ").last ?? "") }.reduce(0, +)
        }

        @Test("is kept after every build, and images stay whole")
        func kept() throws {
            let bound = ["STRATA_CACHE_SIZE": "1000000"]
            for round in 1...6 {
                try fixture.strata(
                    "build", "-q", "-t", "app\(round)", "--build-arg", "ROUND=\(round)", ".", environment: bound
                ).succeed()
                #expect(try cacheBytes() <= 1_000_000)
            }
            for round in 1...6 {
                #expect(try fixture.strata("run", "--rm", "app\(round)", "cat", "/out").succeed() == "\(round)\n")
            }
            #expect(try fixture.strata("store", "check").succeed().contains("no fault"))
        }

        @Test("is 20 % of the disk unless a file, the environment or nothing at all says otherwise")
        func chosen() throws {
            try fixture.strata("build", "-q", ".").succeed()
            let whole = try cacheBytes()
            #expect(whole > 900_000)
            try fixture.strata("build", "-q", ".", environment: ["STRATA_CACHE_SIZE": "none"]).succeed()
            #expect(try cacheBytes() == whole)
            try fixture.write("config.json", #"{"cache-size": 700000}"#)
            let settings = ["STRATA_CONFIG": fixture.directory.appending("config.json").string]
            try fixture.strata("build", "-q", ".", environment: settings).succeed()
            let less = try cacheBytes()
            #expect(less <= 700_000)
            try fixture.strata("build", "-q", ".", environment: ["STRATA_CACHE_SIZE": "lots"]).fail(
                125, saying: "$STRATA_CACHE_SIZE is “lots”")
        }

        @Test("a failed build is kept within it, too")
        func failed() throws {
            try fixture.write("Broken", "FROM busybox\nRUN head -c 600000 /dev/urandom > /noise\nRUN false\n")
            #expect(
                try fixture.strata(
                    "build", "-q", "-f", "Broken", ".", environment: ["STRATA_CACHE_SIZE": "100000"]
                ).code == 1)
            #expect(try cacheBytes() <= 100_000)
        }

        @Test("clean-ups beside running builds take nothing that these need")
        func concurrent() throws {
            let script = """
                build() { for i in 1 2 3; do strata build -q -t $1$i --build-arg ROUND=$1$i . || exit 1; done; }
                prune() { for i in $(seq 12); do strata cache prune -af >/dev/null || exit 1; done; }
                build a & first=$!; build b & second=$!; prune & third=$!
                wait $first && wait $second && wait $third
                """
            try fixture.shell(script, environment: ["STRATA_CACHE_SIZE": "200000"]).succeed()
            for name in ["a", "b"] {
                for round in 1...3 {
                    #expect(
                        try fixture.strata("run", "--rm", "\(name)\(round)", "cat", "/out").succeed()
                            == "\(name)\(round)\n")
                }
            }
            #expect(try fixture.strata("store", "check").succeed().contains("no fault"))
        }

        @Test("the image of a running container is left alone by a clean-up of everything")
        func running() throws {
            try fixture.strata("build", "-q", "-t", "app", "--build-arg", "ROUND=7", ".").succeed()
            try fixture.shell("mkdir flag").succeed()
            let container = try fixture.start(
                "run", "-v", "\(fixture.directory)/flag:/flag", "app", "sh", "-c",
                "echo up; until [ -e /flag/go ]; do sleep 0.1; done; cat /out")
            try waitFor("the container") { try container.text(container.output).contains("up") }
            try fixture.shell("strata system prune -af").succeed()
            try fixture.strata("cache", "prune", "-af").succeed()
            #expect(try cacheBytes() == 0)
            try fixture.shell("touch flag/go").succeed()
            let outcome = try container.wait()
            #expect(outcome.code == 0 && outcome.output == "up\n7\n", "\(outcome)")
        }

        @Test("SIGKILL in the middle of a clean-up leaves a sound store, and the next one takes the rest")
        func killed() throws {
            try fixture.strata("build", "-q", "-t", "app", "--build-arg", "ROUND=0", ".").succeed()
            var random = SeededGenerator(seed: UInt64.random(in: 0...UInt64.max))
            for round in 0..<12 {
                try fixture.shell(
                    "printf 'FROM busybox\\nRUN for i in $(seq 400); do echo \(round) $i > /f$i; done\\nRUN rm /f1\\n' | strata build -q -"
                ).succeed()
                try fixture.shell("strata rmi -f $(strata images -qf dangling=true) >/dev/null").succeed()
                let prune = try fixture.start("cache", "prune", "-f")
                pause(milliseconds: Int32(random.next() % 25))
                prune.process.kill()
                _ = try prune.wait()
                let check = try fixture.strata("store", "check")
                #expect(check.code == 0, "\(check) in round \(round)")
            }
            try fixture.strata("cache", "prune", "-f").succeed()
            #expect(try cacheBytes() == 0)
            let check = try fixture.strata("store", "check").succeed()
            #expect(check.contains(": no fault") && !check.contains("leftovers"), "\(check)")
            #expect(try fixture.shell("ls store/work").succeed() == "")
            #expect(try fixture.strata("run", "--rm", "app", "cat", "/out").succeed() == "0\n")
        }
    }
}

import LinuxSystem
import SystemPackage
import TestRandom
import TestServers
import Testing

extension EndToEnd {
    @Suite("Pulls, pushes and exports to registries that are killed", .needs("docker-registry"), .needs("skopeo"))
    struct KilledPullTests {
        private let fixture: Fixture
        private let other: Fixture
        private let registry: RegistryServer
        private let name: String
        /// How often each transfer is killed at most.
        private static let rounds = 6

        init() throws {
            fixture = try Fixture(withBusyBox: false)
            other = try Fixture(withBusyBox: false)
            registry = try RegistryServer()
            name = "\(registry.host)/team/app"
        }

        /// An image of two layers: noise, and numbers that become less.
        private func build(_ tag: String) throws {
            try fixture.shell(
                "mkdir c; head -c 30000000 /dev/urandom > c/a; seq 2000000 > c/b; printf 'FROM scratch\nCOPY a /\nCOPY b /\n' > c/Dockerfile"
            ).succeed()
            try fixture.strata("build", "-q", "-t", tag, "c").succeed()
        }

        /// Starts a command again and again, and kills it at moments spread over the time that it takes when nobody disturbs it,
        /// until it gets to its end all the same; says how often it was killed. Then it is run once more, to its end.
        private func killing(
            _ words: [String], taking whole: Duration, seed: UInt64, in store: Fixture, check: (Int) throws -> Void
        ) throws -> Int {
            var random = SeededGenerator(seed: seed)
            var killed = 0
            while killed < Self.rounds {
                let running = try store.start(words, input: "")
                let moment = (Double(killed) + Double(random.below(100)) / 100) / Double(Self.rounds)
                pause(milliseconds: Int32(whole / .milliseconds(1) * moment) + 5)
                running.process.kill()
                let outcome = try running.wait()
                if outcome.code == 0 { break }
                #expect(outcome.code == 137, "round \(killed): \(outcome)")
                let found = try store.strata("store", "check")
                #expect(found.code == 0 && found.output.contains("no fault"), "round \(killed): \(found)")
                try check(killed)
                killed += 1
            }
            try store.start(words, input: "").wait().succeed()
            #expect(try store.shell("ls store/work").succeed() == "")
            return killed
        }

        @Test("a pull leaves a sound store without the image, and the next one completes it")
        func pull() throws {
            try build("\(name):1")
            try fixture.strata("push", "-q", "\(name):1").succeed()
            let first = try Fixture(withBusyBox: false)
            let words = ["pull", "-q", "\(name):1"]
            let whole = try ContinuousClock().measure { try first.start(words, input: "").wait().succeed() }
            let killed = try killing(words, taking: whole, seed: 11, in: other) { round in
                // A name that is there is that of a whole image.
                let id = try other.strata("images", "-q").succeed()
                if id != "" { try other.shell("strata export \(name):1 | tar -t | grep -qx b").succeed() }
            }
            #expect(killed > 0)
            try other.shell("strata export \(name):1 | tar -xO a | cmp - \(fixture.directory)/c/a").succeed()
            try other.shell("strata export \(name):1 | tar -xO b | cmp - \(fixture.directory)/c/b").succeed()
            #expect(try other.strata("store", "check").succeed().contains("no fault"))
        }

        @Test("a pull by files leaves a sound store, and the next one has the same tree, by files too")
        func byFiles() throws {
            try fixture.shell(
                """
                set -e
                mkdir -p app/d; printf 'FROM scratch\\nCOPY d /d\\n' > app/Dockerfile
                head -c 9000000 /dev/urandom | split -a 3 -b 15000 - app/d/f
                """
            ).succeed()
            for tag in ["1", "2"] {
                try fixture.strata("build", "-q", "-t", "\(name):\(tag)", "app").succeed()
                try fixture.strata("push", "-q", "--compression", "zstd:chunked", "\(name):\(tag)").succeed()
                // Half of the files have other bytes in the second image.
                if tag == "1" {
                    try fixture.shell("head -c 4500000 /dev/urandom | split -a 3 -b 15000 - app/d/f").succeed()
                }
            }
            let first = try Fixture(withBusyBox: false)
            for store in [first, other] { try store.strata("pull", "-q", "\(name):1").succeed() }
            let words = ["pull", "-q", "\(name):2"]
            let whole = try ContinuousClock().measure { try first.start(words, input: "").wait().succeed() }
            let killed = try killing(words, taking: whole, seed: 12, in: other) { _ in }
            #expect(killed > 0)
            let found = try other.strata("store", "check").succeed()
            #expect(found.contains("no fault (1 layer archives that registries have)"), "\(found)")
            // What a kill left between the layer's commit and its end is of no use to anybody, and goes after a day.
            #expect(try other.shell("ls store/partial | grep -v '\\.parts$' || true").succeed() == "")
            try other.shell("mkdir x && strata export \(name):2 | tar -xC x").succeed()
            try other.shell("diff -r x/d \(fixture.directory)/app/d").succeed()
        }

        @Test(
            "a push leaves a sound store, and in the registry no name of less than all; skopeo reads what the next one pushes"
        )
        func push() throws {
            try build("\(name):1")
            let elsewhere = try RegistryServer()
            try fixture.strata("tag", "\(name):1", "\(elsewhere.host)/a:1").succeed()
            let whole = try ContinuousClock().measure {
                try fixture.strata("push", "-q", "\(elsewhere.host)/a:1").succeed()
            }
            let skopeo = "skopeo copy -q --insecure-policy --src-tls-verify=false docker://\(name):1 dir:seen"
            let look = "strata manifest \(name):1 > manifest 2> none"
            let killed = try killing(["push", "-q", "\(name):1"], taking: whole, seed: 13, in: fixture) { _ in
                try fixture.shell("! \(look) || \(skopeo)").succeed()
            }
            #expect(killed > 0)
            try fixture.shell(skopeo).succeed()
            try other.strata("copy", "-q", "dir:\(fixture.directory)/seen", "again:1").succeed()
            try other.shell("strata export again:1 | tar -xO a | cmp - \(fixture.directory)/c/a").succeed()
        }

        @Test("an export of the cache leaves a sound store and no set of less than all, and the next one adds one set")
        func cacheExport() throws {
            try build("built")
            func words(_ host: String) -> [String] {
                ["build", "-q", "--cache-to", "type=registry,ref=\(host)/team/app:cache,mode=max", "c"]
            }
            let elsewhere = try RegistryServer()
            let whole = try ContinuousClock().measure {
                try fixture.start(words(elsewhere.host), input: "").wait().succeed()
            }
            // Of each name that is there, all that its manifest names.
            let complete = """
                for tag in $(strata tags \(name) 2> none); do
                    strata manifest \(name):$tag > manifest || exit 1
                    for digest in $(grep -o 'sha256:[0-9a-f]*' manifest); do
                        curl -sfIo none http://\(registry.host)/v2/team/app/blobs/$digest || exit 1
                    done
                done
                """
            let killed = try killing(words(registry.host), taking: whole, seed: 14, in: fixture) { _ in
                try fixture.shell(complete).succeed()
            }
            #expect(killed > 0)
            try fixture.shell(complete).succeed()
            #expect(try fixture.strata("tags", name).succeed().split(separator: "\n").count == 2)
            let read = try other.strata(
                "build", "--progress", "plain", "--cache-from", "type=registry,ref=\(name):cache",
                "\(fixture.directory)/c")
            try read.succeed()
            #expect(BuildTests.cached(read).count == 2, "\(read)")
            #expect(try other.strata("store", "check").succeed().contains("no fault"))
        }
    }
}

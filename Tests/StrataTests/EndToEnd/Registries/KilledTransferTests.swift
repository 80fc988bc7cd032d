import LinuxSystem
import SystemPackage
import TestRandom
import TestServers
import Testing

extension EndToEnd {
    @Suite("Transfers that are killed", .needs("docker-registry"), .needs("skopeo"))
    struct KilledTransferTests {
        private let fixture: Fixture
        private let registry: RegistryServer
        private let name: String

        init() throws {
            fixture = try Fixture()
            registry = try RegistryServer()
            name = "\(registry.host)/team/big:1"
            try fixture.shell(
                "mkdir c; head -c 40000000 /dev/urandom > c/a; seq 3000000 > c/b; printf 'FROM scratch\nCOPY a /\nCOPY b /\n' > c/Dockerfile"
            ).succeed()
            try fixture.strata("build", "-q", "-t", name, "c").succeed()
        }

        /// Starts a command again and again, and kills it a little later each time, until it gets to its end; says how often it
        /// was killed.
        private func killing(_ words: String..., seed: UInt64, check: (Int) throws -> Void) throws -> Int {
            var random = SeededGenerator(seed: seed)
            for round in 0..<60 {
                let running = try fixture.start(words, input: "")
                pause(milliseconds: Int32(20 + round * 25 + random.below(25)))
                running.process.kill()
                if try running.wait().code == 0 { return round }
                try check(round)
            }
            Issue.record("\(words) does not get to its end")
            return 60
        }

        @Test(
            "a copy to a layout leaves one that others read, and the next one completes it", arguments: ["oci", "dir"])
        func copy(form: String) throws {
            try fixture.strata("push", "-q", name).succeed()
            let rounds = try killing("copy", "-q", "docker://\(name)", "\(form):there", seed: 7) { _ in
                // What has an index has all that this names.
                let script = "[ ! -e there/index.json ] || skopeo copy -q --insecure-policy oci:there dir:seen"
                try fixture.shell(script).succeed()
            }
            #expect(rounds > 0)
            try fixture.shell("skopeo copy -q --insecure-policy \(form):there dir:seen").succeed()
            try fixture.strata("copy", "-q", "\(form):there", "again:1").succeed()
            try fixture.shell("strata export again:1 | tar -xO a | cmp - c/a").succeed()
            #expect(try fixture.strata("store", "check").succeed().contains("no fault"))
        }

        @Test("a copy to the store leaves a sound one")
        func copyToStore() throws {
            try fixture.strata("push", "-q", name).succeed()
            try fixture.strata("rmi", name).succeed()
            try fixture.strata("system", "prune", "-af").succeed()
            let rounds = try killing("copy", "-q", "docker://\(name)", "again:1", seed: 8) { round in
                let found = try fixture.strata("store", "check").succeed()
                #expect(found.contains("no fault"), "round \(round)")
            }
            #expect(rounds > 0)
            try fixture.shell("strata export again:1 | tar -xO b | cmp - c/b").succeed()
        }

        @Test("a pull that waits for another process to bring a layer says for which", .needs("flock"))
        func waiting() throws {
            try fixture.strata("push", "-q", name).succeed()
            let layer = try fixture.shell(
                #"strata manifest \#(name) | sed -n 's/.*"digest": *"sha256:\([0-9a-f]*\)".*/\1/p' | sed -n 2p"#
            ).succeed().trimmed
            try #require(layer.count == 64, "\(layer)")
            try fixture.strata("rmi", name).succeed()
            try fixture.strata("system", "prune", "-af").succeed()
            let lock = "store/locks/blob-\(layer)"
            let holder = try fixture.startShell("flock \(lock) sh -c 'echo held; sleep 14'")
            while try !holder.text(holder.output).contains("held") { pause(milliseconds: 20) }
            for words in [["pull", "-q", name], ["pull", name]] {
                let pulling = try fixture.start(words, input: "")
                // It is killed when it has said so.
                let text = { try pulling.text(pulling.output) + pulling.text(pulling.errors) }
                for _ in 0..<400 where try !text().contains("Waiting for process ") { pause(milliseconds: 20) }
                let said = try text()
                #expect(said.contains(", which pulls the same layer\n"), "\(said)")
                if words.count == 3 {
                    pulling.process.kill()
                    _ = try pulling.wait()
                } else {
                    _ = try holder.wait()
                    try pulling.wait().succeed()
                }
            }
        }

        @Test("a served registry that is killed while it takes an image leaves a sound store, and takes it afterwards")
        func serve() throws {
            try fixture.strata("save", "--format", "oci-dir", "-o", "layout", name).succeed()
            try fixture.strata("rmi", name).succeed()
            try fixture.strata("system", "prune", "-af").succeed()
            var random = SeededGenerator(seed: 9)
            let push = "skopeo copy -q --insecure-policy --retry-times 0 --dest-tls-verify=false oci:layout docker://"
            for round in 0..<8 {
                let served = try ServedStore(fixture)
                let pushing = try fixture.startShell("\(push)\(served.host)/app:1")
                pause(milliseconds: Int32(60 + round * 60 + random.below(60)))
                _ = try served.stop(9)
                _ = try pushing.wait()
                #expect(try fixture.strata("store", "check").succeed().contains("no fault"), "round \(round)")
            }
            let served = try ServedStore(fixture)
            try fixture.shell("\(push)\(served.host)/app:1").succeed()
            try fixture.shell(
                "skopeo copy -q --insecure-policy --src-tls-verify=false docker://\(served.host)/app:1 dir:back"
            ).succeed()
            #expect(try fixture.strata("store", "check").succeed().contains("no fault"))
        }
    }
}

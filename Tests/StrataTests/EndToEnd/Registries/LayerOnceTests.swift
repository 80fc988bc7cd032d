import LinuxSystem
import OCI
import SystemPackage
import TestServers
import Testing

extension EndToEnd {
    @Suite("Layers that several want, and several layers that one wants", .needs("docker-registry"))
    struct LayerOnceTests {
        let registry: RegistryServer
        let fixture: Fixture
        let other: Fixture
        let name: String

        init() throws {
            registry = try RegistryServer()
            fixture = try Fixture()
            other = try Fixture(withBusyBox: false)
            name = "\(registry.host)/team/app"
        }

        /// The digests of the layers of an image in the registry, lowest first.
        private func layers(_ tag: String) throws -> [String] {
            let manifest = try JSONValue(parsing: Array(fixture.strata("manifest", "\(name):\(tag)").succeed().utf8))
            return (manifest["layers"]?.arrayValue ?? []).compactMap { $0["digest"]?.stringValue }
        }

        @Test(
            "two images that share a layer, pulled and built upon at once: the layer comes once, and so does each other one"
        )
        func sharedLayer() throws {
            try fixture.shell("mkdir shared; head -c 20000000 /dev/urandom > shared/big").succeed()
            try fixture.write("shared/Dockerfile", "FROM busybox\nCOPY big /\n")
            try fixture.strata("build", "-q", "-t", "shared", "shared").succeed()
            for tag in ["1", "2"] {
                try fixture.write("d\(tag)/Dockerfile", "FROM shared\nRUN echo \(tag) > /n\n")
                try fixture.strata("build", "-q", "-t", "\(name):\(tag)", "d\(tag)").succeed()
                try fixture.strata("push", "-q", "\(name):\(tag)").succeed()
            }
            let (first, second) = (try layers("1"), try layers("2"))
            let large = first[1]
            try #require(second[1] == large && first[2] != second[2])
            // While the first one waits for it the others come.
            let proxy = try FaultProxy(before: registry.port, "1 GET \(large) late 2")
            var running: [Running] = []
            for tag in ["1", "2"] {
                let image = "\(proxy.host)/team/app:\(tag)"
                try other.write("b\(tag)/Dockerfile", "FROM \(image)\nRUN cat /n > /seen; wc -c < /big >> /seen\n")
                running.append(try other.start("pull", "-q", image))
                running.append(try other.start("build", "-q", "-t", "built:\(tag)", "b\(tag)"))
            }
            for one in running { try one.wait().succeed() }
            let log = proxy.log()
            for layer in Set(first + second) {
                #expect(log.count { $0.hasPrefix("GET ") && $0.contains(layer) } == 1, "\(layer): \(log)")
            }
            for tag in ["1", "2"] {
                let seen = try other.strata("run", "--rm", "built:\(tag)", "cat", "/seen").succeed()
                #expect(seen == "\(tag)\n20000000\n")
            }
            #expect(try other.strata("store", "check").succeed().contains("no fault"))
        }

        @Test(
            "files are unpacked before their blob is complete, and no image is seen before it is",
            arguments: ["gzip", "zstd"])
        func unpackedEarly(form: String) throws {
            try fixture.shell(
                """
                set -e
                mkdir -p app/d; printf 'FROM scratch\\nCOPY d /d\\n' > app/Dockerfile
                head -c 4000000 /dev/urandom | split -a 3 -b 10000 - app/d/f
                """
            ).succeed()
            try fixture.strata("build", "-q", "-t", "\(name):1", "app").succeed()
            try fixture.strata("push", "-q", "--compression", form, "\(name):1").succeed()
            let layer = try layers("1")[0]
            let proxy = try FaultProxy(before: registry.port, "1 GET \(layer) hold 2000000")
            let image = "\(proxy.host)/team/app:1"
            let pull = try other.start("pull", "-q", image)
            defer { pull.process.kill() }
            // Half of the blob has come; more does not.
            let count = "find store/work -path '*/upper/*' -type f 2> none | wc -l"
            try waitFor("unpacked files") { Int(try other.shell(count).output.trimmed) ?? 0 > 100 }
            #expect(try other.strata("images", "-aq").succeed() == "")
            pull.process.kill()
            _ = try pull.wait()
            // The next one takes up what has come.
            try other.strata("pull", "-q", image).succeed()
            let asked = proxy.log().filter { $0.hasPrefix("GET ") && $0.contains(layer) }
            #expect(asked.count == 2 && asked[1].contains(" bytes="), "\(asked)")
            try other.shell("mkdir x && strata export \(image) | tar -xC x").succeed()
            try other.shell("diff -r x/d \(fixture.directory)/app/d").succeed()
            #expect(try other.strata("store", "check").succeed().contains("no fault"))
        }

        @Test("the layers of an image are asked for together, and not one after the other")
        func together() throws {
            for number in 1...3 { try fixture.write("app/\(number)", "file \(number)\n") }
            try fixture.write("app/Dockerfile", "FROM scratch\nCOPY 1 /\nCOPY 2 /\nCOPY 3 /\n")
            try fixture.strata("build", "-q", "-t", "\(name):1", "app").succeed()
            try fixture.strata("push", "-q", "\(name):1").succeed()
            let layers = try layers("1")
            try #require(Set(layers).count == 3)
            let faults = layers.map { "1 GET \($0) stall" }.joined(separator: "\n")
            let proxy = try FaultProxy(before: registry.port, faults)
            let image = "\(proxy.host)/team/app:1"
            let pull = try other.start("pull", "-q", image)
            defer { pull.process.kill() }
            // None is answered: who waits for an answer before the next question asks twice for the first layer before that.
            func asked() -> [String] {
                proxy.log().filter { line in line.hasPrefix("GET ") && layers.contains { line.contains($0) } }
            }
            try waitFor("three questions") { asked().count >= 3 }
            let questions = asked().prefix(3)
            #expect(layers.allSatisfy { layer in questions.contains { $0.contains(layer) } }, "\(questions)")
            pull.process.kill()
            _ = try pull.wait()
            try other.strata("pull", "-q", image).succeed()
            #expect(try other.shell("strata export \(image) | tar -xO 3").succeed() == "file 3\n")
        }
    }
}

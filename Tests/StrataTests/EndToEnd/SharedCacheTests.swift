import LinuxSystem
import OCI
import SystemPackage
import TestServers
import Testing

extension EndToEnd {
    @Suite("A cache that a fleet shares through its registry", .needs("docker-registry"))
    struct SharedCacheTests {
        let fixture: Fixture

        init() throws { fixture = try Fixture() }

        /// The layers of all sets of a cache, with their sizes.
        private func layers(_ name: String, _ environment: [String: String]) throws -> [String: Int64] {
            var result: [String: Int64] = [:]
            let tags = try fixture.strata("tags", name, environment: environment).succeed().split(separator: "\n")
            for tag in tags where tag.hasPrefix("cache-strata.") {
                let text = try fixture.strata("manifest", "\(name):\(tag)", environment: environment).succeed()
                for layer in try JSONValue(parsing: Array(text.utf8))["layers"]?.arrayValue ?? [] {
                    if let digest = layer["digest"]?.stringValue { result[digest] = layer["size"]?.intValue }
                }
            }
            return result
        }

        /// The blobs of a repository that the registry gave, as it wrote down behind so many lines.
        private func given(_ repository: String, by registry: RegistryServer, after line: Int) throws -> [String] {
            let pattern = #"s|.*"GET /v2/\#(repository)/blobs/\(sha256:[0-9a-f]*\) [^"]*" 200 .*|\1|p"#
            let found = try fixture.shell("tail -n +\(line + 1) '\(registry.directory)/log' | sed -n '\(pattern)'")
            return try found.succeed().split(separator: "\n").map(String.init)
        }

        @Test(
            "what ten machines wrote at once, another one with an empty store takes: it runs no step, and loads no layer but its images'"
        )
        func fleet() throws {
            let registry = try RegistryServer(.password, isSecure: true)
            let (base, app) = ("\(registry.host)/base", "\(registry.host)/team/app")
            let environment = [
                "HOME": fixture.directory.appending("home").string, "SSL_CERT_FILE": registry.authority.string,
            ]
            try fixture.shell("mkdir home").succeed()
            try fixture.strata(
                "login", "-u", "tester", "--password-stdin", registry.host, input: "secret", environment: environment
            ).succeed()
            try fixture.strata("tag", "busybox", "\(base):1").succeed()
            try fixture.strata("push", "-q", "\(base):1", environment: environment).succeed()
            // The noise is in no image.
            for number in 0..<10 {
                try fixture.write(
                    "d\(number)/Dockerfile",
                    """
                    FROM \(base):1 AS first
                    RUN head -c 2000000 /dev/urandom > /noise; echo first > /first
                    FROM \(base):1
                    COPY --from=first /first /copied
                    RUN echo \(number) > /number; cat /copied >> /number

                    """)
            }
            let writers = try (0..<10).map { number in
                try fixture.start(
                    "build", "-q", "--cache-to", "type=registry,ref=\(app):cache,mode=max", "d\(number)",
                    environment: environment.merging(["STRATA_ROOT": "\(fixture.directory)/writer\(number)"]) { $1 })
            }
            for writer in writers { try writer.wait().succeed() }
            let layers = try layers(app, environment)
            #expect(layers.values.contains { $0 > 1_000_000 }, "the noise is in the cache: \(layers)")

            let lines = try #require(Int(fixture.shell("wc -l < '\(registry.directory)/log'").succeed().trimmed))
            let reader = environment.merging(["STRATA_ROOT": "\(fixture.directory)/reader"]) { $1 }
            for number in 0..<10 {
                let built = try fixture.strata(
                    "build", "--progress", "plain", "-t", "app\(number)", "--cache-from",
                    "type=registry,ref=\(app):cache", "d\(number)", environment: reader)
                try built.succeed()
                #expect(BuildTests.cached(built).count == 3, "\(built)")
            }
            let loaded = try given("team/app", by: registry, after: lines).filter { layers[$0] != nil }
            // Each machine's own, and the one that all have, which they made independently of each other.
            #expect(loaded.count == 11 && Set(loaded).count == 11, "\(loaded)")
            #expect(loaded.allSatisfy { (layers[$0] ?? 0) < 10_000 }, "\(loaded) \(layers)")
            // The base's layer and its configuration.
            #expect(Set(try given("base", by: registry, after: lines)).count == 2)
            for number in [0, 9] {
                let run = try fixture.strata("run", "--rm", "app\(number)", "cat", "/number", environment: reader)
                #expect(try run.succeed() == "\(number)\nfirst\n")
            }
            #expect(try fixture.strata("store", "check", environment: reader).succeed().contains("no fault"))
        }

        @Test("who may only pull uses a cache, and only reads")
        func readOnly() throws {
            let tokens = try TokenServer()
            let registry = try RegistryServer(.token(tokens))
            try fixture.shell("mkdir home").succeed()
            let home = ["HOME": fixture.directory.appending("home").string]
            try fixture.strata(
                "login", "-u", "tester", "--password-stdin", registry.host, input: "secret", environment: home
            ).succeed()
            try fixture.write("app/Dockerfile", "FROM busybox\nRUN echo one > /one\nRUN cat /one > /two\n")
            let cache = "type=registry,ref=\(registry.host)/public/app:cache"
            try fixture.strata("build", "-q", "--cache-to", "\(cache),mode=max", "app", environment: home).succeed()
            let asked = tokens.log().count
            let proxy = try FaultProxy(before: registry.port, "")
            let reader = try Fixture()
            let built = try reader.strata(
                "build", "--progress", "plain", "-t", "app", "--cache-from",
                "type=registry,ref=\(proxy.host)/public/app:cache", "\(fixture.directory)/app",
                environment: ["HOME": reader.directory.appending("none").string])
            try built.succeed()
            #expect(BuildTests.cached(built).count == 2, "\(built)")
            #expect(try reader.strata("run", "--rm", "app", "cat", "/two").succeed() == "one\n")
            let log = proxy.log()
            #expect(log.contains { $0.hasPrefix("GET /v2/public/app/blobs/") && $0.hasSuffix(" auth") }, "\(log)")
            #expect(log.allSatisfy { $0.hasPrefix("GET ") || $0.hasPrefix("HEAD ") }, "\(log)")
            let tokensAsked = tokens.log().dropFirst(asked)
            #expect(
                !tokensAsked.isEmpty && tokensAsked.allSatisfy { $0 == "GET - repository:public/app:pull" },
                "\(tokensAsked)")
            // Writing is something else.
            let refused = try reader.strata(
                "build", "--no-cache", "-q", "--cache-to", "\(cache),mode=max", "\(fixture.directory)/app",
                environment: ["HOME": reader.directory.appending("none").string])
            refused.fail(1, saying: "its cache is not written to", "hint: strata login \(registry.host)")
        }
    }
}

import LinuxSystem
import SystemPackage
import TestServers
import Testing

extension EndToEnd {
    /// As a registry may that is hostile, or was broken into.
    @Suite("Registries that send a client with credentials elsewhere", .needs("docker-registry"))
    struct CredentialOriginTests {
        /// How a registry wants to know who asks.
        enum Access: String, CaseIterable, Sendable {
            case password, token
        }

        let fixture: Fixture

        init() throws { fixture = try Fixture() }

        private func registry(_ access: Access) throws -> RegistryServer {
            switch access {
            case .password: try RegistryServer(.password)
            case .token: try RegistryServer(.token(TokenServer()))
            }
        }

        private func pushing(_ name: String) -> [String] { ["push", "-q", "--creds", "tester:secret", name] }

        @Test("what was said of one registry is not told another one that a blob has to come from")
        func otherRegistry() throws {
            let other = try RegistryServer(.password)
            let proxy = try FaultProxy(before: other.port, "")
            let (plain, zipped) = ("\(proxy.host)/team/app:1", "\(proxy.host)/team/app:zipped")
            try fixture.shell("mkdir app; head -c 300000 /dev/urandom > app/f").succeed()
            try fixture.write("app/Dockerfile", "FROM scratch\nCOPY f /\n")
            for (name, form) in [(plain, "gzip"), (zipped, "zstd")] {
                try fixture.strata("build", "-q", "-t", name, "app").succeed()
                try fixture.strata("push", "-q", "--compression", form, "--creds", "tester:secret", name).succeed()
            }
            let second = try Fixture(withBusyBox: false)
            for name in [plain, zipped] {
                try second.strata("pull", "-q", "--creds", "tester:secret", name).succeed()
            }
            // Its layer came in gzip: the blob in zstd is only where it was.
            let target = try RegistryServer()
            let name = "\(target.host)/team/app:zipped"
            try second.strata("tag", zipped, name).succeed()
            let before = proxy.log().count
            try second.strata("push", "-q", "--creds", "tester:secret", "--compression", "zstd", name).fail(
                saying: "no registry gives it")
            let asked = proxy.log().dropFirst(before)
            #expect(asked.contains { $0.contains("/blobs/") }, "\(asked)")
            #expect(asked.allSatisfy { !$0.hasSuffix(" auth") }, "\(asked)")
        }

        @Test(
            "the Location of an upload at another origin is asked without credentials",
            arguments: [(Access.password, "localhost"), (Access.token, "127.0.0.1")])
        func upload(access: Access, host: String) throws {
            let registry = try registry(access)
            // The registry asks who it is, and so does the proxy, which reads all of a body before that.
            let other = try FaultProxy(before: registry.port, "99 PATCH /blobs/uploads/ status 401")
            let port = other.host.dropFirst("127.0.0.1:".count)
            let proxy = try FaultProxy(before: registry.port, "99 POST /blobs/uploads/ origin http://\(host):\(port)")
            let name = "\(proxy.host)/team/app:1"
            try fixture.shell("mkdir app; head -c 6000000 /dev/urandom > app/f").succeed()
            try fixture.write("app/Dockerfile", "FROM scratch\nCOPY f /\n")
            try fixture.strata("build", "-q", "-t", name, "app").succeed()
            // A small layer goes at once, a large one while it is being compressed.
            for words in [
                ["copy", "-q", "--dest-creds", "tester:secret", "busybox", "docker://\(name)"], pushing(name),
            ] {
                let refused = try fixture.start(words, input: "").wait()
                refused.fail(1, saying: "hint: strata login \(proxy.host)")
            }
            // It was shown to the registry, so that there was something to be given away.
            let log = proxy.log()
            #expect(log.contains { $0.hasPrefix("POST ") && $0.hasSuffix(" auth") }, "\(log)")
            let asked = other.log()
            for method in ["PUT", "PATCH"] {
                #expect(asked.contains { $0.hasPrefix("\(method) /v2/team/app/blobs/uploads/") }, "\(asked)")
            }
            #expect(asked.allSatisfy { !$0.hasSuffix(" auth") }, "\(asked)")
            // Without that, it works.
            let direct = "\(registry.host)/team/app:1"
            try fixture.strata("tag", name, direct).succeed()
            try fixture.start(pushing(direct), input: "").wait().succeed()
        }

        @Test("a next page of a list at another origin is not asked for", arguments: Access.allCases)
        func nextPage(access: Access) throws {
            let registry = try registry(access)
            for tag in ["1", "2"] {
                let place = "docker://\(registry.host)/team/app:\(tag)"
                try fixture.strata("copy", "-q", "--dest-creds", "tester:secret", "busybox", place).succeed()
            }
            let other = try FaultProxy(before: registry.port, "")
            let port = other.host.dropFirst("127.0.0.1:".count)
            for (host, isRegistry) in [("localhost", false), ("127.0.0.1", true)] {
                // The first question is the one that is asked without credentials.
                let faults =
                    "1 GET /tags/list late 0\n99 GET /tags/list pages 1,http://\(host):\(port)PATH"
                let proxy = try FaultProxy(before: registry.port, faults)
                let tags = try fixture.strata("tags", "--creds", "tester:secret", "\(proxy.host)/team/app")
                if isRegistry {
                    // Behind another port it is the registry itself, which is asked where it was asked before.
                    #expect(try tags.succeed() == "1\n2\n")
                } else {
                    tags.fail(1, saying: "the list goes on at http://localhost:\(port)/v2/team/app/tags/list")
                }
                #expect(proxy.log().contains { $0.hasSuffix(" auth") }, "\(proxy.log())")
                #expect(other.log() == [])
            }
        }
    }
}

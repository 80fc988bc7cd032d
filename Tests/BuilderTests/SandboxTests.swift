import BuildGraph
import Builder
import LinuxSystem
import OCI
import Testing

/// What the caller decides of the surroundings of RUN steps, and what a RUN asks for itself.
@Suite("Surroundings of a RUN")
struct SandboxTests {
    private func out(
        _ run: String, _ change: (inout BuildRequest) -> Void = { _ in }
    ) async throws -> String {
        let fixture = try BuildFixture()
        let result = try await fixture.build("FROM busybox:test\n\(run) > /out\n", change)
        return try fixture.text("out", in: result)
    }

    @Test("a network of none has a loopback alone, host and default are what the build says")
    func network() async throws {
        let command = "sh -c 'while read a b; do echo ${a%:*}; done < /proc/net/dev'"
        let none = try await out("RUN --network=none \(command)")
        #expect(none.split(separator: "\n").filter { $0 != "face" && !$0.contains("|") } == ["lo"])
        #expect(try await out("RUN --network=host \(command)") { $0.network = .none } != none)
        #expect(try await out("RUN --network=default \(command)") { $0.network = .none } == none)
    }

    @Test("names that are added are in /etc/hosts, which is no part of the layer")
    func hosts() async throws {
        let fixture = try BuildFixture()
        let result = try await fixture.build("FROM busybox:test\nRUN cat /etc/hosts > /out\n") {
            $0.sandbox.extraHosts = ["db": "10.0.0.5", "six": "fd00::1"]
        }
        let text = try fixture.text("out", in: result)
        #expect(text.hasPrefix("127.0.0.1\tlocalhost buildkitsandbox\n"))
        #expect(text.hasSuffix("\n10.0.0.5\tdb\nfd00::1\tsix\n"))
        #expect(try fixture.layerPaths(1, of: result) == ["out"])
    }

    @Test("the name of the host is BuildKit's, or that of BUILDKIT_SANDBOX_HOSTNAME, which counts in the key")
    func hostName() async throws {
        let fixture = try BuildFixture()
        let text = "FROM busybox:test\nRUN hostname > /out; head -n 1 /etc/hosts >> /out\n"
        let first = try await fixture.build(text)
        #expect(try fixture.text("out", in: first) == "buildkitsandbox\n127.0.0.1\tlocalhost buildkitsandbox\n")
        let second = try await fixture.build(text) { $0.buildArguments["BUILDKIT_SANDBOX_HOSTNAME"] = "mine" }
        #expect(try fixture.text("out", in: second) == "mine\n127.0.0.1\tlocalhost mine\n")
        #expect(second.steps.ran == 1)
        let again = try await fixture.build(text) { $0.buildArguments["BUILDKIT_SANDBOX_HOSTNAME"] = "mine" }
        #expect(again.steps.ran == 0)
    }

    @Test("caches of one name space are not those of another, and the name space counts in no key")
    func cacheSpace() async throws {
        let fixture = try BuildFixture()
        func build(_ space: String, _ step: String) async throws -> BuildResult {
            try await fixture.build(
                "FROM busybox:test\nRUN --mount=type=cache,id=c,target=/c echo \(step) >> /c/log; cp /c/log /out\n"
            ) { $0.buildArguments["BUILDKIT_CACHE_MOUNT_NS"] = space }
        }
        _ = try await build("", "1")
        #expect(try fixture.text("out", in: try await build("team", "2")) == "2\n")
        #expect(try fixture.text("out", in: try await build("team", "3")) == "2\n3\n")
        #expect(try fixture.text("out", in: try await build("", "4")) == "1\n4\n")
        #expect(try await build("other", "4").steps.ran == 0)
    }

    @Test("the size of /dev/shm is 64 MiB, or what is asked for")
    func sharedMemory() async throws {
        let command = "stat -f -c '%b %s' /dev/shm"
        #expect(try await out("RUN \(command)") == "16384 4096\n")
        #expect(try await out("RUN \(command)") { $0.sandbox.sharedMemorySize = 1 << 20 } == "256 4096\n")
    }

    @Test("limits are those that are asked for, in a step with a secret too")
    func limits() async throws {
        let command = "sh -c 'ulimit -n; ulimit -Hn; ulimit -s'"
        let shown = try await out("RUN --mount=type=secret,id=s \(command)") {
            $0.sandbox.limits = ["nofile": .init(soft: 100, hard: 200), "stack": .init(soft: 1 << 20, hard: -1)]
            $0.secrets = ["s": SecretValue(Array("a-secret-value".utf8))]
        }
        #expect(shown == "100\n200\n1024\n")
    }

    @Test("with all rights allowed a RUN has the caller's capabilities, no filter, and sees what is hidden otherwise")
    func insecure() async throws {
        let command = "sh -c 'while read a b; do case $a in CapEff:|Seccomp:) echo $b;; esac; done < /proc/self/status'"
        let plain = try await out("RUN \(command)") { $0.allowsInsecure = true }.split(separator: "\n")
        let insecure = try await out("RUN --security=insecure \(command)") { $0.allowsInsecure = true }
            .split(separator: "\n")
        let bounding = ProcessEnvironment.boundingCapabilities
        #expect(insecure.first.flatMap { UInt64($0, radix: 16) } == bounding)
        #expect(plain.first.flatMap { UInt64($0, radix: 16) } != bounding)
        #expect(insecure.last == "0" && plain.last == "2")
        let mount =
            "sh -c 'mkdir /m && /bin/busybox mount -t tmpfs x /m && echo mounted || echo refused; rmdir /m 2>/dev/null; true'"
        #expect(try await out("RUN --security=insecure \(mount)") { $0.allowsInsecure = true } == "mounted\n")
        #expect(try await out("RUN --security=sandbox \(mount)") { $0.allowsInsecure = true } == "refused\n")
    }

    @Test("a RUN that asks for all rights where they are not allowed is refused before anything runs")
    func refused() async throws {
        let fixture = try BuildFixture()
        let error = await errorOf { try await fixture.build("FROM busybox:test\nRUN --security=insecure true\n") }
        #expect(error?.message == "security.insecure is not allowed")
        #expect(error?.hint?.contains("--allow security.insecure") == true)
    }

    @Test(
        "shm size, limits, extra hosts, network and security count in the key",
        arguments: ["shm", "limit", "host", "network", "security", "nothing", "group"])
    func key(_ change: String) async throws {
        let fixture = try BuildFixture()
        let text = "FROM busybox:test\nRUN \(change == "security" ? "--security=insecure " : "")echo > /x\n"
        try await fixture.build("FROM busybox:test\nRUN echo > /x\n")
        let ran = try await fixture.build(text) { request in
            request.allowsInsecure = true
            switch change {
            case "shm": request.sandbox.sharedMemorySize = 1 << 20
            case "limit": request.sandbox.limits = ["nofile": .init(soft: 100, hard: 200)]
            case "host": request.sandbox.extraHosts = ["a": "10.0.0.1"]
            case "network": request.network = .none
            case "group": request.sandbox.groupParent = "/builds"
            default: break
            }
        }.steps.ran
        #expect(ran == (["nothing", "group"].contains(change) ? 0 : 1))
    }
}

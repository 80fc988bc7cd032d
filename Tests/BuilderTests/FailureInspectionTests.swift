import BuildGraph
import Builder
import ContainerRuntime
import DockerfileSyntax
import LinuxSystem
import OCI
import Storage
import Synchronization
import SystemPackage
import Testing

@Suite("A step that fails, or must not run")
struct FailureInspectionTests {
    private static let failing = """
        FROM busybox:test
        ENV A=from-the-environment
        WORKDIR /somewhere
        USER 1234
        RUN --mount=type=secret,id=s,uid=1234 --mount=type=cache,target=/c,sharing=locked,uid=1234 \
            --mount=type=tmpfs,target=/t echo half > /tmp/half; touch /c/x; exit 3
        """
    private static let secret = SecretValue(Array("the-secret-itself".utf8))

    @Test("a shell can stand in the failed step's own state: layer, mounts, environment, user, secret")
    func shell() async throws {
        let fixture = try BuildFixture()
        try await fixture.build("FROM busybox:test\nRUN mkdir -m 1777 -p /tmp\n", tag: "base:1")
        let seen = Mutex("")
        let error = await errorOf {
            try await fixture.build(Self.failing.replacing("FROM busybox:test", with: "FROM base:1")) { request in
                request.secrets = ["s": Self.secret]
                request.onFailure = { failed in
                    var container = failed.container
                    container.arguments += ["-c", "cat /tmp/half; pwd; id -u; echo $A; ls /c; cat /run/secrets/s"]
                    container.streams = .captured
                    let output = Mutex<[UInt8]>([])
                    _ = try? ContainerProcess.run(container) { _, bytes in output.withLock { $0 += Array(bytes) } }
                    seen.withLock {
                        $0 = "\(failed.problem)\n" + String(decoding: output.withLock { $0 }, as: UTF8.self)
                    }
                }
            }
        }
        #expect(error?.exitStatus == 3)
        #expect(
            seen.withLock { $0 }
                == "exit code: 3\nhalf\n/somewhere\n1234\nfrom-the-environment\nx\nthe-secret-itself")
        #expect(try fixture.store.keptFailures().isEmpty)
        #expect(try DirectoryHandle.open(fixture.store.root.appending("work")).entries().isEmpty)
    }

    @Test("what it has made is kept for a day where that is asked for, and not where it holds a secret")
    func kept() async throws {
        let fixture = try BuildFixture()
        _ = await errorOf { try await fixture.build("FROM busybox:test\nRUN echo half > /half; exit 1\n") }
        #expect(try fixture.store.keptFailures().isEmpty)
        _ = await errorOf {
            try await fixture.build("FROM busybox:test\nRUN echo half > /half; exit 1\n") { $0.keepsFailed = true }
        }
        let kept = try #require(try fixture.store.keptFailures().first)
        let (build, steps) = try fixture.lastBuild()
        #expect(kept.build == build.id && kept.step == 2 && kept.name == steps[1].name)
        let file = try DirectoryHandle.open(kept.path).openFile(Array("half".utf8)).readAll()
        #expect(String(decoding: file, as: UTF8.self) == "half\n")
        try fixture.store.pruneKeptFailures(all: true)
        _ = await errorOf {
            try await fixture.build(
                "FROM busybox:test\nRUN --mount=type=secret,id=s cp /run/secrets/s /half; exit 1\n"
            ) {
                $0.keepsFailed = true
                $0.secrets = ["s": Self.secret]
            }
        }
        #expect(try fixture.store.keptFailures().isEmpty)
    }

    @Test("a build that has to be cached ends at the first step that is not, says why, and runs nothing")
    func required() async throws {
        let fixture = try BuildFixture(["a.txt": "one\n"])
        let text = "FROM busybox:test\nCOPY a.txt /\nRUN echo x > /x\n"
        let missing = await errorOf { try await fixture.build(text) { $0.requiredCached = [] } }
        #expect(missing?.code == .notCached)
        #expect(
            missing?.message == "[2/3] COPY a.txt / is not in the cache: there is no earlier record to compare it with")
        try await fixture.build(text)
        try await fixture.build(text) { $0.requiredCached = [] }
        try fixture.context.write("a.txt", "two, and longer\n")
        let error = await errorOf { try await fixture.build(text) { $0.requiredCached = [] } }
        #expect(error?.code == .notCached)
        #expect(error?.message == "[2/3] COPY a.txt / is not in the cache: changed: a.txt (content)")
        #expect(error?.range?.start.line == 2)
        let steps = try fixture.lastBuild().steps
        #expect(steps.map(\.state) == [.base, .miss, .none] && steps[1].exitCode == nil)
        let forced = await errorOf {
            try await fixture.build("FROM busybox:test AS all\nRUN true\n") {
                $0.requiredCached = []
                $0.uncachedStages = ["all"]
            }
        }
        #expect(forced?.message.hasSuffix("is not taken from the cache: --no-cache-filter has its stage run") == true)
        // Nothing was made: it is no more in the cache than before.
        #expect(await errorOf { try await fixture.build(text) { $0.requiredCached = [] } }?.code == .notCached)
    }

    @Test("a stage or a step alone can be required")
    func requiredPart() async throws {
        let fixture = try BuildFixture(["a.txt": "one\n"])
        let text =
            "FROM busybox:test AS tools\nRUN echo t > /t\nFROM busybox:test\nCOPY a.txt /\nCOPY --from=tools /t /\n"
        try await fixture.build(text)
        try fixture.context.write("a.txt", "two\n")
        try await fixture.build(text) { $0.requiredCached = [StepSelector("tools")] }
        try fixture.context.write("a.txt", "three\n")
        let error = await errorOf {
            try await fixture.build(text) { $0.requiredCached = [StepSelector("COPY a.txt")] }
        }
        #expect(error?.code == .notCached)
        await #expect(throws: StorageError.self) {
            try await fixture.build(text) { $0.requiredCached = [StepSelector("no-such-stage")] }
        }
    }

    @Test("a step of an earlier build is run again by its record")
    func again() async throws {
        let fixture = try BuildFixture(["a.txt": "one\n"])
        try fixture.context.write(
            "Dockerfile", "FROM busybox:test\nARG V\nCOPY a.txt /\nRUN echo v is $V; exit 5\nRUN true\n")
        let dockerfile = fixture.context.path.appending("Dockerfile")
        _ = await errorOf {
            try await fixture.build("") {
                $0.dockerfile = .file(dockerfile)
                $0.buildArguments["V"] = "7"
            }
        }
        let (build, steps) = try fixture.lastBuild()
        let output = Mutex<[UInt8]>([])
        let request = try BuildRequest(remembered: build)
        let error = await errorOf {
            try await fixture.test.builder.runStep(steps[2], of: request) { event in
                if case .log(_, _, let bytes, _) = event { output.withLock { $0 += bytes } }
            }
        }
        #expect(error?.exitStatus == 5)
        #expect(String(decoding: output.withLock { $0 }, as: UTF8.self) == "v is 7\n")
        #expect(try fixture.lastBuild().build.id == build.id)
        // A step that goes well runs all the same, and nothing after it.
        try await fixture.test.builder.runStep(steps[1], of: request)
        try fixture.context.write("Dockerfile", "FROM busybox:test\nRUN true\n")
        #expect(await errorOf { try await fixture.test.builder.runStep(steps[2], of: request) }?.code == .badOption)
    }
}

import BuildGraph
import Builder
import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

@Suite("The history of builds")
struct BuildHistoryTests {
    @Test("has each step with its cache state, time, size, exit code and output")
    func steps() async throws {
        let fixture = try BuildFixture(["a.txt": "one\n"])
        let text = "FROM busybox:test\nCOPY a.txt /\nRUN echo out; echo err >&2; echo x > /x\n"
        let result = try await fixture.build(text, tag: "app")
        var (build, steps) = try fixture.lastBuild()
        #expect(build.outcome == .completed && build.manifest == result.manifestDigest && build.name == "app:latest")
        #expect(steps.map(\.state) == [.base, .miss, .miss])
        #expect(steps[2].duration > 0 && steps[2].byteSize == 2 && steps[2].exitCode == nil)
        let log = String(decoding: try fixture.store.log(of: build, step: 3), as: UTF8.self)
        #expect(log.contains("out\n") && log.contains("err\n"))
        try await fixture.build(text, tag: "app")
        (build, steps) = try fixture.lastBuild()
        #expect(steps.map(\.state) == [.base, .hit, .hit])
        #expect(build.cachedCount == 3 && build.stepCount == 3)
        #expect(try fixture.store.lastBuild(of: result.manifestDigest)?.id == build.id)
    }

    @Test("has a build that failed, with the status of its step, and those that it did not come to")
    func failure() async throws {
        let fixture = try BuildFixture()
        let error = await errorOf {
            try await fixture.build("FROM busybox:test\nRUN echo before; exit 3\nRUN true\n")
        }
        #expect(error?.exitStatus == 3)
        let (build, steps) = try fixture.lastBuild()
        #expect(build.outcome == .error && build.manifest == nil)
        #expect(build.error?.contains("exit code: 3") == true)
        #expect(steps.map(\.exitCode) == [nil, 3, nil] && steps[2].state == .none)
        #expect(String(decoding: try fixture.store.log(of: build, step: 2), as: UTF8.self) == "before\n")
    }

    @Test("keeps the beginning and the end of much output")
    func muchOutput() async throws {
        let fixture = try BuildFixture()
        let count = 600_000
        try await fixture.build(
            "FROM busybox:test\nRUN echo first; i=0; while [ $i -lt 60000 ]; do echo 123456789; i=$((i+1)); done; echo last\n"
        )
        let (build, steps) = try fixture.lastBuild()
        let log = String(decoding: try fixture.store.log(of: build, step: 2), as: UTF8.self)
        #expect(log.hasPrefix("first\n") && log.hasSuffix("last\n"))
        #expect(log.utf8.count < count / 2 && log.contains("bytes left out]"))
        #expect(steps[1].logBytes == Int64(log.utf8.count))
    }

    @Test("holds no secret and no credential, in no file of the store")
    func credentials() async throws {
        let fixture = try BuildFixture()
        let dockerfile = """
            FROM busybox:test
            ARG API_TOKEN
            ARG PLAIN=https://user:in-an-address@example.org/
            RUN --mount=type=secret,id=key cat /run/secrets/key; echo "token is $API_TOKEN"; echo $PLAIN
            RUN tool() { :; }; tool --password given-on-the-line
            """
        for value in ["in-an-argument-1", "in-an-argument-2"] {
            try await fixture.build(dockerfile) { request in
                request.buildArguments["API_TOKEN"] = value
                request.secrets["key"] = SecretValue(Array("the-secret-itself\n".utf8))
            }
        }
        let (build, steps) = try fixture.lastBuild()
        let cause = try #require(steps[1].cause.flatMap(MissCause.init))
        #expect(cause.line == "changed: build argument API_TOKEN changed (value withheld)")
        let log = String(decoding: try fixture.store.log(of: build, step: 2), as: UTF8.self)
        #expect(log == "***\ntoken is ***\nhttps://***@example.org/\n")
        // The image's own history has build arguments, as BuildKit writes it: that is the image and no record.
        let planted = [
            "the-secret-itself", Digest.of("the-secret-itself\n").hex, Digest.of("the-secret-itself").hex,
            Digest.of("in-an-argument-1").hex, Digest.of("in-an-address").hex,
        ]
        let database = ["strata.db", "strata.db-wal"]
        for path in try fixture.test.files() {
            let bytes = try FileHandle.open(fixture.store.root.appending(path)).readAll(limit: 256 << 20)
            let text = String(decoding: bytes, as: UTF8.self)
            for word in planted { #expect(!text.contains(word), "\(word) in \(path)") }
            guard database.contains(path) else { continue }
            for word in ["in-an-argument", "in-an-address", "given-on-the-line"] {
                #expect(!text.contains(word), "\(word) in \(path)")
            }
        }
    }
}

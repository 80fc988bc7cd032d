import BuildGraph
import DockerfileSyntax
import LinuxSystem
import OCI
import Storage
import SystemPackage
import TestServers
import Testing

@testable import Builder

@Suite("Named contexts")
struct NamedContextTests {
    let fixture: BuildFixture
    let other: TemporaryDirectory

    init() throws {
        fixture = try BuildFixture(["a.txt": "main\n"])
        other = try TemporaryDirectory()
        try other.write("a.txt", "other\n")
        try other.write("b.txt", "b\n")
        try other.write("sub/c.txt", "c\n")
        try other.write(".dockerignore", "b.txt\n")
    }

    @discardableResult
    private func build(_ text: String, _ name: String = "more", _ context: BuildRequest.NamedContext? = nil)
        async throws -> BuildResult
    {
        try await fixture.build(text) { $0.namedContexts[NamedContext.key(name)] = context ?? .directory(other.path) }
    }

    @Test("COPY --from and mounts take files of the directory, less what its ignore file leaves out")
    func directory() async throws {
        let text = """
            FROM busybox:test
            COPY --from=more a.txt /x/
            COPY a.txt /y/
            RUN --mount=from=more,target=/m cat /m/sub/c.txt > /c && ls /m > /list
            """
        let result = try await build(text)
        #expect(try fixture.text("x/a.txt", in: result) == "other\n")
        #expect(try fixture.text("y/a.txt", in: result) == "main\n")
        #expect(try fixture.text("c", in: result) == "c\n")
        #expect(try !fixture.text("list", in: result).contains("b.txt"))
        #expect(try await build(text).steps.ran == 0)
        try other.write("a.txt", "changed\n")
        #expect(try fixture.text("x/a.txt", in: await build(text)) == "changed\n")
        let missing = await errorOf { try await build("FROM scratch\nCOPY --from=more b.txt /\n") }
        #expect(missing?.code == .sourceIgnored && missing?.range?.start.line == 2)
        #expect(
            missing?.message == "COPY b.txt: .dockerignore leaves “b.txt” out of the context more",
            "\(missing.map { "\($0)" } ?? "no error")")
        let nowhere = await errorOf { try await build("FROM scratch\nCOPY --from=more none /\n") }
        #expect(nowhere?.code == .sourceNotFound && nowhere?.message.contains("in the context more") == true)
    }

    @Test("what neither COPY nor a mount names of a directory is not read, not kept, and no reason to run")
    func unnamed() async throws {
        let text = """
            FROM busybox:test
            COPY --from=more a.txt /x
            COPY --parents --from=more sub/*.txt /
            RUN --mount=from=more,source=a.txt,target=/m cat /m > /y
            """
        try other.write("large", String(repeating: "x", count: 1 << 20))
        let result = try await build(text)
        #expect(try fixture.text("x", in: result) == "other\n")
        #expect(try fixture.text("sub/c.txt", in: result) == "c\n")
        #expect(try fixture.text("y", in: result) == "other\n")
        #expect(try fixture.store.cacheEntries().reduce(0) { $0 + $1.bytes } < 1 << 20)
        try other.write("large", "changed")
        #expect(try await build(text).steps.ran == 0)
        // All of it is a stage, where it is built upon.
        #expect(try fixture.text("large", in: await build("FROM more\n")) == "changed")
    }

    @Test("what was hashed of a directory is remembered for the next build")
    func index() async throws {
        // Longer than the clock of files needs for a step: what is as new as the build is not remembered.
        try await Task.sleep(for: .milliseconds(30))
        try await build("FROM scratch\nCOPY --from=more a.txt /\n")
        let status = try DirectoryHandle.open(other.path).status()
        let index = ContextIndex(file: fixture.store.indexFile(of: status), now: FileTime(Timestamp.now()))
        #expect(index.content.count == 1)
    }

    @Test("what is given for a platform alone stands in for the name on that platform, before what is given for all")
    func platform() async throws {
        let text = "FROM scratch AS more\nCOPY a.txt /\nFROM scratch\nCOPY --from=more a.txt /\n"
        let here = try await build(text, "more::\(Platform.host)")
        #expect(try fixture.text("a.txt", in: here) == "other\n")
        let elsewhere = try await build(text, "more::linux/s390x")
        #expect(try fixture.text("a.txt", in: elsewhere) == "main\n")
        let third = try TemporaryDirectory()
        try third.write("a.txt", "third\n")
        let both = try await fixture.build(text) {
            $0.namedContexts[NamedContext.key("more::\(Platform.host)")] = .directory(third.path)
            $0.namedContexts[NamedContext.key("more")] = .directory(other.path)
        }
        #expect(try fixture.text("a.txt", in: both) == "third\n")
        let image = try await build("FROM docker.io/library/debian:latest\n", "debian::\(Platform.host)")
        #expect(try fixture.text("a.txt", in: image) == "other\n")
    }

    @Test("a stage and an image of the same name are replaced")
    func replaced() async throws {
        let stage = try await build("FROM nowhere AS more\nRUN false\nFROM scratch\nCOPY --from=more a.txt /\n")
        #expect(try fixture.text("a.txt", in: stage) == "other\n")
        let image = try await build("FROM debian:latest\nCOPY a.txt /y\n", "debian")
        #expect(try fixture.text("a.txt", in: image) == "other\n")
        #expect(try fixture.text("y", in: image) == "main\n")
        let other = try await build(
            "FROM debian\nRUN echo yes > /x\n", "docker.io/library/debian", .image("busybox:test"))
        #expect(try fixture.text("x", in: other) == "yes\n")
        let missing = await errorOf { try await build("FROM debian\n", "debian", .image("nowhere")) }
        #expect(missing?.code == .dockerfile)
    }

    @Test("repositories can have names too")
    func remote() async throws {
        let git = try GitServer()
        try git.shell("git init -q r && cd r && echo git > g.txt && git add . && git commit -qm x")
        let result = try await build("FROM scratch\nCOPY --from=more g.txt /\n", "more", .remote(git.address("r")))
        #expect(try fixture.text("g.txt", in: result) == "git\n")
        let file = await errorOf {
            try await build("FROM scratch\nCOPY --from=more context /w\n", "more", .remote("http://127.0.0.1:1/x"))
        }
        #expect(file?.code == .notFetched)
    }

    @Test("a directory that is not there is an error at the line")
    func missing() async throws {
        let error = await errorOf {
            try await build("FROM scratch\nCOPY --from=more a /\n", "more", .directory("/none"))
        }
        #expect(error?.code == .contextUnreadable && error?.range?.start.line == 2)
    }
}

import Builder
import DockerfileSyntax
import LinuxSystem
import OCI
import Storage
import SystemPackage
import TestServers
import Testing

@Suite("ADD of files from servers")
struct AddFileTests {
    let fixture: BuildFixture
    let server: WebServer

    init() throws {
        fixture = try BuildFixture(["local.txt": "local\n"])
        server = try WebServer()
        try server.write("hello.txt", Array("hello\n".utf8))
    }

    private static let hello = "sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03"

    /// Builds ADD instructions on nothing.
    private func add(_ lines: String..., change: (inout BuildRequest) -> Void = { _ in }) async throws -> BuildResult {
        try await fixture.build("FROM scratch\n" + lines.map { "ADD \($0)\n" }.joined(), change)
    }

    @Test("the file arrives for root alone, with the server's date, under the name of its address")
    func metadata() async throws {
        let result = try await add(
            "\(server.address("files/hello.txt")) /d/", "\(server.address("plain/hello.txt?a=/b")) /e/x",
            "--chmod=644 --chown=7:8 \(server.address("dated/hello.txt")) /f/")
        for (path, mode, owner, time) in [
            ("d/hello.txt", 0o600, 0, 1_600_000_000), ("e/x", 0o600, 0, 0), ("f/hello.txt", 0o644, 7, 1_600_000_000),
        ] as [(String, UInt16, UInt32, Int64)] {
            let status = try #require(try fixture.status(path, in: result), "\(path)")
            #expect(status.permissions == mode && status.userID == owner && status.modified.seconds == time, "\(path)")
            #expect(try fixture.text(path, in: result) == "hello\n")
        }
    }

    @Test("a file without a name in its address is called as BuildKit calls it")
    func unnamed() async throws {
        let result = try await add("http://far.invalid /d/") {
            $0.environment["HTTP_PROXY"] = "http://localhost:\(server.port)"
        }
        #expect(try fixture.text("d/__unnamed__", in: result).hasPrefix("by proxy"))
    }

    @Test("what the server says has not changed is neither sent again nor copied again", arguments: ["files", "dated"])
    func unchanged(_ kind: String) async throws {
        let line = "\(server.address("\(kind)/hello.txt")) /x"
        let first = try await add(line)
        let again = try await add(line)
        #expect(again.steps.ran == 0 && again.imageID == first.imageID)
        let log = try server.takeLog()
        #expect(log.count == 2 && log[1].contains("If-"), "\(log)")
        try server.write("hello.txt", Array("hullo\n".utf8), modified: 1_700_000_000)
        let changed = try await add(line)
        #expect(changed.steps.ran == 1)
        #expect(try fixture.text("x", in: changed) == "hullo\n")
    }

    @Test("the same bytes from another place, or sent again, are found in the cache")
    func sameBytes() async throws {
        _ = try await add("\(server.address("plain/hello.txt")) /x")
        #expect(try await add("\(server.address("plain/hello.txt")) /x").steps.ran == 0)
        #expect(try await add("\(server.address("files/hello.txt")) /x").steps.ran == 0)
        #expect(try await add("\(server.address("files/hello.txt")) /y").steps.ran == 1)
    }

    @Test("with its checksum a file that is there needs no server")
    func checksum() async throws {
        let line = "--checksum=\(Self.hello) \(server.address("files/hello.txt")) /x"
        _ = try await add(line)
        #expect(try server.takeLog().count == 1)
        #expect(try await add(line).steps.ran == 0)
        // Another destination: the step runs, the bytes are there.
        #expect(try await add(line + "y").steps.ran == 1)
        #expect(try server.takeLog() == [])
    }

    @Test("a wrong checksum, an answer that is an error and a broken connection fail at the line and leave nothing")
    func failures() async throws {
        let wrong = Self.hello.dropLast() + "0"
        for (line, code, text) in [
            (
                "--checksum=\(wrong) \(server.address("files/hello.txt")) /x", BuildError.Code.wrongChecksum,
                "not \(wrong)"
            ),
            ("\(server.address("files/none")) /x", .notFetched, "404"),
            ("\(server.address("cut")) /x", .notFetched, "broke"),
            ("http://nowhere.invalid/x /x", .notFetched, "nowhere.invalid"),
            ("\(server.address("loop/1", user: "me:secret@")) /x", .notFetched, "10 times"),
        ] {
            let error = await errorOf { try await add("\(server.address("plain/hello.txt")) /first", line) }
            #expect(
                error?.code == code && error?.message.contains(text) == true, "\(line): \(String(describing: error))")
            #expect(error?.range?.start.line == 3 && error?.message.contains("secret") == false, "\(line)")
        }
        #expect(try fixture.store.cacheMounts().count == 1, "only what was fetched is kept")
        #expect(try DirectoryHandle.open(fixture.store.root.appending("work")).entries().isEmpty)
    }

    @Test(
        "--checksum is for one address",
        arguments: ["local.txt /x", "http://h/a http://h/b /x/", "http://h/a <<E /x/\nE"])
    func misplacedChecksum(_ line: String) async throws {
        let error = await errorOf { try await add("--checksum=\(Self.hello) \(line)") }
        #expect(error?.code == .dockerfile && error?.range?.start.line == 2)
        let nonsense = await errorOf { try await add("--checksum=md5:1 http://h/a /x") }
        #expect(nonsense?.diagnostics.first?.message.contains("md5:1") == true)
    }

    @Test("an archive is unpacked only where that is asked for; one from the context always")
    func archives() async throws {
        try await pack()
        let address = server.address("files/a.tgz")
        let result = try await add(
            "\(address) /kept/", "--unpack=true \(address) /unpacked/", "local.txt \(address) /mixed/")
        #expect(try fixture.status("kept/a.tgz", in: result)?.kind == .regular)
        #expect(try fixture.text("unpacked/inner.txt", in: result) == "inner\n")
        #expect(try fixture.text("mixed/local.txt", in: result) == "local\n")
        #expect(try fixture.status("mixed/a.tgz", in: result)?.kind == .regular)
    }

    private func pack() async throws {
        let result = try await fixture.build(
            "FROM busybox:test\nRUN echo inner > /inner.txt && tar -cf /a.tgz inner.txt")
        try server.write("a.tgz", try fixture.tree(of: result).openFile(Array("a.tgz".utf8)).readAll())
    }

    @Test("sources are copied in their order, linked ones by themselves")
    func order() async throws {
        try server.write("local.txt", Array("from the server\n".utf8))
        let address = server.address("files/local.txt")
        let result = try await add("local.txt \(address) /a/", "\(address) local.txt /b/", "--link \(address) /c/")
        #expect(try fixture.text("a/local.txt", in: result) == "from the server\n")
        #expect(try fixture.text("b/local.txt", in: result) == "local\n")
        #expect(try fixture.text("c/local.txt", in: result) == "from the server\n")
    }

    @Test(
        "proxies of the environment and of build arguments, and the certificates that the environment names, are used")
    func surroundings() async throws {
        let proxy = "http://localhost:\(server.port)"
        let result = try await add("http://far.invalid/x /x") { $0.environment["HTTP_PROXY"] = proxy }
        #expect(try fixture.text("x", in: result) == "by proxy: http://far.invalid/x\n")
        let argument = try await add("http://far.invalid/y /y") { $0.buildArguments["HTTP_PROXY"] = proxy }
        #expect(try fixture.text("y", in: argument) == "by proxy: http://far.invalid/y\n")
        let secure = try WebServer(isSecure: true)
        try secure.write("s", Array("secure\n".utf8))
        let line = "\(secure.address("files/s", scheme: "https")) /s"
        #expect(await errorOf { try await add(line) }?.code == .notFetched)
        let trusted = try await add(line) { $0.environment["SSL_CERT_FILE"] = secure.authority.string }
        #expect(try fixture.text("s", in: trusted) == "secure\n")
    }

    @Test("user and password of an address are in no record, event or history")
    func credentials() async throws {
        let line = "ARG u\nADD http://$u@localhost:\(server.port)/auth/hello.txt /x\n"
        let result = try await fixture.build("FROM scratch\n" + line) { $0.buildArguments["u"] = "user:pass%20word" }
        #expect(try fixture.text("x", in: result) == "hello\n")
        let records = try fixture.store.cacheRecords().map { "\($0.step) \($0.parts)" }
        let history = result.configuration.history.map { $0.createdBy ?? "" }
        let names = try fixture.store.cacheMounts().map(\.name)
        for text in records + history.filter({ $0.hasPrefix("ADD") }) + names {
            #expect(!text.contains("pass"), "\(text)")
        }
        #expect(history.last == "ADD http://***@localhost:\(server.port)/auth/hello.txt /x # buildkit")
    }
}

import Builder
import DockerfileSyntax
import LinuxSystem
import OCI
import Storage
import SystemPackage
import TestServers
import Testing

@Suite("Contexts that are no directories")
struct FetchedContextTests {
    let test: TestStore
    let files: TemporaryDirectory

    init() throws {
        test = try TestStore()
        files = try TemporaryDirectory()
        try files.write("Dockerfile", "FROM scratch\nCOPY . /all/\n")
        try files.write("other/My.Dockerfile", "FROM scratch\nCOPY a.txt b.txt* /o/\n")
        try files.write("other/My.Dockerfile.dockerignore", "b.txt\n")
        try files.write("a.txt", "a\n")
        try files.write("b.txt", "b\n")
        try files.write("c.txt", "c\n")
        try files.write(".dockerignore", "c.txt\n")
    }

    private func shell(_ script: String) throws {
        var request = ProcessRequest("/bin/sh", ["-ec", script])
        request.workingDirectory = files.path
        #expect(try ProcessSpawner.spawn(request).waitWithoutCancellation() == .exited(0), "\(script)")
    }

    private func build(_ context: BuildRequest.Context, _ file: String = "Dockerfile") async throws -> BuildResult {
        try await test.builder.build(BuildRequest(context: context, dockerfile: .file(FilePath(file))))
    }

    private func text(_ path: String, in result: BuildResult) throws -> String? {
        let stack = try test.store.stack(diffIDs: result.configuration.diffIDs)
        let tree = try OverlayMount.make(lowers: stack.lowerDirectories).root()
        guard try tree.statusIfPresent(of: Array(path.utf8)) != nil else { return nil }
        return String(decoding: try tree.openFile(Array(path.utf8)).readAll(), as: UTF8.self)
    }

    private func check(_ context: () throws -> BuildRequest.Context) async throws {
        let result = try await build(context())
        #expect(try text("all/a.txt", in: result) == "a\n")
        #expect(try text("all/c.txt", in: result) == nil, "the ignore file of the context counts")
        let other = try await build(context(), "other/My.Dockerfile")
        #expect(try text("o/a.txt", in: other) == "a\n")
        #expect(try text("o/b.txt", in: other) == nil, "the Dockerfile's own ignore file counts")
        #expect(try await build(context()).steps.ran == 0)
        let missing = await errorOf { try await build(context(), "none") }
        #expect(missing?.code == .dockerfileMissing)
        #expect(try DirectoryHandle.open(test.store.root.appending("work")).entries().isEmpty)
    }

    @Test("an archive by a stream is a context, however it is compressed", arguments: ["", "z", "J", "j"])
    func archive(_ compression: String) async throws {
        try shell("tar -c\(compression)f /tmp/$$.tar . && mv /tmp/$$.tar context.tar")
        let path = files.path.appending("context.tar")
        try await check { .stream(try FileHandle.open(path)) }
    }

    @Test("SOURCE_DATE_EPOCH=context is the latest time in an archive, and that of a commit; a directory has none")
    func timeOfContext() async throws {
        try files.write("Dockerfile", "ARG SOURCE_DATE_EPOCH=context\nFROM scratch\nCOPY a.txt /\n")
        try shell("touch -d @1000 b.txt c.txt a.txt other other/* .dockerignore . && touch -d @1500 Dockerfile")
        try shell("tar -cf /tmp/$$.tar --exclude ./context.tar . && mv /tmp/$$.tar context.tar")
        let archived = try await build(.stream(FileHandle.open(files.path.appending("context.tar"))))
        #expect(archived.configuration.created?.seconds == 1500)
        let repository = try GitServer()
        try repository.shell(
            "git init -q r && cp \(files.path)/Dockerfile \(files.path)/a.txt r && cd r && git add . && "
                + "GIT_COMMITTER_DATE='@2000 +0000' git commit -qm x")
        let committed = try await build(.remote(repository.address("r")))
        #expect(committed.configuration.created?.seconds == 2000)
        let server = try WebServer()
        try shell("touch -d @3000 context.tar && cp -p context.tar \(server.files)/context.tar")
        let served = try await build(.remote(server.address("files/context.tar")))
        #expect([1500, 3000].contains(served.configuration.created?.seconds), "Last-Modified, if the server says it")
        let direct = try await test.builder.build(
            BuildRequest(context: .directory(files.path), dockerfile: .file(files.path.appending("Dockerfile"))))
        #expect(try #require(direct.configuration.created).seconds > 1_600_000_000)
    }

    @Test("SOURCE_DATE_EPOCH may name a stage that fetches something, or a context that is fetched")
    func timeOfSource() async throws {
        let server = try WebServer()
        try shell(
            "mkdir in && touch -d @4000 in/f && touch -d @3900 in && tar -cf t.tar in && touch -d @5000 t.tar && cp -p t.tar \(server.files)/t.tar && rm -r in t.tar"
        )
        let repository = try GitServer()
        try repository.shell(
            "git init -q r && cd r && echo x > f && git add . && GIT_COMMITTER_DATE='@2000 +0000' git commit -qm x")
        func created(_ head: String, _ change: (inout BuildRequest) -> Void = { _ in }) async throws -> Int64? {
            try files.write("Dockerfile", "\(head)\nFROM scratch\nCOPY a.txt /\n")
            var request = BuildRequest(
                context: .directory(files.path), dockerfile: .file(files.path.appending("Dockerfile")))
            change(&request)
            return try await test.builder.build(request).configuration.created?.seconds
        }
        let stage = "ARG SOURCE_DATE_EPOCH=src\nFROM scratch AS src\nADD"
        #expect(try await created("\(stage) \(repository.address("r")) /") == 2000)
        let served = try await created("\(stage) \(server.address("files/t.tar")) /")
        #expect([4000, 5000].contains(served), "Last-Modified, if the server says it")
        let context = try await created("ARG SOURCE_DATE_EPOCH=src") {
            $0.namedContexts["src"] = .remote(repository.address("r"))
        }
        #expect(context == 2000)
        let local = try await created("ARG SOURCE_DATE_EPOCH=src") { $0.namedContexts["src"] = .directory(files.path) }
        #expect(try #require(local) > 1_600_000_000)
    }

    @Test("dockerfile stands for a Dockerfile that is not there, in a directory and in an archive")
    func lowerCase() async throws {
        try shell("mv Dockerfile dockerfile; tar -cf /tmp/$$.tar . && mv /tmp/$$.tar context.tar")
        let archived = try await build(.stream(FileHandle.open(files.path.appending("context.tar"))))
        #expect(try text("all/a.txt", in: archived) == "a\n")
        let direct = try await test.builder.build(
            BuildRequest(context: .directory(files.path), dockerfile: .file(files.path.appending("Dockerfile"))))
        #expect(try text("all/a.txt", in: direct) == "a\n")
        let named = await errorOf { try await build(.directory(files.path), "other/Dockerfile") }
        #expect(named?.code == .dockerfileMissing)
    }

    @Test("what is no archive is the Dockerfile of a build without context")
    func onlyDockerfile() async throws {
        try files.write("plain", "FROM scratch\nCOPY <<E /x\nhello\nE\n")
        let result = try await build(.stream(FileHandle.open(files.path.appending("plain"))))
        #expect(try text("x", in: result) == "hello\n")
        let error = await errorOf { try await build(.stream(FileHandle.open(files.path.appending("plain"))), "My") }
        #expect(error?.code == .dockerfileMissing)
    }

    @Test("an archive or a Dockerfile of a server is a context")
    func server() async throws {
        let server = try WebServer()
        try shell(
            "tar -czf /tmp/$$.tgz . && mv /tmp/$$.tgz \(server.files)/context.tgz && printf 'FROM scratch\\nCOPY <<E /x\\nE\\n' > \(server.files)/D"
        )
        try await check { .remote(server.address("files/context.tgz")) }
        #expect(try await text("x", in: build(.remote(server.address("files/D")))) == "")
        #expect(await errorOf { try await build(.remote(server.address("status/500"))) }?.code == .notFetched)
    }

    @Test("a repository is a context, a directory of it too")
    func repository() async throws {
        let server = try GitServer()
        try server.shell(
            "git init -q r && cp -r \(files.path)/. r/sub && cp -r \(files.path)/. r && cd r && git add -f . && git commit -qm x"
        )
        try await check { .remote(server.address("r")) }
        try await check { .remote(server.address("r#main:sub")) }
    }

    @Test("links in a fetched context lead nowhere out of it")
    func links() async throws {
        try shell("mkdir evil && ln -s /etc/passwd evil/Dockerfile && ln -s / evil/root && tar -cf evil.tar -C evil .")
        let error = await errorOf { try await build(.stream(FileHandle.open(files.path.appending("evil.tar")))) }
        #expect(error?.code == .dockerfileMissing)
        let inner = await errorOf {
            try await build(.stream(FileHandle.open(files.path.appending("evil.tar"))), "root/etc/passwd")
        }
        #expect(inner?.code == .dockerfileMissing)
    }
}

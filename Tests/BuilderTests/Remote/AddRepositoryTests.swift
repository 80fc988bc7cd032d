import Builder
import DockerfileSyntax
import LinuxSystem
import OCI
import Storage
import SystemPackage
import TestServers
import Testing

@Suite("ADD of git repositories")
struct AddRepositoryTests {
    let fixture: BuildFixture
    let server: GitServer

    init() throws {
        fixture = try BuildFixture(["local.txt": "local\n"])
        server = try GitServer()
        try server.shell(
            """
            git init -q r && cd r && mkdir -p sub/deep && echo one > a.txt && echo run > run.sh && chmod 755 run.sh
            echo deep > sub/deep/d.txt && ln -s a.txt link && git add . && git commit -qm first && git tag light
            git tag -a -m annotated heavy && git checkout -q -b other && echo two > a.txt && git commit -qam second
            git checkout -q main && echo three > a.txt && git commit -qam third
            """)
    }

    private func add(_ line: String, change: (inout BuildRequest) -> Void = { _ in }) async throws -> BuildResult {
        try await fixture.build("FROM scratch\nADD \(line)\n", change)
    }

    private func head(_ name: String) throws -> String { try server.shell("git -C r rev-parse \(name)") }

    @Test("files arrive for root with git's modes, the commit's time, and no .git")
    func files() async throws {
        let result = try await add("\(server.address("r")) /r/")
        #expect(try fixture.text("r/a.txt", in: result) == "three\n")
        for (path, mode) in [("r/a.txt", 0o644), ("r/run.sh", 0o755), ("r/sub", 0o755)] as [(String, UInt16)] {
            let status = try #require(try fixture.status(path, in: result))
            #expect(
                status.permissions == mode && status.userID == 0 && status.modified.seconds == 1_600_000_000, "\(path)")
        }
        #expect(try fixture.status("r/link", in: result)?.kind == .symbolicLink)
        #expect(try fixture.status("r/.git", in: result) == nil)
        #expect(result.configuration.history.last?.createdBy == "ADD \(server.address("r")) /r/ # buildkit")
    }

    @Test("branches, tags of both kinds, commits and directories are found in both forms")
    func references() async throws {
        let first = try head("light")
        for (suffix, text) in [
            ("#other", "two"), ("#light", "one"), ("#heavy", "one"), ("#\(first)", "one"), ("#refs/heads/other", "two"),
            ("?branch=other", "two"), ("?tag=heavy", "one"), ("?commit=\(first)", "one"),
            ("?commit=\(first.prefix(8))", "one"),
            ("?ref=main&checksum=\(try head("main").prefix(12))", "three"),
        ] {
            let result = try await add("\(server.address("r"))\(suffix) /")
            #expect(try fixture.text("a.txt", in: result) == text + "\n", "\(suffix)")
        }
        for suffix in ["#main:sub/deep", "#:sub", "?subdir=/sub/"] {
            let result = try await add("\(server.address("r"))\(suffix) /")
            let path = suffix.contains("deep") ? "d.txt" : "deep/d.txt"
            #expect(try fixture.text(path, in: result) == "deep\n", "\(suffix)")
        }
    }

    @Test("the same commit is found in the cache, by whatever name; another one runs")
    func cache() async throws {
        let first = try await add("\(server.address("r")) /r")
        #expect(try await add("\(server.address("r")) /r").imageID == first.imageID)
        #expect(try await add("\(server.address("r"))#main /r").steps.ran == 0)
        // A whole commit hash needs no server.
        let hash = try head("main")
        #expect(try await add("git://127.0.0.1:1/r#\(hash) /r").steps.ran == 0)
        try server.shell("cd r && echo four > a.txt && git commit -qam fourth")
        let changed = try await add("\(server.address("r")) /r")
        #expect(changed.steps.ran == 1)
        #expect(try fixture.text("r/a.txt", in: changed) == "four\n")
    }

    @Test("--keep-git-dir keeps a repository that git can use and that names no password")
    func keepGitDirectory() async throws {
        let line = "--keep-git-dir=true \(server.address("r")) /r"
        let result = try await add(line)
        #expect(try fixture.status("r/.git/HEAD", in: result)?.kind == .regular)
        #expect(try fixture.text("r/.git/config", in: result).contains(server.address("r")))
        #expect(try await add(line).steps.ran == 0)
        #expect(try await add("\(server.address("r")) /r").steps.ran == 1)
    }

    @Test("submodules come along, and stay away where that is asked for")
    func submodules() async throws {
        try server.shell(
            """
            git init -q inner && cd inner && echo inner > i.txt && git add . && git commit -qm inner && cd ..
            git init -q outer && cd outer && git submodule --quiet add \(server.address("inner")) mod && git commit -qm outer
            """)
        let result = try await add("\(server.address("outer")) /o")
        #expect(try fixture.text("o/mod/i.txt", in: result) == "inner\n")
        #expect(try fixture.status("o/mod/.git", in: result) == nil)
        let without = try await add("\(server.address("outer"))?submodules=false /o")
        #expect(try fixture.status("o/mod/i.txt", in: without) == nil)
    }

    @Test("what is not there, or not what it has to be, is an error at the line")
    func failures() async throws {
        for (line, code, text) in [
            ("\(server.address("none")) /", BuildError.Code.notFetched, "git"),
            ("\(server.address("r"))#none /", .notFetched, "no ref “none”"),
            ("\(server.address("r"))#main:none /", .notFetched, "no directory “none”"),
            ("\(server.address("r"))#main:link /", .notFetched, "no directory “link”"),
            (
                "--checksum=\(String(repeating: "0", count: 40)) \(server.address("r"))#main /", .wrongChecksum,
                "not 0000"
            ),
            ("https://user:geheim@127.0.0.1:1/r.git /", .notFetched, "git"),
        ] {
            let error = await errorOf { try await add(line) }
            #expect(
                error?.code == code && error?.message.contains(text) == true, "\(line): \(String(describing: error))")
            #expect(error?.range?.start.line == 2 && error?.message.contains("geheim") == false)
        }
        for line in [
            "\(server.address("r"))#-x /", "\(server.address("r"))#a..b /", "\(server.address("r"))#main:../x /",
            "\(server.address("r"))?what=x /", "--checksum=xyz \(server.address("r")) /",
        ] {
            let error = await errorOf { try await add(line) }
            #expect(error?.code == .dockerfile, "\(line)")
        }
        #expect(try DirectoryHandle.open(fixture.store.root.appending("work")).entries().isEmpty)
    }

    @Test("a server of plain files, a private authority and a token are enough")
    func plainServer() async throws {
        let web = try WebServer(isSecure: true)
        try server.shell("git clone -q --bare r \(web.files)/r.git && cd \(web.files)/r.git && git update-server-info")
        let line = "\(web.address("plain/r.git", scheme: "https")) /r"
        #expect(await errorOf { try await add(line) }?.code == .notFetched)
        let result = try await add(line) {
            $0.environment["SSL_CERT_FILE"] = web.authority.string
            $0.environment["PATH"] = "/usr/bin:/bin"
            $0.secrets["GIT_AUTH_TOKEN"] = SecretValue(Array("geheimnis".utf8))
        }
        #expect(try fixture.text("r/a.txt", in: result) == "three\n")
        // x-access-token:geheimnis
        let log = try web.takeLog().last ?? ""
        #expect(log.contains("Authorization=basic eC1hY2Nlc3MtdG9rZW46Z2VoZWltbmlz"), "\(log)")
        // All of it has been fetched, its tags too.
        for tag in ["?tag=heavy", "?tag=light", "#refs/tags/heavy"] {
            let tagged = try await add("\(web.address("plain/r.git", scheme: "https"))\(tag) /r") {
                $0.environment["SSL_CERT_FILE"] = web.authority.string
                $0.environment["PATH"] = "/usr/bin:/bin"
            }
            #expect(try fixture.text("r/a.txt", in: tagged) == "one\n", "\(tag)")
        }
    }

    @Test("a hook, a filter or another protocol of the repository is not carried out")
    func hostile() async throws {
        try server.shell(
            """
            git init -q evil && cd evil && echo x > a.txt && printf '* filter=run\\n' > .gitattributes
            printf '[submodule "m"]\\n\\tpath = m\\n\\turl = ext::sh -c touch%% /tmp/strata-evil\\n' > .gitmodules
            git add . && git update-index --add --cacheinfo 160000,$(git -C ../r rev-parse main),m && git commit -qm evil
            """)
        let error = await errorOf { try await add("\(server.address("evil")) /e") }
        #expect(error?.code == .notFetched, "the submodule cannot be fetched")
        #expect(try DirectoryHandle.open("/tmp").statusIfPresent(of: Array("strata-evil".utf8)) == nil)
    }
}

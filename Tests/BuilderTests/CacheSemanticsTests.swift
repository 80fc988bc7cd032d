import BuildGraph
import Builder
import LinuxSystem
import OCI
import Storage
import Testing

/// The rows of the design's table: what makes a step run again.
@Suite("What makes a step run again")
struct CacheSemanticsTests {
    /// Builds, changes something, builds again: how many steps ran the second time.
    private func ranAgain(
        _ dockerfile: String, files: [String: String] = ["a.txt": "one\n"], second: String? = nil,
        _ change: (BuildFixture, inout BuildRequest) throws -> Void = { _, _ in }
    ) async throws -> Int {
        let fixture = try BuildFixture(files)
        try await fixture.build(dockerfile)
        return try await fixture.build(second ?? dockerfile) { try change(fixture, &$0) }.steps.ran
    }

    private let copy = "FROM busybox:test\nCOPY a.txt /x/\n"
    private let run = "FROM busybox:test\nRUN echo hello > /x\n"

    @Test("nothing changed: every step is found")
    func nothing() async throws {
        #expect(try await ranAgain(copy + "RUN cat /x/a.txt\n") == 0)
    }

    @Test("the mtime of a copied file does not count")
    func mtime() async throws {
        let ran = try await ranAgain(copy) { fixture, _ in
            try fixture.context.handle.setModified(FileTime(seconds: 1_000_000_000), of: Array("a.txt".utf8))
        }
        #expect(ran == 0)
    }

    @Test("the owner of a context file does not count")
    func owner() async throws {
        let ran = try await ranAgain(copy) { fixture, _ in
            try fixture.context.handle.setOwner(user: 1234, group: 4321, of: Array("a.txt".utf8))
        }
        #expect(ran == 0)
    }

    @Test("a user attribute of a context file does not count")
    func userAttribute() async throws {
        let ran = try await ranAgain(copy) { fixture, _ in
            try fixture.context.handle.setAttribute("user.note", to: [1, 2], of: Array("a.txt".utf8))
        }
        #expect(ran == 0)
    }

    @Test("capabilities of a context file count")
    func capabilities() async throws {
        let ran = try await ranAgain(copy) { fixture, _ in
            // vfs_cap_data, version 2: cap_net_raw permitted and effective.
            let value: [UInt8] = [1, 0, 0, 2, 0, 0x20, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]
            try fixture.context.handle.setAttribute("security.capability", to: value, of: Array("a.txt".utf8))
        }
        #expect(ran == 1)
    }

    @Test("the content of a copied file counts")
    func content() async throws {
        #expect(try await ranAgain(copy) { fixture, _ in try fixture.context.write("a.txt", "two\n") } == 1)
    }

    @Test("content changed behind the same size and mtime is noticed")
    func contentBehindSameTimes() async throws {
        let ran = try await ranAgain(copy) { fixture, _ in
            let before = try fixture.context.handle.status(of: Array("a.txt".utf8))
            let file = try fixture.context.handle.openFile(Array("a.txt".utf8), 2)
            try file.write(Array("ONE\n".utf8))
            try file.setModified(before.modified)
        }
        #expect(ran == 1)
    }

    @Test("the mode of a copied file counts")
    func mode() async throws {
        let ran = try await ranAgain(copy) { fixture, _ in
            try fixture.context.handle.setPermissions(0o755, of: Array("a.txt".utf8))
        }
        #expect(ran == 1)
    }

    @Test("the name of a copied file counts")
    func name() async throws {
        let ran = try await ranAgain("FROM busybox:test\nCOPY dir /x/\n", files: ["dir/a": "x"]) { fixture, _ in
            let directory = try fixture.context.handle.openDirectory(Array("dir".utf8))
            try directory.rename(Array("a".utf8), to: Array("b".utf8))
        }
        #expect(ran == 1)
    }

    @Test("a file that .dockerignore excludes does not count")
    func ignored() async throws {
        let files = ["dir/a": "x", "dir/b": "y", ".dockerignore": "dir/b\n"]
        let ran = try await ranAgain("FROM busybox:test\nCOPY dir /x/\n", files: files) { fixture, _ in
            try fixture.context.write("dir/b", "changed")
        }
        #expect(ran == 0)
    }

    @Test("a new file that the COPY matches counts")
    func newFile() async throws {
        let ran = try await ranAgain("FROM busybox:test\nCOPY *.txt /x/\n") { fixture, _ in
            try fixture.context.write("b.txt", "new")
        }
        #expect(ran == 1)
    }

    @Test("an identical file copied from a stage that ran again is found")
    func fromStage() async throws {
        let text = { (word: String) in
            "FROM busybox:test AS a\nRUN echo \(word) > /noise; echo same > /same\nFROM busybox:test\nCOPY --from=a /same /\n"
        }
        #expect(try await ranAgain(text("one"), second: text("two")) == 1)
    }

    @Test("LABEL, EXPOSE and CMD before a RUN do not count")
    func metadata() async throws {
        let second = "FROM busybox:test\nLABEL a=b\nEXPOSE 80\nCMD [\"x\"]\nRUN echo hello > /x\n"
        #expect(try await ranAgain(run, second: second) == 0)
    }

    @Test("ENV before a COPY does not count, before a RUN it does")
    func environment() async throws {
        #expect(try await ranAgain(copy, second: "FROM busybox:test\nENV A=b\nCOPY a.txt /x/\n") == 0)
        #expect(try await ranAgain(run, second: "FROM busybox:test\nENV A=b\nRUN echo hello > /x\n") == 1)
    }

    @Test("an argument counts for a RUN after its declaration, and nowhere else")
    func arguments() async throws {
        let declared = "FROM busybox:test\nARG V=1\nRUN echo hello > /x\n"
        #expect(try await ranAgain(declared) { _, request in request.buildArguments["V"] = "2" } == 1)
        #expect(try await ranAgain(run) { _, request in request.buildArguments["V"] = "2" } == 0)
        #expect(try await ranAgain(run) { _, request in request.buildArguments["HTTP_PROXY"] = "http://p" } == 0)
    }

    @Test("white space in a command counts; comments and blank lines do not")
    func whiteSpace() async throws {
        #expect(try await ranAgain(run, second: "FROM busybox:test\nRUN echo  hello > /x\n") == 1)
        #expect(try await ranAgain(run, second: "# note\nFROM busybox:test\n\n# more\nRUN echo hello > /x\n") == 0)
    }

    @Test("another tag of the same image does not count")
    func otherTag() async throws {
        let ran = try await ranAgain(run, second: run.replacingPrefix("FROM busybox:test", with: "FROM other:1")) {
            fixture, _ in
            let image = try fixture.store.requireImage(named: "busybox:test")
            try fixture.store.tag(image, as: ImageReference(parsing: "other:1"))
        }
        #expect(ran == 0)
    }

    @Test("the same tag on another image counts for all after it, but for what contains the same")
    func movedTag() async throws {
        let fixture = try BuildFixture(["a.txt": "one\n"])
        let base = { (word: String) in "FROM busybox:test\nRUN echo \(word) > /base\n" }
        let text = "FROM base:1\nCOPY a.txt /x/\nRUN cat /base > /y\n"
        try await fixture.build(base("one"), tag: "base:1")
        #expect(try await fixture.build(text).steps.ran == 2)
        try await fixture.build(base("two"), tag: "base:1")
        let moved = try await fixture.build(text)
        #expect(moved.steps.ran == 2)
        #expect(try fixture.text("y", in: moved) == "two\n")
        // Another image of that name with the same content: early cut-off.
        try await fixture.build("FROM busybox:test\nRUN  echo two > /base\nLABEL a=b\n", tag: "base:1")
        #expect(try await fixture.build(text).steps.ran == 0)
    }

    @Test(
        "user, directory, shell and environment of the base image count for a RUN, its labels do not; a COPY reads none"
    )
    func stateOfTheBase() async throws {
        let fixture = try BuildFixture(["a.txt": "one\n"])
        let text = "FROM base:1\nCOPY a.txt /x/\nRUN echo hello > /tmp/x\n"
        try await fixture.build("FROM busybox:test\n", tag: "base:1")
        try await fixture.build(text)
        // A WORKDIR is a layer, too, and a COPY reads the layers below.
        let changes = [
            ("LABEL a=b\nEXPOSE 80\nCMD x", 0), ("ENV A=b", 1), ("USER 5", 1), ("SHELL [\"/bin/sh\", \"-ec\"]", 1),
            ("WORKDIR /tmp", 2), ("VOLUME /v\nSTOPSIGNAL 9\nHEALTHCHECK NONE", 0), ("ENTRYPOINT [\"x\"]", 0),
        ]
        for (change, ran) in changes {
            try await fixture.build("FROM busybox:test\n\(change)\n", tag: "base:1")
            #expect(try await fixture.build(text).steps.ran == ran, "\(change)")
        }
    }

    @Test("the runtime, the number of jobs and the proxies do not count; the platform does")
    func surroundings() async throws {
        let text = "FROM busybox:test\nARG P\nRUN echo hello > /x\n"
        #expect(try await ranAgain(text) { _, request in request.jobs = 7 } == 0)
        if HostProgram.path(of: "runc") != nil {
            #expect(try await ranAgain(text) { _, request in request.runtime = "runc" } == 0)
        }
        for name in ["HTTP_PROXY", "https_proxy", "FTP_PROXY", "no_proxy", "ALL_PROXY"] {
            #expect(try await ranAgain(text) { _, request in request.buildArguments[name] = "p" } == 0, "\(name)")
        }
        let platform = Platform(os: "linux", architecture: Platform.host.architecture == "arm64" ? "amd64" : "arm64")
        #expect(
            try await ranAgain("FROM scratch\nCOPY a.txt /\n") { _, request in request.platforms = [platform] } == 1)
    }

    @Test("order of lines that are no instructions, and the case of keywords, do not count")
    func writing() async throws {
        let second = "# b\n\n# a\nfrom busybox:test\n  run   echo hello > /x\n\n"
        #expect(try await ranAgain("# a\n# b\n" + run, second: second) == 0)
    }

    @Test("SOURCE_DATE_EPOCH counts")
    func sourceDateEpoch() async throws {
        #expect(try await ranAgain(run) { _, request in request.sourceDateEpoch = 1_600_000_000 } == 1)
    }

    @Test("a step whose parent ran again with the same content is found")
    func earlyCutOff() async throws {
        let text = { (word: String) in "FROM busybox:test\nRUN true \(word); echo same > /x\nRUN cat /x > /y\n" }
        #expect(try await ranAgain(text("one"), second: text("two")) == 1)
    }

    @Test("USER, WORKDIR and SHELL before a RUN count")
    func executionState() async throws {
        #expect(try await ranAgain(run, second: "FROM busybox:test\nUSER 5\nUSER root\nRUN echo hello > /x\n") == 1)
        #expect(try await ranAgain(run, second: "FROM busybox:test\nWORKDIR /tmp\nRUN echo hello > /x\n") == 2)
        let shell = "FROM busybox:test\nSHELL [\"/bin/sh\", \"-e\", \"-c\"]\nRUN echo hello > /x\n"
        #expect(try await ranAgain(run, second: shell) == 1)
    }

    @Test("the network of a RUN counts; jobs do not")
    func network() async throws {
        #expect(try await ranAgain(run) { _, request in request.network = .none } == 1)
        #expect(try await ranAgain(run) { _, request in request.jobs = 1 } == 0)
    }

    @Test("the text of a here-document counts")
    func hereDocument() async throws {
        let text = { (word: String) in
            "FROM busybox:test\nCOPY <<EOF /x\n\(word)\nEOF\nRUN <<EOF\necho \(word) > /y\nEOF\n"
        }
        #expect(try await ranAgain(text("one"), second: text("two")) == 2)
        #expect(try await ranAgain(text("one")) == 0)
    }

    @Test("a name in --chown counts as the number that it stands for")
    func ownerNames() async throws {
        let second = "FROM busybox:test\nCOPY --chown=1000:50 a.txt /x/\n"
        #expect(try await ranAgain("FROM busybox:test\nCOPY --chown=alice:staff a.txt /x/\n", second: second) == 0)
    }

    @Test("a stage that the target does not need is not run")
    func unusedStage() async throws {
        let fixture = try BuildFixture()
        let result = try await fixture.build(
            "FROM busybox:test AS unused\nRUN false\nFROM busybox:test\nRUN echo hello > /x\n")
        #expect(result.steps == (1, 0))
    }

    @Test("an all-cached rebuild has the same image ID")
    func sameIdentity() async throws {
        let fixture = try BuildFixture(["a.txt": "one"])
        let text = copy + "RUN date > /now\nCMD [\"sh\"]\n"
        let first = try await fixture.build(text)
        #expect(try await fixture.build(text).imageID == first.imageID)
    }

    @Test("--no-cache runs every step")
    func noCache() async throws {
        #expect(try await ranAgain(copy + "RUN echo x > /y\n") { _, request in request.noCache = true } == 2)
    }
}

extension String {
    fileprivate func replacingPrefix(_ prefix: String, with other: String) -> String {
        hasPrefix(prefix) ? other + dropFirst(prefix.count) : self
    }
}

import BuildGraph
import Builder
import OCI
import Storage
import SystemPackage
import TestServers
import Testing

/// What a statement says that an image was made of (buildkit, docs/attestations/slsa-definitions.md).
@Suite("Materials of a provenance")
struct MaterialTests {
    private static func predicate(
        _ fixture: BuildFixture, _ text: String, _ version: ProvenanceRequest.Version = .v1,
        _ change: (inout BuildRequest) throws -> Void = { _ in }
    ) async throws -> JSONValue {
        let result = try await fixture.build(text) {
            $0.provenance = ProvenanceRequest()
            $0.provenance?.version = version
            try change(&$0)
        }
        return try #require(result.metadata["buildx.build.provenance"])
    }

    /// The dependencies as lines `ADDRESS ALGORITHM:DIGEST`.
    private static func lines(_ materials: JSONValue?) -> [String] {
        (materials?.arrayValue ?? []).map { material in
            let digest = material["digest"]?.objectValue?.members.first
            return "\(material["uri"]?.stringValue ?? "") \(digest?.key ?? ""):\(digest?.value.stringValue ?? "")"
        }
    }

    @Test("files and repositories that ADD fetched are told with their digests, cached or not, without credentials")
    func added() async throws {
        let web = try WebServer()
        try web.write("f", Array("bytes".utf8))
        let digest = Digest.of("bytes")
        let git = try GitServer()
        let commit = try git.shell(
            "git init -q r && cd r && echo x > g && git add . && git commit -qm x && git rev-parse HEAD")
        let fixture = try BuildFixture(["a": "1"])
        let text = """
            FROM busybox:test
            ADD \(web.address("plain/f", user: "me:secret@")) /
            ADD --checksum=\(digest) \(web.address("plain/f")) /pinned/
            ADD \(git.address("r#main")) /r
            COPY a /
            """
        for _ in 0..<2 {
            let found = try await Self.predicate(fixture, text)
            let lines = Self.lines(found["buildDefinition"]?["resolvedDependencies"])
            try #require(lines.count == 4, "\(lines)")
            #expect(lines[0].hasPrefix("pkg:docker/busybox@test?platform="))
            #expect(lines[1] == "\(git.address("r"))#main sha1:\(commit)")
            #expect(
                lines.suffix(2).allSatisfy { $0.hasSuffix("plain/f sha256:\(digest.hex)") && !$0.contains("secret") })
            let complete = found["runDetails"]?["metadata"]?["buildkit_completeness"]
            #expect(complete?["resolvedDependencies"]?.boolValue == false)
            let early = try await Self.predicate(fixture, text, .v02)
            #expect(Self.lines(early["materials"]) == lines)
        }
    }

    @Test("a context from a repository is the source of the configuration, and everything is known then")
    func context() async throws {
        let git = try GitServer()
        let commit = try git.shell(
            "git init -q r && cd r && printf 'FROM scratch\\nCOPY . /\\n' > Dockerfile && mkdir docker && cp Dockerfile docker/app.Dockerfile && git add . && git commit -qm x && git rev-parse HEAD"
        )
        let fixture = try BuildFixture()
        let found = try await Self.predicate(fixture, "") {
            $0.context = .remote(git.address("r#main"))
            $0.dockerfile = .file("docker/app.Dockerfile")
        }
        let definition = found["buildDefinition"]
        let source = definition?["externalParameters"]?["configSource"]
        #expect(source?["uri"]?.stringValue == git.address("r#main"))
        #expect(source?["digest"]?["sha1"]?.stringValue == commit)
        #expect(source?["path"]?.stringValue == "docker/app.Dockerfile")
        #expect(Self.lines(definition?["resolvedDependencies"]) == ["\(git.address("r#main")) sha1:\(commit)"])
        #expect(definition?["externalParameters"]?["request"]?["locals"] == nil)
        let metadata = found["runDetails"]?["metadata"]
        #expect(metadata?["buildkit_completeness"]?["resolvedDependencies"]?.boolValue == true)
        #expect(metadata?["buildkit_hermetic"]?.boolValue == true)
        let early = try await Self.predicate(fixture, "", .v02) {
            $0.context = .remote(git.address("r#main"))
            $0.dockerfile = .file("Dockerfile")
        }
        #expect(early["invocation"]?["configSource"]?["entryPoint"]?.stringValue == "Dockerfile")
        #expect(early["metadata"]?["completeness"]?["materials"]?.boolValue == true)
        #expect(early["metadata"]?["https://mobyproject.org/buildkit@v1#hermetic"]?.boolValue == true)
    }

    @Test("named contexts are told as what they are: images of layouts, files of servers, directories by their names")
    func named() async throws {
        let web = try WebServer()
        try web.write("f", Array("bytes".utf8))
        let fixture = try BuildFixture(["a": "1"])
        let place = try TemporaryDirectory()
        let made = try await fixture.build("FROM scratch\nCOPY a /", tag: "made:one")
        try fixture.store.exportLayout(
            [(image: fixture.store.requireImage(named: "made:one"), references: [])], to: place.path.appending("made"))
        let found = try await Self.predicate(
            fixture, "FROM lay\nCOPY --from=web context /\nCOPY --from=dir a /b\n"
        ) {
            $0.namedContexts["lay"] = .layout(try LayoutReference(parsing: "\(place.path)/made"))
            $0.namedContexts["web"] = .remote(web.address("plain/f"))
            $0.namedContexts["dir"] = .directory(fixture.context.path)
        }
        let lines = Self.lines(found["buildDefinition"]?["resolvedDependencies"])
        try #require(lines.count == 2, "\(lines)")
        #expect(lines[0].hasPrefix("pkg:oci/lay?digest=\(made.manifestDigest)&platform="))
        #expect(lines[1] == "\(web.address("plain/f")) sha256:\(Digest.of("bytes").hex)")
        let locals = found["buildDefinition"]?["externalParameters"]?["request"]?["locals"]?.arrayValue
        #expect(locals?.compactMap { $0["name"]?.stringValue } == ["context", "dir", "dockerfile"])
    }

    @Test("named contexts are arguments of the build in both modes, without credentials or places of the machine")
    func contextArguments() async throws {
        let web = try WebServer()
        try web.write("f", Array("bytes".utf8))
        let fixture = try BuildFixture(["a": "1"])
        for mode in [ProvenanceRequest.Mode.min, .max] {
            let found = try await Self.predicate(fixture, "FROM base\nCOPY --from=dir a /b\n") {
                $0.provenance?.mode = mode
                $0.namedContexts["base"] = .image("busybox:test")
                $0.namedContexts["dir"] = .directory(fixture.context.path)
                $0.namedContexts["web"] = .remote(web.address("plain/f", user: "me:secret@"))
                $0.buildArguments = mode == .max ? ["A": "1"] : [:]
            }
            let request = found["buildDefinition"]?["externalParameters"]?["request"]
            let args = try #require(request?["args"]?.objectValue)
            #expect(args["context:base"]?.stringValue == "docker-image://busybox:test")
            #expect(args["context:dir"]?.stringValue == "local:dir")
            let address = try #require(args["context:web"]?.stringValue)
            #expect(address.hasSuffix("plain/f") && !address.contains("secret"))
            #expect(args.members.count == (mode == .max ? 4 : 3))
            #expect(
                request?["locals"]?.arrayValue?.compactMap { $0["name"]?.stringValue } == [
                    "context", "dir", "dockerfile",
                ])
            let complete = found["runDetails"]?["metadata"]?["buildkit_completeness"]?["request"]
            #expect(complete?.boolValue == true)
        }
    }

    @Test("what the caller decides of the surroundings of RUN is told under the names of BuildKit's front end")
    func surroundings() async throws {
        let fixture = try BuildFixture(["a": "1"])
        let found = try await Self.predicate(fixture, "FROM scratch\nCOPY a /\n") {
            $0.provenance?.mode = .min
            $0.sandbox.extraHosts = ["b": "10.0.0.2", "a": "10.0.0.1"]
            $0.sandbox.sharedMemorySize = 1 << 20
            $0.sandbox.limits = ["nofile": .init(soft: 10, hard: 20)]
            $0.network = .none
        }
        let args = try #require(found["buildDefinition"]?["externalParameters"]?["request"]?["args"]?.objectValue)
        #expect(args["add-hosts"]?.stringValue == "a=10.0.0.1,b=10.0.0.2")
        #expect(args["shm-size"]?.stringValue == "1048576")
        #expect(args["ulimit"]?.stringValue == "nofile=10:20")
        #expect(args["force-network-mode"]?.stringValue == "none")
    }

    @Test("a step's layers are those of the image that it gave, those of the base image first")
    func layers() async throws {
        let fixture = try BuildFixture(["a": "1"])
        let result = try await fixture.build(
            "FROM busybox:test AS base\nFROM base AS other\nCOPY a /\nFROM base\nCOPY --from=other a /b\n"
        ) {
            $0.provenance = ProvenanceRequest()
        }
        let found = try #require(result.metadata["buildx.build.provenance"])
        let layers = try #require(found["runDetails"]?["metadata"]?["buildkit_metadata"]?["layers"]?.objectValue)
        let image = try fixture.store.requireImage(named: "\(result.imageID)")
        let expected = try ManifestDocument(bytes: fixture.store.blob(image.manifestDigest)).value.layers.map(
            \.digest.description)
        func digests(_ step: String) -> [String]? {
            #expect(layers[step]?.arrayValue?.count == 1)
            return layers[step]?.arrayValue?.first?.arrayValue?.compactMap { $0["digest"]?.stringValue }
        }
        #expect(digests("step0:0") == Array(expected.dropLast()))
        #expect(digests("step1:0")?.dropLast() == expected.dropLast())
        #expect(digests("step2:0") == expected)
    }

    @Test("the commit and the address of the repository that the context lies in are told, without credentials")
    func versionControl() async throws {
        let fixture = try BuildFixture(["a": "1", "sub/b": "2"])
        let directory = fixture.context.path
        func vcs(_ place: FilePath) async throws -> JSONValue? {
            let found = try await Self.predicate(fixture, "FROM scratch\nCOPY . /\n") {
                $0.context = .directory(place)
                $0.provenance?.mode = .min
            }
            return found["runDetails"]?["metadata"]?["buildkit_metadata"]?["vcs"]
        }
        #expect(try await vcs(directory) == nil)
        let git = try GitServer()
        let commit = try git.shell(
            "cd \(directory) && git init -q . && git add a && git commit -qm x && git rev-parse HEAD")
        #expect(try await vcs(directory) == ["revision": .string(commit)])
        _ = try git.shell(
            "cd \(directory) && git remote add origin https://me:secret@example.org/r.git && git remote add mine https://example.org/mine.git"
        )
        let told = try #require(try await vcs(directory.appending("sub")))
        #expect(told["revision"]?.stringValue == commit)
        #expect(told["source"]?.stringValue == "https://***@example.org/r.git")
        _ = try git.shell("cd \(directory) && git config branch.$(git branch --show-current).remote mine")
        #expect(try await vcs(directory)?["source"]?.stringValue == "https://example.org/mine.git")
    }
}

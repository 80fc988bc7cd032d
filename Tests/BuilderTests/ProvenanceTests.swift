import BuildGraph
import Builder
import LinuxSystem
import OCI
import Storage
import Testing

@Suite("Provenance")
struct ProvenanceTests {
    private static let arm = Platform(os: "linux", architecture: "arm64")
    private static let dockerfile = """
        FROM busybox:test AS base
        ARG VERSION
        FROM base
        COPY a /
        RUN --mount=type=secret,id=pass,required=false true
        """

    private static func build(
        _ fixture: BuildFixture, _ mode: ProvenanceRequest.Mode, _ version: ProvenanceRequest.Version = .v1,
        _ change: (inout BuildRequest) -> Void = { _ in }
    ) async throws -> (index: StoredIndex, attestation: Attestation, statement: JSONValue) {
        try await fixture.build(Self.dockerfile, tag: "app:1") {
            $0.provenance = ProvenanceRequest()
            $0.provenance?.mode = mode
            $0.provenance?.version = version
            $0.buildArguments = [
                "VERSION": "one-point-two", "API_TOKEN": "hidden-value", "HTTP_PROXY": "http://u:pw@x",
            ]
            $0.labels = [("label", "label-value")]
            $0.secrets = ["pass": SecretValue(Array("secret-value".utf8))]
            change(&$0)
        }
        let image = try fixture.store.requireImage(named: "app:1")
        let index = try fixture.store.index(try #require(image.index))
        let entry = try #require(index.document.value.manifests.last)
        let attestation = try Attestation(entry) { try fixture.store.blob($0) }
        return (index, attestation, try JSONValue(parsing: attestation.statementBytes[0]))
    }

    @Test("a tree without an index has it as files, in each platform's directory, about the files of the tree")
    func files() async throws {
        let fixture = try BuildFixture(["a": "1", "d/b": "22"])
        let place = try TemporaryDirectory()
        let text = "FROM scratch\nCOPY a /\nCOPY d /d\n"
        func build(_ output: String, _ change: (inout BuildRequest) -> Void = { _ in }) async throws {
            try await fixture.build(text) {
                $0.provenance = ProvenanceRequest()
                $0.statements = [
                    ImageStatement(predicateType: "https://spdx.dev/Document", file: "sbom.spdx.json", title: "") {
                        _, _, _ in ["said": "this"]
                    }
                ]
                $0.outputs = [try BuildOutput(parsing: output)]
                change(&$0)
            }
        }
        try await build("type=local,dest=\(place.path)/one,attestation-prefix=p-")
        let one = try place.handle.openDirectory(Array("one".utf8))
        #expect(
            Set(try one.entries().map { String(decoding: $0.name, as: UTF8.self) })
                == ["a", "d", "p-provenance.json", "p-sbom.spdx.json"])
        #expect(try one.status(of: Array("p-provenance.json".utf8)).permissions == 0o600)
        let statement = try JSONValue(parsing: one.openFile(Array("p-provenance.json".utf8)).readAll())
        #expect(statement["predicateType"]?.stringValue == "https://slsa.dev/provenance/v1")
        let subjects = statement["subject"]?.arrayValue ?? []
        #expect(subjects.map { $0["name"]?.stringValue } == ["a", "d/b"])
        #expect(subjects.first?["digest"]?["sha256"]?.stringValue == Digest.of(Array("1".utf8)).hex)
        let packages = try JSONValue(parsing: one.openFile(Array("p-sbom.spdx.json".utf8)).readAll())
        #expect(packages["predicate"]?["said"]?.stringValue == "this")

        try await build("type=tar,dest=\(place.path)/t.tar")
        let (_, listed) = try HostProgram.run("tar", ["-tf", "\(place.path)/t.tar"])
        #expect(listed.split(separator: "\n").sorted() == ["a", "d/", "d/b", "provenance.json", "sbom.spdx.json"])
        try await build("type=tar,dest=\(place.path)/m.tar") { $0.platforms = [.host, Self.arm] }
        let (_, several) = try HostProgram.run("tar", ["-tf", "\(place.path)/m.tar"])
        #expect(several.contains("linux_arm64/provenance.json") && several.contains("linux_amd64/provenance.json"))
        try await build("type=tar,platform-split=false,dest=\(place.path)/n.tar,attestation-prefix=p-") {
            $0.dockerfile = .bytes(
                Array("FROM scratch\nARG TARGETARCH\nCOPY a /$TARGETARCH\n".utf8), name: "Dockerfile")
            $0.platforms = [.host, Self.arm]
        }
        let (_, together) = try HostProgram.run("tar", ["-tf", "\(place.path)/n.tar"])
        #expect(together.contains("p-provenance.linux_arm64.json") && together.contains("p-sbom.spdx.linux_amd64.json"))
        try await build("type=local,dest=\(place.path)/named") { $0.provenance?.fileName = "slsa.json" }
        let named = try place.handle.openDirectory(Array("named".utf8))
        #expect(try named.statusIfPresent(of: Array("slsa.json".utf8)) != nil)
        try await build("type=local,dest=\(place.path)/flat") { $0.provenance?.isInlineOnly = true }
        #expect(try place.handle.openDirectory(Array("flat".utf8)).entries().count == 3)
    }

    @Test(
        "an attestation manifest is what BuildKit writes: its platform, its annotations, its configuration, its layer")
    func manifest() async throws {
        let fixture = try BuildFixture(["a": "1"])
        let (index, attestation, statement) = try await Self.build(fixture, .min)
        #expect(index.document.value.manifests.count == 2)
        let entry = attestation.descriptor
        #expect(entry.platform == Attestation.platform && entry.mediaType == .ociManifest)
        #expect(
            entry.annotations == [
                "vnd.docker.reference.type": "attestation-manifest",
                "vnd.docker.reference.digest": index.images[0].manifestDigest.description,
            ])
        let manifest = try ManifestDocument(bytes: fixture.store.blob(entry.digest)).value
        #expect(manifest.layers.map(\.mediaType.rawValue) == ["application/vnd.in-toto+json"])
        #expect(manifest.layers[0].annotations == ["in-toto.io/predicate-type": "https://slsa.dev/provenance/v1"])
        let configuration = try JSONValue(parsing: fixture.store.blob(manifest.configuration.digest))
        #expect(
            configuration["architecture"]?.stringValue == "unknown" && configuration["os"]?.stringValue == "unknown")
        #expect(
            configuration["rootfs"]?["diff_ids"]?.arrayValue?.compactMap(\.stringValue)
                == [manifest.layers[0].digest.description])
        #expect(statement["_type"]?.stringValue == "https://in-toto.io/Statement/v0.1")
        #expect(statement["predicateType"]?.stringValue == "https://slsa.dev/provenance/v1")
        let subject = try #require(statement["subject"]?.arrayValue?.first)
        #expect(subject["name"]?.stringValue == "pkg:docker/app@1?platform=linux%2F\(Platform.host.architecture)")
        #expect(subject["digest"]?["sha256"]?.stringValue == index.images[0].manifestDigest.hex)
        #expect(try fixture.store.check().findings.isEmpty)
    }

    @Test(
        "with mode=min neither arguments nor labels nor secrets are told",
        arguments: [ProvenanceRequest.Version.v1, .v02])
    func min(version: ProvenanceRequest.Version) async throws {
        let fixture = try BuildFixture(["a": "1"])
        let text = String(
            decoding: try await Self.build(fixture, .min, version).attestation.statementBytes[0], as: UTF8.self)
        for hidden in [
            "one-point-two", "VERSION", "label-value", "hidden-value", "pw@x", "secret-value", "\"pass\"", "COPY",
        ] {
            #expect(!text.contains(hidden), "\(hidden)")
        }
        #expect(text.contains("pkg:docker/busybox@test?platform="))
    }

    @Test("a file of the image is not replaced by what is said of the image", arguments: ["local", "tar"])
    func nameTaken(_ type: String) async throws {
        let fixture = try BuildFixture(["provenance.json": "mine"])
        let place = try TemporaryDirectory()
        func build(_ fileName: String) async throws {
            try await fixture.build("FROM scratch\nCOPY provenance.json /\n") {
                $0.provenance = ProvenanceRequest()
                $0.provenance?.fileName = fileName
                $0.outputs = [try BuildOutput(parsing: "type=\(type),dest=\(place.path)/out")]
            }
        }
        await #expect(throws: BuildError.self) { try await build("provenance.json") }
        #expect(try place.handle.entries().isEmpty)
        try await build("other.json")
        #expect(try place.handle.entries().count == 1)
    }

    @Test("with mode=max they are, but for what looks like a credential; the Dockerfile and the steps are there")
    func max() async throws {
        let fixture = try BuildFixture(["a": "1"])
        let (_, attestation, statement) = try await Self.build(fixture, .max)
        let text = String(decoding: attestation.statementBytes[0], as: UTF8.self)
        for hidden in ["hidden-value", "pw@x", "secret-value"] { #expect(!text.contains(hidden), "\(hidden)") }
        let definition = try #require(statement["predicate"]?["buildDefinition"])
        let request = try #require(definition["externalParameters"]?["request"])
        #expect(request["args"]?["build-arg:VERSION"]?.stringValue == "one-point-two")
        #expect(request["args"]?["label:label"]?.stringValue == "label-value")
        #expect(request["secrets"]?.arrayValue?.first?["id"]?.stringValue == "pass")
        #expect(request["locals"]?.arrayValue?.compactMap { $0["name"]?.stringValue } == ["context", "dockerfile"])
        let steps = try #require(definition["internalParameters"]?["buildConfig"]?["steps"]?.arrayValue)
        #expect(steps.count == 3)
        #expect(steps[1]["instruction"]?.stringValue == "COPY a /")
        let metadata = try #require(statement["predicate"]?["runDetails"]?["metadata"])
        #expect(metadata["invocationId"]?.stringValue?.count == 25)
        let details = try #require(metadata["buildkit_metadata"])
        #expect(details["source"]?["infos"]?.arrayValue?.first?["filename"]?.stringValue == "Dockerfile")
        #expect(details["layers"]?["step1:0"] != nil)
    }

    @Test("the earlier version of the predicate is there for who asks for it")
    func early() async throws {
        let fixture = try BuildFixture(["a": "1"])
        let statement = try await Self.build(fixture, .max, .v02).statement
        #expect(statement["predicateType"]?.stringValue == "https://slsa.dev/provenance/v0.2")
        let predicate = try #require(statement["predicate"])
        #expect(predicate["buildType"]?.stringValue == "https://mobyproject.org/buildkit@v1")
        #expect(predicate["invocation"]?["configSource"]?["entryPoint"]?.stringValue == "Dockerfile")
        #expect(predicate["materials"]?.arrayValue?.count == 1)
    }

    @Test("each image of several has its own, and the metadata file has them, too")
    func platforms() async throws {
        let fixture = try BuildFixture(["a": "1"])
        let result = try await fixture.build("FROM scratch\nCOPY a /", tag: "x") {
            $0.platforms = [.host, Self.arm]
            $0.provenance = ProvenanceRequest()
        }
        let index = try fixture.store.index(try #require(fixture.store.requireImage(named: "x").index))
        let subjects = try index.document.value.manifests.suffix(2).map {
            try Attestation($0) { try fixture.store.blob($0) }.subject
        }
        #expect(subjects == index.images.map(\.manifestDigest))
        #expect(result.metadata["buildx.build.provenance/linux/arm64"]?["buildDefinition"] != nil)
        #expect(result.metadata["containerimage.digest"]?.stringValue == index.document.digest.description)
        #expect(result.metadata["containerimage.config.digest"] == nil)
    }
}

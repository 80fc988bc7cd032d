import BuildGraph
import Builder
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
        let details = try #require(statement["predicate"]?["runDetails"]?["metadata"]?["buildkit_metadata"])
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

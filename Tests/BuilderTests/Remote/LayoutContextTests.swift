import BuildGraph
import Builder
import DockerfileSyntax
import LinuxSystem
import OCI
import Storage
import SystemPackage
import TestServers
import Testing

/// Layouts that other programs wrote, as named contexts.
@Suite("Layouts as named contexts")
struct LayoutContextTests {
    let fixture: BuildFixture
    let place: TemporaryDirectory

    init() throws {
        fixture = try BuildFixture(["a.txt": "main\n"])
        place = try TemporaryDirectory()
    }

    /// An image of a file with some text and a variable, in the directory `made` under the tag `one`.
    private func make(_ text: String = "one", platforms: [Platform] = []) async throws {
        let result = try await fixture.build(
            """
            FROM scratch
            ARG TARGETARCH
            ENV WHO=\(text)
            COPY --link <<EOF /who
            \(text) $TARGETARCH
            EOF
            ONBUILD COPY a.txt /triggered
            """, tag: "made:one"
        ) { $0.platforms = platforms }
        let image = try fixture.store.requireImage(named: "made:one")
        try fixture.store.exportLayout(
            [(image: image, references: [ImageReference(parsing: "made:one")])], to: place.path.appending("made"))
        _ = result
        _ = try fixture.store.removeImage(named: "made:one")
    }

    private func shell(_ script: String) throws {
        var request = ProcessRequest("/bin/sh", ["-ec", script])
        request.workingDirectory = place.path
        request.environment = ["PATH=/usr/sbin:/usr/bin:/sbin:/bin", "HOME=\(place.path)", "TMPDIR=\(place.path)"]
        let status = try ProcessSpawner.spawn(request).waitWithoutCancellation()
        try #require(status == .exited(0), "\(script)")
    }

    private func build(_ text: String, _ layout: String, _ platform: Platform? = nil) async throws -> BuildResult {
        let reference = try LayoutReference(parsing: "\(place.path)/\(layout)")
        return try await fixture.build(text) {
            $0.namedContexts["more"] = .layout(reference)
            if let platform { $0.platforms = [platform] }
        }
    }

    private static let uses = "FROM more AS base\nFROM busybox:test\nCOPY --from=more who /x\nCOPY --from=base who /y\n"

    @Test("what skopeo copied is a base and a source, compressed or not", arguments: ["gzip", "zstd"])
    func skopeo(compression: String) async throws {
        try await make()
        try shell(
            "skopeo --insecure-policy copy -q --dest-compress-format \(compression) oci:made:one oci:copy:two")
        for name in ["copy:two", "copy", "made:one", "made"] {
            let result = try await build(Self.uses, name)
            #expect(try fixture.text("x", in: result) == "one \(Platform.host.architecture)\n", "\(name)")
            #expect(try fixture.text("y", in: result) == fixture.text("x", in: result))
        }
        let based = try await build("FROM more\nRUN --mount=from=busybox:test,target=/bin,source=/bin true\n", "copy")
        #expect(based.configuration.config.environment.contains("WHO=one"))
        #expect(try fixture.text("triggered", in: based) == "main\n")
        // The image of the layout is none of the store.
        #expect(try fixture.store.images().allSatisfy { image in image.references.map(\.familiar) != ["made:one"] })
        #expect(try fixture.store.check().findings.isEmpty)
    }

    @Test("what umoci changed is read by its tag")
    func umoci() async throws {
        try await make()
        try shell(
            """
            umoci unpack --rootless --image made:one bundle && echo more > bundle/rootfs/who && rm -f bundle/rootfs/none
            umoci repack --image made:two bundle && umoci config --image made:two --config.env WHO=two
            """)
        #expect(try fixture.text("x", in: await build(Self.uses, "made:two")) == "more\n")
        #expect(try fixture.text("x", in: await build(Self.uses, "made:one")).hasPrefix("one "))
        let several = await errorOf { try await build(Self.uses, "made") }
        #expect(several?.message.contains("several images") == true, "\(several?.message ?? "")")
        #expect(several?.hint?.contains(":two") == true)
    }

    @Test("what buildah pushed into a layout is read")
    func buildah() async throws {
        try await make()
        try shell(
            """
            export STORAGE_DRIVER=vfs
            buildah="buildah --root $PWD/root --runroot $PWD/run"
            id=$($buildah from scratch) && echo buildah > f && $buildah copy -q $id f /who
            $buildah config --env WHO=buildah $id && $buildah commit -q $id left && $buildah push -q left oci:pushed:b
            rm -rf root run
            """)
        #expect(try fixture.text("x", in: await build(Self.uses, "pushed:b")) == "buildah\n")
    }

    @Test("of an index the image for the platform is taken, by tag, by digest, and by the digest of a member")
    func index() async throws {
        let arm = try Platform(parsing: "linux/arm64")
        let amd = try Platform(parsing: "linux/amd64")
        try await make(platforms: [amd, arm])
        let text = "FROM scratch\nCOPY --from=more who /x\n"
        #expect(try fixture.text("x", in: await build(text, "made:one", arm)) == "one arm64\n")
        #expect(try fixture.text("x", in: await build(text, "made:one", amd)) == "one amd64\n")
        let bytes = try FileHandle.open(place.path.appending("made/index.json")).readAll()
        let top = try #require(try ImageIndex(json: JSONValue(parsing: bytes)).manifests.first)
        #expect(try fixture.text("x", in: await build(text, "made:none@\(top.digest)", arm)) == "one arm64\n")
        let inner = try FileHandle.open(place.path.appending("made/blobs/sha256/\(top.digest.hex)")).readAll()
        let member = try #require(
            try ImageIndex(json: JSONValue(parsing: inner)).manifests.first { $0.platform?.architecture == "arm64" })
        #expect(try fixture.text("x", in: await build(text, "made@\(member.digest)", amd)) == "one arm64\n")
        let lacking = await errorOf { try await build(text, "made:one", Platform(parsing: "linux/s390x")) }
        #expect(lacking?.range?.start.line == 2)
        #expect(lacking?.hint?.contains("linux/arm64") == true, "\(lacking?.message ?? "")")
    }

    @Test("a layout that is not there, or damaged, is an error at the line that names it")
    func errors() async throws {
        try await make()
        let nothing = await errorOf { try await build(Self.uses, "none:one") }
        #expect(nothing?.message.contains("is no OCI layout") == true && nothing?.range?.start.line == 1)
        let tag = await errorOf { try await build(Self.uses, "made:three") }
        #expect(tag?.message.contains("no image tagged three") == true && tag?.hint?.contains(":one") == true)
        let digest = await errorOf { try await build(Self.uses, "made@sha256:" + String(repeating: "0", count: 64)) }
        #expect(digest?.message.contains("nothing of the digest") == true && digest?.range?.start.line == 1)
        // Every blob but the documents is emptied.
        try shell("for b in made/blobs/sha256/*; do grep -q schemaVersion $b || grep -q rootfs $b || echo x > $b; done")
        let other = try BuildFixture()
        let reference = try LayoutReference(parsing: "\(place.path)/made:one")
        let damaged = await errorOf {
            try await other.build("FROM scratch\n\nCOPY --from=more who /x\n") {
                $0.namedContexts["more"] = .layout(reference)
            }
        }
        #expect(damaged?.code == .badArchive && damaged?.range?.start.line == 3, "\(damaged?.message ?? "")")
    }

    @Test("texts that are no layout's are refused", arguments: ["", ":tag", "dir:", "dir@sha256:1", "dir@nothing"])
    func texts(text: String) async {
        let error = await errorOf { try LayoutReference(parsing: text) }
        #expect(error?.code == .badOption)
    }

    @Test("a file of a server is the only file of its context, and called context")
    func file() async throws {
        let web = try WebServer()
        try web.write("some.tar", Array("bytes".utf8))
        let result = try await fixture.build(
            "FROM busybox:test\nCOPY --from=more context /x\nRUN --mount=from=more,target=/m ls /m > /list\n"
        ) { $0.namedContexts["more"] = .remote(web.address("plain/some.tar")) }
        #expect(try fixture.text("x", in: result) == "bytes")
        #expect(try fixture.text("list", in: result) == "context\n")
        let base = try await fixture.build("FROM more\nCOPY a.txt /\n") {
            $0.namedContexts["more"] = .remote(web.address("plain/some.tar"))
        }
        #expect(try fixture.text("context", in: base) == "bytes")
        let missing = await errorOf {
            try await fixture.build("FROM scratch\nCOPY --from=more context /\n") {
                $0.namedContexts["more"] = .remote(web.address("plain/none"))
            }
        }
        #expect(missing?.code == .notFetched && missing?.range?.start.line == 2)
    }
}

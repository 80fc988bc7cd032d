import Builder
import DockerfileSyntax
import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

/// Records whose layers are gone.
@Suite("A record outlives its layer")
struct BareRecordTests {
    private static let stage =
        "FROM busybox:test AS one\nRUN head -c 9000 /dev/urandom > /r\nRUN cp /r /r2; echo x > /out\n"

    /// Removes all layers that no image has; their records stay.
    private static func evict(_ fixture: BuildFixture) throws { _ = try fixture.store.keepCache(within: 0) }

    @Test("a build that needs nothing of a stage but what was copied of it finds all its steps")
    func intermediate() async throws {
        let fixture = try BuildFixture()
        let dockerfile = Self.stage + "FROM busybox:test\nCOPY --from=one /out /copied\n"
        let first = try await fixture.build(dockerfile, tag: "app:1")
        try Self.evict(fixture)
        #expect(try fixture.store.cacheEntries().filter(\.isBare).count == 2)
        let second = try await fixture.build(dockerfile, tag: "app:1")
        #expect(second.steps.ran == 0 && second.imageID == first.imageID)
    }

    @Test("where the bytes are needed the steps run again, and what comes of them fits together")
    func needed() async throws {
        let fixture = try BuildFixture()
        try await fixture.build(Self.stage + "FROM busybox:test\nCOPY --from=one /out /copied\n", tag: "app:1")
        try Self.evict(fixture)
        let result = try await fixture.build(
            Self.stage + "FROM busybox:test\nCOPY --from=one /r /r2 /x/\n", tag: "app:2")
        #expect(result.steps.ran == 3)
        #expect(try fixture.text("x/r", in: result) == fixture.text("x/r2", in: result))
    }

    @Test("a layer that stands on one that is made anew with other content is not mixed with it")
    func mixed() async throws {
        let fixture = try BuildFixture()
        try await fixture.build(Self.stage + "FROM busybox:test\nCOPY --from=one /out /copied\n", tag: "app:1")
        let entries = try fixture.store.cacheEntries()
        let lower = try #require(entries.first { $0.text.contains("urandom") }?.layer)
        // The one above stays: only the one below is lost.
        try DirectoryHandle.open(fixture.store.layersDirectory).removeTree(Array(lower.id.name.utf8))
        let result = try await fixture.build(
            Self.stage + "FROM busybox:test\nCOPY --from=one /r /r2 /x/\n", tag: "app:2")
        #expect(result.steps.ran == 3)
        #expect(try fixture.text("x/r", in: result) == fixture.text("x/r2", in: result))
    }

    @Test("a layer that is made anew with the same content lets what stands on it be found")
    func same() async throws {
        let fixture = try BuildFixture()
        let stage = "FROM busybox:test AS one\nRUN echo same > /a\nRUN cat /a > /b\n"
        try await fixture.build(stage + "FROM busybox:test\nCOPY --from=one /a /copied\n", tag: "app:1")
        let lower = try #require(try fixture.store.cacheEntries().first { $0.text.contains("echo same") }?.layer)
        try DirectoryHandle.open(fixture.store.layersDirectory).removeTree(Array(lower.id.name.utf8))
        let result = try await fixture.build(stage + "FROM busybox:test\nCOPY --from=one /a /b /x/\n", tag: "app:2")
        #expect(result.steps.ran == 2)
        #expect(try fixture.text("x/b", in: result) == "same\n")
    }

    @Test("the image's own steps run again where their layers are gone")
    func target() async throws {
        let fixture = try BuildFixture()
        let dockerfile = "FROM busybox:test\nRUN echo a > /a\nRUN echo b > /b\n"
        try await fixture.build(dockerfile, tag: "app:1")
        _ = try fixture.store.removeImage(named: "app:1", force: true)
        try Self.evict(fixture)
        let result = try await fixture.build(dockerfile, tag: "app:1")
        #expect(result.steps.ran == 2)
        #expect(try fixture.text("b", in: result) == "b\n")
        #expect(try fixture.store.check().findings.isEmpty)
    }

    @Test("several steps that need one stage make it again once")
    func once() async throws {
        let fixture = try BuildFixture()
        let stage =
            "FROM busybox:test AS one\nRUN --mount=type=cache,target=/c echo run >> /c/runs; cp /c/runs /runs; echo x > /out\n"
        try await fixture.build(stage + "FROM busybox:test\nCOPY --from=one /out /copied\n", tag: "app:1")
        // The cache mount goes with the rest, and counts anew.
        try Self.evict(fixture)
        let result = try await fixture.build(
            stage + "FROM busybox:test AS two\nRUN --mount=from=one,target=/m cp /m/runs /two\n"
                + "FROM busybox:test AS three\nRUN --mount=from=one,source=/runs,target=/m cp /m /three\n"
                + "FROM busybox:test\nCOPY --from=one /runs /one\nCOPY --from=two /two /\nCOPY --from=three /three /\n",
            tag: "app:2"
        ) { $0.jobs = 4 }
        #expect(try fixture.text("one", in: result) == "run\n")
        #expect(try fixture.text("two", in: result) == "run\n" && fixture.text("three", in: result) == "run\n")
    }

    @Test("a step that fails when its layer is needed again fails the build at its own line")
    func failing() async throws {
        let fixture = try BuildFixture()
        let stage =
            "FROM busybox:test AS one\nRUN --mount=type=cache,target=/c test ! -e /c/seen && touch /c/seen && echo x > /out\n"
        try await fixture.build(stage + "FROM busybox:test\nCOPY --from=one /out /copied\n", tag: "app:1")
        let lost = try #require(
            try fixture.store.cacheEntries().first { $0.kind == "run" }?.layer)
        // The copy in the image has the same content, and with it the same layer, where it is copied to the same place.
        try DirectoryHandle.open(fixture.store.layersDirectory).removeTree(Array(lost.id.name.utf8))
        let error = await errorOf {
            try await fixture.build(stage + "FROM busybox:test\nCOPY --from=one /out /other\n", tag: "app:2")
        }
        #expect(error?.code == .stepFailed && error?.range?.start.line == 2)
    }
}

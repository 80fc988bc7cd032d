import Builder
import LinuxSystem
import OCI
import Testing

/// What of a mount makes a step run again.
@Suite("Mounts in cache keys")
struct MountCacheTests {
    private func ranAgain(
        _ first: String, _ second: String? = nil, _ change: (BuildFixture) throws -> Void = { _ in }
    ) async throws -> Int {
        let fixture = try BuildFixture(["dir/a": "a\n", "dir/b": "b\n", "other": "o\n"])
        try await fixture.build("FROM busybox:test\n" + first)
        try change(fixture)
        return try await fixture.build("FROM busybox:test\n" + (second ?? first)).steps.ran
    }

    private let bind = "RUN --mount=source=dir,target=/d cat /d/a > /x\n"

    @Test("the content, mode and names of the part of the context that is mounted count")
    func contextCounts() async throws {
        #expect(try await ranAgain(bind) == 0)
        #expect(try await ranAgain(bind) { try $0.context.write("dir/b", "B\n") } == 1)
        #expect(try await ranAgain(bind) { try $0.context.write("dir/new", "") } == 1)
        #expect(
            try await ranAgain(bind) { try $0.context.handle.setPermissions(0o600, of: Array("dir/a".utf8)) } == 1)
    }

    @Test("what is not mounted, times and owners of the context do not count")
    func contextDoesNotCount() async throws {
        #expect(try await ranAgain(bind) { try $0.context.write("other", "changed\n") } == 0)
        let ran = try await ranAgain(bind) { fixture in
            try fixture.context.handle.setModified(FileTime(seconds: 1_000_000_000), of: Array("dir/a".utf8))
            try fixture.context.handle.setOwner(user: 12, group: 34, of: Array("dir/a".utf8))
        }
        #expect(ran == 0)
    }

    @Test("the part of a stage that is mounted counts by its content")
    func stageCounts() async throws {
        func text(_ file: String, _ content: String, _ source: String = ",source=/m") -> String {
            """
            AS made
            RUN mkdir /m /n && echo m > /m/f && echo n > /n/f && echo \(content) > \(file)
            FROM busybox:test
            RUN --mount=from=made\(source),target=/d cat /d/f > /x; true
            """
        }
        // The base's line is completed by "AS made".
        func ran(_ first: String, _ second: String) async throws -> Int {
            let fixture = try BuildFixture()
            try await fixture.build("FROM busybox:test " + first)
            return try await fixture.build("FROM busybox:test " + second).steps.ran
        }
        #expect(try await ran(text("/m/f", "1"), text("/m/f", "1")) == 0)
        #expect(try await ran(text("/m/f", "1"), text("/m/f", "2")) == 2)
        #expect(try await ran(text("/n/f", "1"), text("/n/f", "2")) == 1)
        #expect(try await ran(text("/n/f", "1", ""), text("/n/f", "2", "")) == 2)
    }

    @Test(
        "ids, owners, sharing and contents of caches, and the bound of a tmpfs do not count",
        arguments: [
            ("type=cache,target=/c", "type=cache,target=/c,id=other"),
            ("type=cache,target=/c", "type=cache,target=/c,sharing=locked,mode=0700,uid=5"),
            ("type=tmpfs,target=/c", "type=tmpfs,target=/c,size=1m"),
        ])
    func doNotCount(_ first: String, _ second: String) async throws {
        let command = " echo x > /c/f; echo > /out\n"
        #expect(try await ranAgain("RUN --mount=\(first)" + command, "RUN --mount=\(second)" + command) == 0)
    }

    @Test(
        "that there is a mount, where it is, its type and whether it can be written count",
        arguments: [
            ("", "--mount=type=tmpfs,target=/c"), ("--mount=type=tmpfs,target=/c", "--mount=type=tmpfs,target=/d"),
            ("--mount=type=tmpfs,target=/c", "--mount=type=cache,target=/c"),
            ("--mount=type=cache,target=/c", "--mount=type=cache,target=/c,ro"),
            ("--mount=target=/c", "--mount=target=/c,rw"),
        ])
    func count(_ first: String, _ second: String) async throws {
        #expect(try await ranAgain("RUN \(first) echo > /out\n", "RUN \(second) echo > /out\n") == 1)
    }
}

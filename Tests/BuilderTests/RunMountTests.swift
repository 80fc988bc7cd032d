import Builder
import DockerfileSyntax
import LinuxSystem
import OCI
import Storage
import Testing

/// `RUN --mount` of the types bind, cache and tmpfs, on real overlays and with a real runtime.
@Suite("What a RUN mounts")
struct RunMountTests {
    private static let files = [
        "dir/a": "a\n", "dir/sub/b": "b\n", "top": "top\n", "dir/ignored": "x", ".dockerignore": "dir/ignored\n",
    ]

    /// Builds with the files above, and gives what the last step wrote to `/out`.
    private func out(_ dockerfile: String, _ fixture: BuildFixture? = nil) async throws -> String {
        let fixture = try fixture ?? BuildFixture(Self.files)
        let result = try await fixture.build(dockerfile)
        return try fixture.text("out", in: result)
    }

    // MARK: Binds

    @Test(
        "a bind mount shows its part of the context",
        arguments: [
            ("target=/ctx", "ls -A /ctx", ".dockerignore\ndir\ntop\n"),
            ("source=dir,target=/d", "cd /d; ls . ; ls sub", "a\nsub\nb\n"),
            ("type=bind,src=./dir/../dir/sub,dst=/d", "cat /d/b", "b\n"),
            ("source=top,target=/deep/in/file", "cat /deep/in/file", "top\n"),
            ("source=dir,target=rel", "cat /work/rel/a", "a\n"),
            ("source=dir,target=/d", "stat -c '%u:%g %a' /d/a", "0:0 644\n"),
            ("source=dir,target=/d", "touch /d/x 2>/dev/null || echo refused", "refused\n"),
            ("source=dir,target=/d,rw", "echo new > /d/new; rm /d/a; ls /d", "new\nsub\n"),
            ("source=top,target=/f,rw", "echo more >> /f; cat /f", "top\nmore\n"),
        ])
    func context(_ mount: String, _ command: String, _ expected: String) async throws {
        let fixture = try BuildFixture(Self.files)
        // Owners of the host's files do not arrive.
        try fixture.context.handle.openDirectory(Array("dir".utf8)).setOwner(user: 12, group: 34, of: Array("a".utf8))
        let text = "FROM busybox:test\nWORKDIR /work\nRUN --mount=\(mount) (\(command)) > /out\n"
        #expect(try await out(text, fixture) == expected)
        let unchanged = try fixture.context.handle.openFile(Array("top".utf8)).readAll()
        #expect(unchanged == Array("top\n".utf8))
        #expect(try fixture.context.handle.statusIfPresent(of: Array("dir/new".utf8)) == nil)
    }

    @Test("what is written to a bind mount is gone in the next step and in no layer")
    func writesAreLost() async throws {
        let fixture = try BuildFixture(Self.files)
        let result = try await fixture.build(
            """
            FROM busybox:test
            RUN --mount=source=dir,target=/d,rw echo new > /d/new
            RUN --mount=source=dir,target=/d ls /d > /out
            """)
        #expect(try fixture.text("out", in: result) == "a\nsub\n")
        #expect(try fixture.layerPaths(1, of: result).allSatisfy { !$0.hasPrefix("d/") })
        #expect(try fixture.status("d", in: result) == nil)
    }

    @Test(
        "a bind mount shows a stage or an image, with its owners and links",
        arguments: [
            ("from=made,target=/m", "cat /m/made/f", "made\n"),
            ("from=made,source=/made,target=/m", "stat -c '%u:%g %a' /m/f", "5:6 640\n"),
            ("from=0,source=link/f,target=/m", "cat /m", "made\n"),
            ("from=busybox:test,source=etc/group,target=/m", "head -n 1 /m", "root:x:0:\n"),
            ("from=made,source=/made,target=/m,rw", "rm /m/f; echo n > /m/n; ls /m", "n\n"),
            ("from=scratch,target=/m", "ls -A /m; echo $?", "0\n"),
        ])
    func stage(_ mount: String, _ command: String, _ expected: String) async throws {
        let text = """
            FROM busybox:test AS made
            RUN mkdir /made && echo made > /made/f && chown 5:6 /made/f && chmod 640 /made/f && ln -s made /link
            FROM busybox:test
            RUN --mount=\(mount) (\(command)) > /out
            """
        #expect(try await out(text) == expected)
    }

    @Test("a program that only a mount holds can be run")
    func program() async throws {
        let fixture = try BuildFixture()
        try fixture.context.write("tool", "#!/bin/sh\necho \"$@\" > /out\n", permissions: 0o755)
        let text = "FROM busybox:test\nRUN --mount=source=tool,target=/t/tool [\"/t/tool\", \"x\"]\n"
        #expect(try await out(text, fixture) == "x\n")
    }

    @Test("mounts lie in each other, whatever their order")
    func nested() async throws {
        let text = """
            FROM busybox:test
            RUN --mount=source=top,target=/m/sub/t --mount=type=tmpfs,target=/m (touch /m/x; cat /m/sub/t; ls /m) > /out
            """
        #expect(try await out(text) == "top\nsub\nx\n")
    }

    // MARK: tmpfs

    @Test("a tmpfs is empty, keeps its bound, and is in no layer")
    func tmpfs() async throws {
        let fixture = try BuildFixture()
        let result = try await fixture.build(
            """
            FROM busybox:test
            RUN mkdir /t && echo below > /t/below
            RUN --mount=type=tmpfs,target=/t,size=64k --mount=type=tmpfs,target=/new (ls /t; stat -c %a /t /new; \\
                head -c 200000 /dev/zero > /t/big 2>/dev/null || echo full) > /out
            """)
        #expect(try fixture.text("out", in: result) == "755\n1777\nfull\n")
        #expect(try fixture.text("t/below", in: result) == "below\n")
        #expect(try fixture.layerPaths(2, of: result) == ["out"])
    }

    // MARK: Caches

    @Test("a cache mount is found again by other steps, other stages and other builds")
    func cache() async throws {
        let fixture = try BuildFixture()
        func step(_ number: Int, _ mount: String) -> String {
            "FROM busybox:test\nRUN --mount=type=cache,\(mount) ls /c > /out; echo > /c/f\(number)\n"
        }
        #expect(try await out(step(1, "target=/c"), fixture) == "")
        #expect(try await out(step(2, "target=/c"), fixture) == "f1\n")
        #expect(try await out(step(3, "id=/c,target=/c"), fixture) == "f1\nf2\n")
        #expect(try await out(step(4, "id=other,target=/c"), fixture) == "")
        let result = try await fixture.build(step(5, "target=/c"))
        #expect(try fixture.layerPaths(1, of: result) == ["out"])
        #expect(try fixture.store.cacheMounts().map(\.name).sorted() == ["/c", "other"])
    }

    @Test("a new cache mount has the mode and owner that are asked for, and is read-only where that is asked for")
    func cacheAttributes() async throws {
        let text = """
            FROM busybox:test
            RUN --mount=type=cache,target=/c stat -c '%a %u %g' /c > /out
            RUN --mount=type=cache,target=/c,mode=0701,uid=1000,gid=50 stat -c '%a %u %g' /c >> /out
            RUN --mount=type=cache,target=/c,uid=7 stat -c '%a %u %g' /c >> /out
            RUN --mount=type=cache,target=/c,ro touch /c/x 2>/dev/null || echo refused >> /out
            """
        #expect(try await out(text) == "755 0 0\n701 1000 50\n755 7 0\nrefused\n")
    }

    @Test("a cache mount begins with what from and source name, and keeps what is added")
    func seed() async throws {
        let text = """
            FROM busybox:test AS made
            RUN mkdir -m 700 /made && echo made > /made/f && chown 5:6 /made/f /made
            FROM busybox:test
            RUN --mount=type=cache,target=/c,from=made,source=/made (ls /c; stat -c '%a %u %g' /c /c/f) > /out; echo > /c/g
            RUN --mount=type=cache,target=/c,from=made,source=/made rm /c/f; ls /c >> /out
            RUN --mount=type=bind,target=/m,from=made,source=/made ls /m >> /out
            """
        #expect(try await out(text) == "f\n700 5 6\n644 5 6\ng\nf\n")
    }

    @Test("one cache at two places of one step is one directory", arguments: ["shared", "private", "locked"])
    func twice(_ sharing: String) async throws {
        let mount = "--mount=type=cache,id=x,sharing=\(sharing),target="
        let text = "FROM busybox:test\nRUN \(mount)/a \(mount)/b echo one > /a/f && cat /b/f > /out\n"
        #expect(try await out(text) == "one\n")
    }

    // MARK: What stays

    @Test("mount points and their parents are gone before the layer is made, and leave no trace of times")
    func scaffold() async throws {
        let fixture = try BuildFixture(Self.files)
        let result = try await fixture.build(
            """
            FROM busybox:test
            RUN --mount=type=cache,target=/usr/a/b/c --mount=type=tmpfs,target=/var/t --mount=source=top,target=/opt/x/top true
            RUN --mount=type=cache,target=/usr/kept/c echo > /usr/kept/file
            """)
        #expect(try fixture.layerPaths(1, of: result).isEmpty)
        #expect(try fixture.layerPaths(2, of: result) == ["usr", "usr/kept", "usr/kept/file"])
    }

    // MARK: Errors

    @Test(
        "what cannot be mounted is told at the mount",
        arguments: [
            ("source=absent,target=/x", "there is no “/absent” in the build context"),
            ("source=dir/ignored,target=/x", ".dockerignore leaves “/dir/ignored” out"),
            ("from=busybox:test,source=/absent,target=/x", "there is no “/absent” in the image busybox:test"),
            (
                "type=cache,from=busybox:test,source=/etc/group,target=/x",
                "“/etc/group” in the image busybox:test is no directory"
            ),
        ])
    func absent(_ mount: String, _ message: String) async throws {
        let fixture = try BuildFixture(Self.files)
        let error = await errorOf {
            try await fixture.build("FROM busybox:test\nRUN echo \\\n --mount=x\nRUN --mount=\(mount) true\n")
        }
        #expect(error?.message.contains(message) == true, "\(String(describing: error))")
        #expect(error?.range?.start.line == 4)
        #expect(error?.range?.start.column ?? 0 > 4)
        #expect(error?.hint != nil)
    }
}

import LinuxSystem
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("What build writes besides the image")
    struct OutputTests {
        private let fixture: Fixture

        init() throws {
            fixture = try Fixture()
            try fixture.write("Dockerfile", "FROM busybox\nRUN echo one > /one\nLABEL a=b\n")
        }

        @Test("it is what save writes, compressed as asked")
        func forms() throws {
            try fixture.strata(
                "build", "-q", "-t", "out", "--output", "type=docker,dest=a.tar", "--output",
                "type=oci,dest=o.tar,compression=gzip,compression-level=9", "--output",
                "type=oci,tar=false,dest=layout,compression=zstd,name=example.org/other:7", "."
            ).succeed()
            try fixture.shell(
                """
                set -e
                strata save out | cmp - a.tar
                strata save --format oci --compression gzip --compression-level 9 out | cmp - o.tar
                test "$(strata --root other load -i layout)" = "Loaded image: example.org/other:7"
                test "$(strata --root other images -q --no-trunc)" = "$(strata images -q --no-trunc out)"
                grep -q tar+zstd layout/blobs/sha256/*
                """
            ).succeed()
        }

        @Test(
            "a field that means nothing is refused before anything is built",
            arguments: [
                "type=docker,dest=a,tar=false", "type=oci,dest=a,compression=lz4",
                "type=oci,dest=a,compression-level=3",
                "type=tar,dest=a,compression=gzip", "type=oci,dest=a,compression=gzip,compression-level=10",
                "type=oci,dest=-,tar=false", "type=oci,dest=a,force-compression=maybe", "type=oci,dest=a,name=UPPER",
                "type=oci,dest=a,other=1",
            ])
        func refused(spec: String) throws {
            let outcome = try fixture.strata("build", "-q", "-t", "out", "--output", spec, ".")
            #expect(outcome.code != 0 && outcome.errors.contains("--output “\(spec)”"), "\(outcome)")
            #expect(try fixture.strata("images", "-q", "out").succeed() == "")
        }

        @Test("an archive is neither written to a terminal nor read from one, in docker's words", .needs("script"))
        func terminal() throws {
            func onTerminal(_ command: String) throws -> Outcome {
                try fixture.shell("TERM=dumb script -qec 'strata \(command)' /dev/null")
            }
            for (command, text) in [
                ("save busybox", "error: cowardly refusing to save to a terminal"),
                ("export busybox", "error: cowardly refusing to export to a terminal"),
                ("load", "error: requested load from stdin, but stdin is empty"),
            ] {
                let outcome = try onTerminal(command)
                #expect(outcome.code == 1 && outcome.output.contains(text), "\(command): \(outcome)")
            }
        }

        @Test("a directory that holds something keeps it")
        func merge() throws {
            try fixture.shell(
                """
                set -e
                mkdir -p out/bin out/mine outside && echo mine > out/mine/file && echo old > out/one
                ln -s ../outside out/etc && echo kept > out/bin/kept
                strata build -q -o out . && strata build -q -o out .
                test "$(cat out/one)" = one && test "$(cat out/mine/file)" = mine && test "$(cat out/bin/kept)" = kept
                test -f out/bin/busybox && test -d out/etc && test ! -L out/etc && test -z "$(ls outside)"
                test "$(ls -A out | grep -c '^[.]')" = 0
                """
            ).succeed()
            try fixture.shell("rm out/one && mkdir out/one").succeed()
            try fixture.strata("build", "-q", "-o", "out", ".").fail(1, saying: "out/one is a directory", "hint:")
            #expect(try fixture.shell("ls -A out | grep '^[.]'").output.isEmpty)
        }

        @Test(
            "where nobody reads an archive any more, the program ends without a word",
            arguments: ["save busybox", "build -o - .", "export busybox"])
        func brokenPipe(command: String) throws {
            let outcome = try fixture.shell("{ strata \(command) 2>err; echo $? >code; } | head -c 10 >/dev/null")
            #expect(outcome.errors.isEmpty)
            #expect(try fixture.read("code") == "141\n")
            #expect(!(try fixture.read("err").contains("error")))
        }
    }
}

import SystemPackage
import Testing

extension EndToEnd {
    @Suite("Deltas of images")
    struct DeltaTests {
        private let fixture: Fixture

        init() throws {
            fixture = try Fixture()
            try fixture.shell(
                """
                set -e
                mkdir -p app/sub; for i in $(seq 60); do head -c 3000 /dev/urandom > app/sub/f$i; done
                printf 'FROM busybox\nWORKDIR /srv\nCOPY app .\nRUN ln sub/f1 hard; ln -s sub/f2 soft; echo 1 > v\n' > Dockerfile
                """
            ).succeed()
            try fixture.strata("build", "-q", "-t", "app:1", ".").succeed()
            try fixture.shell("echo 2 > app/new; head -c 4000 /dev/urandom > app/sub/f7; rm app/sub/f9").succeed()
            try fixture.strata("build", "-q", "-t", "app:2", ".").succeed()
        }

        @Test("an update of an image travels as what is new in it, by a file and by a pipe, and runs on the other side")
        func update() throws {
            try fixture.shell(
                """
                set -e
                strata save app:1 > old.tar
                strata save --since app:1 -o delta.tar app:2 2> said
                grep -q '^delta: .* layers and [0-9]* files left out' said
                test $(stat -c %s delta.tar) -lt 30000
                strata save --since app:1 app:2 2>/dev/null | cmp - delta.tar
                strata save --since ./old.tar app:2 2>/dev/null > by-archive.tar
                strata inspect -f '{{.Id}} {{.RootFS.Layers}}' app:2 > here
                export STRATA_ROOT=$PWD/other
                strata load -q -i old.tar
                cat delta.tar | strata load | grep -q '^Loaded image: app:2$'
                strata inspect -f '{{.Id}} {{.RootFS.Layers}}' app:2 | cmp - here
                test "$(strata run --rm app:2 sh -c 'cat new; ls sub | wc -l; cmp hard sub/f1')" = "$(printf '2\\n59')"
                strata store check
                """
            ).succeed()
        }

        @Test("since an image for several platforms the layers of all of them are left out")
        func platforms() throws {
            try fixture.shell(
                """
                set -e
                mkdir all; for arch in amd64 arm64; do head -c 100000 /dev/urandom > all/$arch; done; echo 1 > all/v
                printf 'FROM scratch\nARG TARGETARCH\nCOPY v /v\nCOPY $TARGETARCH /bin\n' > all/Dockerfile
                both=linux/amd64,linux/arm64
                strata build -q --platform $both -t all:1 all; strata save -o all.tar all:1
                echo 2 > all/v; strata build -q --platform $both -t all:2 all
                strata save --since all:1 -o delta.tar all:2; strata save -o here.tar all:2
                test $(stat -c %s delta.tar) -lt 30000
                export STRATA_ROOT=$PWD/other
                strata load -q -i all.tar; strata load -q -i delta.tar; strata save all:2 | cmp - here.tar
                export STRATA_ROOT=$PWD/one
                strata load -q --platform linux/arm64 -i all.tar
                ! strata load -i delta.tar 2> said; grep -q -e '--platform' said
                strata load -q --platform linux/arm64 -i delta.tar
                """
            ).succeed()
        }

        @Test("a delta that is read as a whole archive is told as a delta, as a file and unpacked")
        func readAsWhole() throws {
            try fixture.write("c/Dockerfile", "FROM busybox\nCOPY Dockerfile /\n")
            try fixture.strata("build", "-q", "-t", "app", "c").succeed()
            try fixture.strata("save", "--since", "busybox", "-o", "delta.tar", "app").succeed()
            try fixture.shell("mkdir unpacked && tar -xf delta.tar -C unpacked").succeed()
            for place in ["oci-archive:delta.tar", "oci:unpacked"] {
                try fixture.strata("copy", place, "dir:out").fail(
                    saying: "copying \(place) to dir:out", "this is a delta", "hint: `strata load -i FILE`")
            }
            try fixture.strata("analyze", "./delta.tar").fail(saying: "this is a delta")
            let other = try Fixture()
            let unpacked = fixture.directory.appending("unpacked").string
            try other.strata("load", "-i", unpacked).fail(saying: "this is a delta")
        }

        @Test("a delta without its base is refused, with what to load first, and nothing is kept")
        func withoutBase() throws {
            try fixture.strata("save", "--since", "app:1", "-o", "delta.tar", "app:2").succeed()
            let refused = try fixture.shell("STRATA_ROOT=$PWD/other strata load -i delta.tar")
            #expect(refused.code == 1)
            #expect(refused.errors.contains("load app:1 first"))
            #expect(try fixture.shell("STRATA_ROOT=$PWD/other strata images -aq").succeed().isEmpty)
        }

        @Test(
            "a --since that is neither image nor file, and a form that a delta cannot have, are errors without a file")
        func badInput() throws {
            #expect(try fixture.strata("save", "--since", "nope", "-o", "x.tar", "app:2").code == 1)
            #expect(
                try fixture.strata("save", "--since", "app:1", "--compression", "gzip", "-o", "x.tar", "app:2").code
                    == 125)
            #expect(try fixture.shell("test ! -e x.tar").code == 0)
        }
    }
}

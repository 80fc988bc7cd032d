import LinuxSystem
import SystemPackage
import Testing

extension EndToEnd {
    @Suite("Archives and other tools")
    struct OtherToolsTests {
        private let example: ArchiveExample
        private var fixture: Fixture { example.fixture }

        init() throws { example = try ArchiveExample() }

        @Test(
            "skopeo reads every form and writes it in every form, and what it writes comes back with its digests",
            .needs("skopeo"), arguments: ["", "--compression gzip", "--compression zstd"])
        func skopeo(options: String) throws {
            try example.save("a.tar", options)
            try example.save("layout", "--format oci-dir " + options)
            for source in ["docker-archive:a.tar:example.org/odd:1", "oci-archive:a.tar:1", "oci:layout:1"] {
                #expect(try example.configuration(source) == example.id, "\(source)")
                try fixture.shell("skopeo inspect \(source)").succeed()
                for target in ["oci:o:x:1", "oci-archive:o.tar:x:1", "docker-archive:d.tar:x:1", "dir:dir"] {
                    // docker's manifests know no zstd.
                    if options.contains("zstd"), target.hasPrefix("docker") { continue }
                    try fixture.shell("rm -rf o o.tar d.tar dir; skopeo copy -q \(source) \(target)").succeed()
                    if target.hasPrefix("dir") { continue }
                    let id = try example.reload(String(target.split(separator: ":")[1]))
                    // What skopeo turns into another family of manifests gets another configuration from it.
                    #expect(try example.configuration(target) == id, "\(source) → \(target)")
                    #expect(id == example.id || (source.hasPrefix("docker") && target.hasPrefix("oci")))
                    if target.hasPrefix("oci") {
                        #expect(
                            try example.manifest(target) == example.manifest("oci-archive:again.tar"),
                            "\(source) → \(target)")
                    }
                }
            }
        }

        @Test(
            "layers that skopeo compressed come back with its digests", .needs("skopeo"), arguments: ["gzip", "zstd"])
        func compressedBySkopeo(form: String) throws {
            try example.save("a.tar")
            try fixture.shell(
                "skopeo copy -q --dest-compress --dest-compress-format \(form) oci-archive:a.tar:1 oci:theirs:x:1"
            ).succeed()
            #expect(try example.reload("theirs") == example.id)
            #expect(try example.manifest("oci:theirs:x:1") == example.manifest("oci-archive:again.tar"))
            try fixture.shell("STRATA_ROOT=$PWD/other strata save --format oci-dir -o again x:1").succeed()
            #expect(
                try fixture.shell("ls theirs/blobs/sha256").succeed()
                    == fixture.shell("ls again/blobs/sha256").succeed())
        }

        @Test("umoci unpacks a layout, compressed or not, and what it changed is loaded", .needs("umoci"))
        func umoci() throws {
            try example.save("layout", "--format oci-dir")
            try example.save("gzipped", "--format oci-dir --compression gzip --compression-level 9")
            try fixture.shell(
                """
                set -e
                umoci unpack --image layout:1 raw
                umoci unpack --image gzipped:1 zipped
                diff -r --no-dereference --exclude p raw/rootfs/d zipped/rootfs/d; test -p zipped/rootfs/d/p
                cat raw/rootfs/d/a/n
                test ! -e raw/rootfs/etc/passwd; test ! -e raw/rootfs/d/a/f
                test $(stat -c %h raw/rootfs/d/b/g) = 1
                test $(stat -c %a raw/rootfs/d/b/g) = 4755; test $(stat -c %u:%g raw/rootfs/d/b) = 7:8
                echo more > raw/rootfs/more
                umoci repack --image layout:2 raw
                """
            ).succeed()
            try fixture.shell("strata --root other load -q -i layout").succeed()
            #expect(try fixture.shell("strata --root other store check").code == 0)
            #expect(
                try fixture.shell("strata --root other export example.org/odd:2 | tar -xO more").succeed() == "more\n",
                "umoci keeps containerd's name of the image that it copies, and gives it another tag")
        }

        @Test("podman loads what is saved, and what it saves comes back", .needs("podman"))
        func podman() throws {
            for (name, options) in [
                ("a", ""), ("g", "--compression gzip"), ("o", "--format oci"), ("z", "--compression zstd"),
            ] {
                try example.save("\(name).tar", options)
                let id = try example.podman(
                    "podman $place load -q -i \(name).tar >/dev/null; podman $place images --no-trunc -q"
                ).succeed()
                #expect(id.trimmed == example.id, "\(options)")
                try example.podman("podman $place rmi -af >/dev/null").succeed()
            }
            try example.podman(
                """
                podman $place load -q -i g.tar
                podman $place save -q --format docker-archive -o docker.tar example.org/odd:1
                podman $place save -q --format oci-archive -o oci.tar example.org/odd:1
                podman $place save -q --format oci-dir -o oci example.org/odd:1
                """
            ).succeed()
            for name in ["docker.tar", "oci.tar", "oci"] { #expect(try example.reload(name) == example.id, "\(name)") }
            #expect(
                try example.manifest("oci:oci:example.org/odd:1") == example.manifest("oci-archive:again.tar"))
        }

        @Test("what buildah pushes comes back", .needs("buildah"))
        func buildah() throws {
            try example.save("a.tar")
            try example.podman(
                """
                buildah $place pull -q oci-archive:a.tar:1 > id
                buildah $place push -q $(cat id) oci-archive:b.tar:example.org/odd:1
                buildah $place push -q $(cat id) docker-archive:d.tar:example.org/odd:1
                """
            ).succeed()
            for name in ["b.tar", "d.tar"] { #expect(try example.reload(name) == example.id, "\(name)") }
        }

        @Test(
            "what other builders wrote is loaded, listed and saved with its digests", .needs("skopeo"),
            .enabled(if: TestHost.samples != nil, "the samples in ../shared are absent"))
        func samples() throws {
            let samples = try #require(TestHost.samples)
            for entry in try DirectoryHandle.open(samples).entries() {
                let name = String(decoding: entry.name, as: UTF8.self)
                let id = try example.reload(samples.appending(name).string)
                let isLayout = name.contains("oci")
                #expect(try example.configuration("oci-archive:again.tar") == id, "\(name)")
                if isLayout {
                    #expect(
                        try example.manifest("oci-archive:\(samples.appending(name))")
                            == example.manifest("oci-archive:again.tar"), "\(name)")
                }
                try fixture.shell("skopeo copy -q oci-archive:again.tar dir:copy-\(name)").succeed()
                #expect(try fixture.shell("strata --root other history \(id)").lines.count > 1)
            }
        }
    }
}

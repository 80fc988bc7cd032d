import LinuxSystem
import OCI
import SystemPackage
import TestServers
import Testing

extension EndToEnd {
    @Suite("strata pull and push", .needs("docker-registry"), .needs("skopeo"))
    struct PullTests {
        let registry: RegistryServer
        let fixture: Fixture
        let other: Fixture
        let name: String

        init() throws {
            registry = try RegistryServer()
            fixture = try Fixture()
            other = try Fixture(withBusyBox: false)
            name = "\(registry.host)/team/app"
            try fixture.write(
                "app/Dockerfile", "FROM busybox\nCOPY f /a/b/f\nRUN echo made > /made\nCMD cat /made /a/b/f\n")
            try fixture.write("app/f", "copied\n")
            try fixture.strata("build", "-q", "-t", "\(name):1", "app").succeed()
        }

        @Test("what is pushed is pulled by another store, with docker's words and the same digest, and runs there")
        func roundTrip() throws {
            let pushed = try fixture.strata("push", "\(name):1").succeed()
            #expect(pushed.hasPrefix("The push refers to repository [\(name)]\n"))
            #expect(pushed.split(separator: "\n").filter { $0.hasSuffix(": Pushed") }.count == 3)
            let digest = try digest("\(name):1")
            #expect(pushed.contains("\n1: digest: \(digest) size: "))
            let pulled = try other.strata("pull", "\(name):1").succeed()
            #expect(pulled.hasPrefix("1: Pulling from team/app\n"))
            #expect(pulled.split(separator: "\n").filter { $0.hasSuffix(": Pull complete") }.count == 3)
            #expect(
                pulled.hasSuffix("Digest: \(digest)\nStatus: Downloaded newer image for \(name):1\n\(name):1\n"))
            #expect(try other.strata("run", "--rm", "\(name):1").succeed() == "made\ncopied\n")
            let format = "{{json .RepoDigests}}"
            for store in [fixture, other] {
                #expect(
                    try store.strata("inspect", "--format", format, "\(name):1").succeed()
                        == "[\"\(name)@\(digest)\"]\n")
            }
            #expect(try other.strata("run", "--rm", "\(name)@\(digest)", "cat", "/made").succeed() == "made\n")
            try other.strata("system", "prune", "-f").succeed()
            try other.strata("store", "check").succeed()
        }

        @Test("an image that came by its digest is listed by it, as docker does, and by its repository")
        func byDigest() throws {
            try fixture.strata("push", "-q", "\(name):1").succeed()
            let digest = try digest("\(name):1")
            let format = "{{.Repository}} {{.Tag}} {{.Digest}}"
            #expect(try fixture.strata("images", "--format", format, name).succeed() == "\(name) 1 \(digest)\n")
            try other.strata("pull", "-q", "\(name)@\(digest)").succeed()
            #expect(try other.strata("images", "--format", format, name).succeed() == "\(name) <none> \(digest)\n")
            #expect(try other.strata("images", "--format", "{{.Repository}} {{.Tag}}").succeed() == "\(name) <none>\n")
            #expect(try other.strata("images", "-q", "else").succeed() == "")
            let table = try other.strata("images", "--digests").succeed()
            #expect(table.contains("\(name)   <none>    \(digest)"))
            try other.strata("tag", "\(name)@\(digest)", "mine:1").succeed()
            #expect(try other.strata("images", "--format", format).succeed() == "mine 1 <none>\n")
        }

        @Test("a digest that is here from one repository is asked of another one, and is of those only that have it")
        func digestFromElsewhere() throws {
            try fixture.strata("push", "-q", "\(name):1").succeed()
            let digest = try digest("\(name):1")
            try other.strata("pull", "-q", "\(name):1").succeed()
            other.expect(try other.strata("pull", "\(registry.host)/else/where@\(digest)"), "manifest unknown")
            let format = "{{json .RepoDigests}}"
            let shown = try other.strata("inspect", "--format", format, "\(name):1").succeed()
            #expect(shown == "[\"\(name)@\(digest)\"]\n")
            let moved = "\(registry.host)/else/where"
            try fixture.strata("tag", "\(name):1", "\(moved):2").succeed()
            try fixture.strata("push", "-q", "\(moved):2").succeed()
            let pulled = try other.strata("pull", "\(moved)@\(digest)").succeed()
            #expect(pulled.contains("Status: Image is up to date for \(moved)@\(digest)\n"))
            let both = try other.strata("inspect", "--format", format, "\(name):1").succeed()
            #expect(both == "[\"\(moved)@\(digest)\",\"\(name)@\(digest)\"]\n")
            // Of what is known to be there nothing is asked.
            let count = "grep -c '/manifests/' \(registry.directory)/log"
            let before = try fixture.shell(count).succeed()
            try other.strata("pull", "\(moved)@\(digest)").succeed()
            #expect(try fixture.shell(count).succeed() == before)
        }

        @Test("the id of an image that is here is no digest of a manifest")
        func imageID() throws {
            try fixture.strata("push", "-q", "\(name):1").succeed()
            let id = try fixture.strata("inspect", "--format", "{{.Id}}", "\(name):1").succeed().trimmed
            other.expect(try fixture.strata("pull", "\(name)@\(id)"), "loading the manifest of")
        }

        @Test("the second time nothing moves: layers are there, or come from another repository of the registry")
        func nothingTwice() throws {
            try fixture.strata("push", "\(name):1").succeed()
            let again = try fixture.strata("push", "\(name):1").succeed()
            #expect(again.split(separator: "\n").filter { $0.hasSuffix(": Layer already exists") }.count == 3)
            let moved = "\(registry.host)/else/where:2"
            try fixture.strata("tag", "\(name):1", moved).succeed()
            let mounted = try fixture.strata("push", moved).succeed()
            #expect(mounted.split(separator: "\n").filter { $0.hasSuffix(": Mounted from team/app") }.count == 3)
            try other.strata("pull", "-q", "\(name):1").succeed()
            let reads = try blobReads()
            let second = try other.strata("pull", "\(name):1").succeed()
            #expect(second.hasSuffix("Status: Image is up to date for \(name):1\n\(name):1\n"))
            #expect(second.split(separator: "\n").count == 4)
            #expect(try blobReads() == reads)
        }

        @Test("an update brings the changed layers only")
        func updates() throws {
            try fixture.strata("push", "\(name):1").succeed()
            try other.strata("pull", "-q", "\(name):1").succeed()
            try fixture.write("app/f", "changed\n")
            try fixture.strata("build", "-q", "-t", "\(name):1", "app").succeed()
            try fixture.strata("push", "-q", "\(name):1").succeed()
            let pulled = try other.strata("pull", "\(name):1").succeed()
            #expect(pulled.contains(": Already exists\n"))
            #expect(pulled.contains("Status: Downloaded newer image for \(name):1\n"))
            #expect(try other.strata("run", "--rm", "\(name):1").succeed() == "made\nchanged\n")
        }

        @Test("skopeo reads what was pushed, and what it pushes is pulled with the digest that it gave it")
        func otherTools() throws {
            try fixture.strata("push", "\(name):1").succeed()
            for (form, tag) in [("oci", "oci"), ("v2s2", "docker")] {
                let copy = "skopeo copy -q --src-tls-verify=false --dest-tls-verify=false --format \(form)"
                try fixture.shell("\(copy) docker://\(name):1 docker://\(name):\(tag)").succeed()
                let pulled = try other.strata("pull", "\(name):\(tag)").succeed()
                #expect(pulled.contains("Digest: \(try digest("\(name):\(tag)"))\n"))
                #expect(try other.strata("run", "--rm", "\(name):\(tag)").succeed() == "made\ncopied\n")
                // It goes back as it came.
                try other.strata("tag", "\(name):\(tag)", "\(name):back-\(tag)").succeed()
                try other.strata("push", "-q", "\(name):back-\(tag)").succeed()
                #expect(try digest("\(name):back-\(tag)") == digest("\(name):\(tag)"))
            }
            #expect(try other.strata("pull", "-q", "--all-tags", name).succeed().split(separator: "\n").count == 5)
        }

        @Test("podman pulls and runs what was pushed, and what it pushes is pulled", .needs("podman"))
        func podman() throws {
            try fixture.strata("push", "\(name):1").succeed()
            let podman = "podman --root $PWD/p --runroot $PWD/r --storage-driver vfs"
            let script = """
                set -e
                \(podman) pull -q --tls-verify=false \(name):1
                \(podman) inspect -f '{{.Id}}' \(name):1 > theirs
                \(podman) push -q --tls-verify=false \(name):1 \(name):podman
                \(podman) rmi -af > /dev/null
                strata inspect -f '{{.Id}}' \(name):1 | sed s/sha256:// | cmp - theirs
                """
            try fixture.shell(script).succeed()
            let pulled = try other.strata("pull", "\(name):podman").succeed()
            #expect(pulled.contains("Digest: \(try digest("\(name):podman"))\n"))
            #expect(try other.strata("run", "--rm", "\(name):podman").succeed() == "made\ncopied\n")
        }

        @Test("a blob whose bytes are wrong, too few or too many is refused, and nothing of it is kept")
        func damage() throws {
            try fixture.strata("push", "\(name):1").succeed()
            let blob = try fixture.shell(
                "ls -S \(registry.directory)/data/docker/registry/v2/blobs/sha256/*/*/data | head -1"
            ).succeed().trimmed
            for damage in [
                "printf x | dd of=\(blob) bs=1 seek=5000 conv=notrunc 2>/dev/null", "truncate -s -10 \(blob)",
                "printf more >> \(blob)",
            ] {
                try fixture.shell("cp \(blob) saved && \(damage)").succeed()
                let outcome = try other.strata("pull", "\(name):1")
                #expect(outcome.code == 1, "\(outcome)")
                #expect(try other.strata("images", "-q").succeed() == "")
                try fixture.shell("cp saved \(blob)").succeed()
            }
            try other.strata("pull", "-q", "\(name):1").succeed()
            #expect(try other.strata("run", "--rm", "\(name):1").succeed() == "made\ncopied\n")
        }

        @Test("what a mirror sends wrong is taken from the registry; where that is not there, the mirror is named")
        func wrongMirror() throws {
            try fixture.strata("push", "-q", "\(name):1").succeed()
            let mirror = try FaultProxy(before: registry.port, "99 GET /team/app/ flip")
            func environment(_ location: String) throws -> [String: String] {
                try other.write(
                    "registries.conf",
                    "[[registry]]\nprefix = \"example.test\"\nlocation = \"\(location)\"\n"
                        + "[[registry.mirror]]\nlocation = \"\(mirror.host)\"\n")
                return ["CONTAINERS_REGISTRIES_CONF": other.directory.appending("registries.conf").string]
            }
            let image = "example.test/team/app:1"
            try other.strata("pull", "-q", image, environment: environment("127.0.0.1:9")).fail(
                saying: "127.0.0.1:9: the registry does not answer; mirrors were asked before: ",
                " at \(mirror.host): the registry sends a manifest with the digest")
            try other.strata("pull", "-q", image, environment: environment(registry.host)).succeed()
            #expect(try other.strata("run", "--rm", image).succeed() == "made\ncopied\n")
            // Configuration and layers were asked of the mirror, too, each once.
            #expect(mirror.log().filter { $0.hasPrefix("GET /v2/team/app/blobs/") }.count >= 4, "\(mirror.log())")
        }

        @Test("a copy that gets wrong bytes from a mirror names it")
        func wrongMirrorOfCopy() throws {
            try fixture.strata("push", "-q", "\(name):1").succeed()
            let mirror = try FaultProxy(before: registry.port, "99 GET /blobs/ flip")
            try fixture.write(
                "registries.conf",
                "[[registry]]\nprefix = \"example.test\"\nlocation = \"\(registry.host)\"\n"
                    + "[[registry.mirror]]\nlocation = \"\(mirror.host)\"\n")
            let file = ["CONTAINERS_REGISTRIES_CONF": fixture.directory.appending("registries.conf").string]
            try fixture.strata("copy", "-q", "docker://example.test/team/app:1", "oci:copied", environment: file).fail(
                saying: "the bytes that came from \(mirror.host) have the digest")
            // The store takes it from the registry.
            try other.strata("copy", "-q", "docker://example.test/team/app:1", "again:1", environment: file).succeed()
        }

        @Test("a killed pull goes on where it ended")
        func resumption() throws {
            try fixture.shell("head -c 300000000 /dev/urandom > app/f").succeed()
            try fixture.strata("build", "-q", "-t", "\(name):big", "app").succeed()
            try fixture.strata("push", "-q", "\(name):big").succeed()
            let pull = try other.start("pull", "\(name):big")
            for _ in 0..<2000 {
                let size = try other.shell("cat store/partial/* 2>/dev/null | head -c 5000000 | wc -c").output
                if size.trimmed == "5000000" { break }
            }
            pull.process.kill()
            _ = try pull.wait()
            try #require(try other.strata("images", "-q").succeed() == "")
            let again = try other.strata("pull", "\(name):big", "--format", "json").succeed()
            #expect(again.contains(#""Downloaded":true"#))
            let log = try fixture.shell(#"grep -c '"GET /v2/.*" 206 ' "# + "\(registry.directory)/log")
            #expect(log.output.trimmed != "0", "\(log)")
            try other.strata("store", "check").succeed()
            #expect(try other.shell("ls store/partial").output == "")
        }

        @Test("a disk that fills up ends the pull with a reason, and the next one goes on", arguments: [true, false])
        func fullDisk(fillsWithBlob: Bool) throws {
            // Noise fills the disk while it comes, zeros when they are unpacked.
            try fixture.shell("head -c 40000000 /dev/\(fillsWithBlob ? "urandom" : "zero") > app/f").succeed()
            try fixture.strata("build", "-q", "-t", "\(name):big", "app").succeed()
            try fixture.strata("push", "-q", "\(name):big").succeed()
            let mounted = try other.shell("mkdir store && mount -t tmpfs -o size=24m none store")
            try #require(mounted.code == 0, "\(mounted)")
            defer { _ = try? other.shell("umount -l store") }
            try other.strata("pull", "\(name):big").fail(1, saying: "space", "hint:")
            #expect(try other.strata("images", "-aq").succeed() == "")
            #expect(try other.shell("ls store/work").output == "")
            try other.strata("store", "check").succeed()
            try other.shell("mount -o remount,size=400m store").succeed()
            try other.strata("pull", "-q", "\(name):big").succeed()
            try other.strata("store", "check").succeed()
            #expect(try other.shell("ls store/partial").output == "")
        }

        @Test("of an index the image of the platform that is asked for is pulled, and no other")
        func platforms() throws {
            try fixture.write("many/Dockerfile", "FROM scratch\nARG TARGETARCH\nCOPY $TARGETARCH /only\n")
            for architecture in ["amd64", "arm64", "s390x"] { try fixture.write("many/\(architecture)", architecture) }
            let platforms = "linux/amd64,linux/arm64,linux/s390x"
            try fixture.strata("build", "-q", "--platform", platforms, "-t", "\(name):many", "many").succeed()
            try fixture.strata("push", "-q", "\(name):many").succeed()
            let before = try blobReads()
            for architecture in ["arm64", "s390x"] {
                try other.strata("pull", "-q", "--platform", "linux/\(architecture)", "\(name):many").succeed()
                let shown = try other.strata(
                    "inspect", "--format", "{{.Architecture}} {{len .RootFS.Layers}}", "\(name):many")
                #expect(try shown.succeed() == "\(architecture) 1\n")
            }
            // A layer and a configuration each.
            #expect(try blobReads() - before == 4)
            other.expect(
                try other.strata("pull", "--platform", "linux/riscv64", "\(name):many"), "no matching manifest")
            try other.strata("store", "check").succeed()
        }

        @Test("four pulls at once load each layer once")
        func concurrency() throws {
            try fixture.strata("push", "-q", "\(name):1").succeed()
            let before = try blobReads()
            let pulls = try (0..<4).map { _ in try other.start("pull", "-q", "\(name):1") }
            for pull in pulls { try pull.wait().succeed() }
            // Three layers, and for each pull at most one configuration.
            #expect(try blobReads() - before <= 7)
            try other.strata("store", "check").succeed()
        }

        @Test("what is no image, is not there or is for another platform is refused in one error")
        func refusals() throws {
            try fixture.strata("push", "-q", "\(name):1").succeed()
            other.expect(try other.strata("pull", "\(name):none"), "manifest unknown")
            other.expect(try other.strata("pull", "--platform", "linux/s390x", "\(name):1"), "not for linux/s390x")
            other.expect(try other.strata("pull", "--all-tags", "\(name):1"), "tag can't be used", code: 125)
            other.expect(
                try other.strata("push", "\(name):1"), "An image does not exist locally with the tag: \(name):1")
            other.expect(
                try other.strata("push", "\(name)@sha256:\(String(repeating: "0", count: 64))"),
                "cannot push a digest reference", code: 125)
        }

        /// How often the registry was asked for a blob.
        private func blobReads() throws -> Int {
            let count = try fixture.shell(#"grep -c '"GET /v2/.*/blobs/sha256:' "# + "\(registry.directory)/log").output
                .trimmed
            return try #require(Int(count))
        }

        private func digest(_ name: String) throws -> String {
            try fixture.shell("skopeo inspect --tls-verify=false --format '{{.Digest}}' docker://\(name)").succeed()
                .trimmed
        }
    }
}

extension Fixture {
    fileprivate func expect(_ outcome: Outcome, _ text: String, code: Int32 = 1) {
        outcome.fail(code, saying: text)
    }
}

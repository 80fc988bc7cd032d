import LinuxSystem
import OCI
import TestServers
import Testing

extension EndToEnd {
    @Suite("strata copy", .needs("docker-registry"), .needs("skopeo"))
    struct ImageCopyTests {
        let registry: RegistryServer
        let fixture: Fixture
        let name: String
        let digest: String

        static let skopeo = "skopeo --insecure-policy copy -q --src-tls-verify=false --dest-tls-verify=false"

        init() throws {
            registry = try RegistryServer()
            fixture = try Fixture()
            name = "\(registry.host)/team/app"
            try fixture.write("app/Dockerfile", "FROM busybox\nCOPY f /a/b/f\nCMD cat /a/b/f\n")
            try fixture.write("app/f", "copied\n")
            try fixture.strata("build", "-q", "-t", "\(name):1", "app").succeed()
            try fixture.strata("push", "-q", "\(name):1").succeed()
            digest = try Self.digest("docker://\(name):1", fixture)
        }

        /// The digest of the manifest of a place, as skopeo reads it.
        static func digest(_ place: String, _ fixture: Fixture) throws -> String {
            try fixture.shell("skopeo inspect --raw --tls-verify=false '\(place)' | sha256sum").succeed()
                .split(separator: " ").first.map { "sha256:\($0)" } ?? ""
        }

        @Test(
            "every place is written so that skopeo reads the same digest there, and read where skopeo has written",
            arguments: ["docker://HOST/else/app:2", "oci:layout:app", "oci-archive:a.tar:app", "dir:plain"])
        func places(place: String) throws {
            let place = place.replacing("HOST", with: registry.host)
            let copied = try fixture.strata("copy", "docker://\(name):1", place).succeed()
            #expect(copied.hasSuffix("Digest: \(digest)\n"))
            #expect(try Self.digest(place, fixture) == digest)
            let theirs = place.replacing("app", with: "theirs").replacing("plain", with: "theirs")
            try fixture.shell("\(Self.skopeo) docker://\(name):1 '\(theirs)'").succeed()
            try fixture.strata("copy", theirs, "docker://\(name):back").succeed()
            #expect(try Self.digest("docker://\(name):back", fixture) == digest)
        }

        @Test(
            "a destination whose disk is full is named, and nothing of the copy stays there",
            arguments: [
                "dir:small/plain", "oci:small/layout:app", "oci-archive:small/a.tar", "docker-archive:small/b.tar",
            ])
        func fullDisk(place: String) throws {
            try fixture.shell("head -c 3000000 /dev/urandom > app/f").succeed()
            try fixture.strata("build", "-q", "-t", "\(name):big", "app").succeed()
            try fixture.shell("mkdir small && mount -t tmpfs -o size=1m none small").succeed()
            defer { _ = try? fixture.shell("umount -l small") }
            let path = place.split(separator: ":")[1]
            try fixture.strata("copy", "\(name):big", place).fail(saying: "\(path)", "no space is left", "hint:")
            #expect(try fixture.shell("find small -type f").succeed() == "")
        }

        @Test("a place that is of another kind than was said is told as what it is")
        func otherKinds() throws {
            for place in ["oci:layout:app", "dir:plain", "oci-archive:a.tar"] {
                try fixture.strata("copy", "\(name):1", place).succeed()
            }
            for (wrong, right) in [
                ("oci:plain", "it can be read as dir:plain"), ("dir:layout", "it can be read as oci:layout"),
                ("dir:a.tar", "oci-archive:a.tar"), ("oci:a.tar", "oci-archive:a.tar"),
                ("oci:app", "name the directory that an image was copied to"), ("dir:nothing", "there is no directory"),
            ] {
                try fixture.strata("copy", wrong, "dir:other").fail(saying: right)
            }
        }

        @Test("a docker-archive has the same image for skopeo, and skopeo's is read")
        func dockerArchive() throws {
            let id = try fixture.strata("inspect", "-f", "{{.Id}}", "\(name):1").succeed()
            try fixture.strata("copy", "docker://\(name):1", "docker-archive:ours.tar:app:1").succeed()
            let configuration = "skopeo inspect --config --raw docker-archive:ours.tar:app:1 | sha256sum"
            #expect(try fixture.shell(configuration).succeed().hasPrefix(id.trimmed.dropFirst(7)))
            try fixture.shell("\(Self.skopeo) docker-archive:ours.tar:app:1 dir:unpacked").succeed()
            try fixture.shell("\(Self.skopeo) docker://\(name):1 docker-archive:theirs.tar:app:1").succeed()
            try fixture.strata("copy", "docker-archive:theirs.tar", "from-theirs").succeed()
            #expect(try fixture.strata("inspect", "-f", "{{.Id}}", "from-theirs").succeed() == id)
            #expect(try fixture.strata("run", "--rm", "from-theirs").succeed() == "copied\n")
            try fixture.strata("copy", "--preserve-digests", "docker://\(name):1", "docker-archive:x.tar")
                .fail(saying: "a docker-archive has no manifest")
            try fixture.shell("test ! -e x.tar").succeed()
        }

        @Test("an image of the store goes everywhere with the digest that push gives it, and comes back")
        func store() throws {
            for place in ["docker://\(registry.host)/from/store:1", "oci:o:1", "oci-archive:o.tar", "dir:d"] {
                try fixture.strata("copy", "\(name):1", place).succeed()
                #expect(try Self.digest(place, fixture) == digest)
                try fixture.strata("copy", place, "strata:back:1").succeed()
                let found = try fixture.strata("inspect", "-f", "{{json .RepoTags}}", "back:1").succeed()
                #expect(found.contains("back:1"))
            }
            try fixture.strata("store", "check").succeed()
        }

        @Test("from one registry to another nothing is kept here, and within one blobs are mounted")
        func registries() throws {
            let other = try RegistryServer()
            let lonely = try Fixture(withBusyBox: false)
            let copy = ["copy", "docker://\(name):1", "docker://\(other.host)/mirror/app:1"]
            let first = try lonely.strata(copy[0], copy[1], copy[2]).succeed()
            #expect(first.split(separator: "\n").filter { $0.hasSuffix(": Copied") }.count == 3)
            #expect(try Self.digest("docker://\(other.host)/mirror/app:1", fixture) == digest)
            #expect(try lonely.shell("ls -A store 2>/dev/null | wc -l").succeed().trimmed == "0")
            let again = try lonely.strata(copy[0], copy[1], copy[2]).succeed()
            #expect(again.split(separator: "\n").filter { $0.hasSuffix(": Already exists") }.count == 3)
            let mounted = try lonely.strata("copy", copy[1], "docker://\(registry.host)/near/app").succeed()
            #expect(mounted.split(separator: "\n").filter { $0.hasSuffix(": Mounted from team/app") }.count == 3)
            #expect(try Self.digest("docker://\(registry.host)/near/app", fixture) == digest)
        }

        @Test("where a copy fails, nothing has the wanted name, and what was there before stays")
        func failures() throws {
            let blob = try fixture.shell(
                "ls -S \(registry.directory)/data/docker/registry/v2/blobs/sha256/*/*/data | head -1"
            ).succeed().trimmed
            try fixture.strata("copy", "docker://\(name):1", "oci:kept:app").succeed()
            let kept = try fixture.read("kept/index.json")
            try fixture.shell("cp '\(blob)' copy && printf X | dd of='\(blob)' bs=1 seek=100 conv=notrunc").succeed()
            let empty = try RegistryServer()
            let places = ["oci:new:app", "oci-archive:new.tar", "docker-archive:new.tar", "dir:new", "strata:new"]
            for place in places + ["docker://\(empty.host)/app:1"] {
                try fixture.strata("copy", "docker://\(name):1", place).fail(saying: "digest")
            }
            try fixture.strata("copy", "docker://\(name):1", "oci:kept:app").succeed()
            #expect(try fixture.read("kept/index.json") == kept)
            try fixture.shell("head -c 1000 copy > '\(blob)'").succeed()
            for place in places { try fixture.strata("copy", "docker://\(name):1", place).fail(saying: "bytes") }
            #expect(try fixture.shell("ls -A | grep new; ls -A store/work | wc -l").output.trimmed == "0")
            try fixture.strata("tags", "\(empty.host)/app").fail()
            try fixture.strata("inspect", "new").fail()
        }

        @Test("a connection that breaks is taken up where it broke, on both sides")
        func broken() throws {
            let other = try RegistryServer()
            let source = try FaultProxy(before: registry.port, "3 GET /blobs/ cut 500")
            let target = try FaultProxy(
                before: other.port, "1 PUT /blobs/uploads/ swallow 300\n1 POST /uploads/ status 503")
            try fixture.strata(
                "copy", "docker://\(source.host)/team/app:1", "docker://\(target.host)/mirror/app:1"
            ).succeed()
            #expect(source.log().contains { $0.contains("bytes=500-") })
            #expect(try Self.digest("docker://\(other.host)/mirror/app:1", fixture) == digest)
        }

        @Test("ten copies into one layout at once lose nothing")
        func concurrent() throws {
            let script = "for i in 0 1 2 3 4 5 6 7 8 9; do strata copy -q docker://\(name):1 oci:many:$i & done; wait"
            try fixture.shell(script).succeed()
            let index = try JSONValue(parsing: Array(fixture.read("many/index.json").utf8))
            let names = (index["manifests"]?.arrayValue ?? []).compactMap {
                $0["annotations"]?["org.opencontainers.image.ref.name"]?.stringValue
            }
            #expect(names.sorted() == (0...9).map { "\($0)" })
            try fixture.shell("\(Self.skopeo) oci:many:7 dir:seven").succeed()
        }

        @Test("places that are not copied are refused with what to do instead")
        func refusals() throws {
            try fixture.strata("copy", "docker:app", "dir:x").fail(125, saying: "begins with docker://")
            try fixture.strata("copy", "docker-daemon:app", "dir:x").fail(125, saying: "docker save")
            try fixture.strata("copy", "oci:", "dir:x").fail(125, saying: "names no path")
            try fixture.strata("copy", "no-such-image", "dir:x").fail(saying: "the store has no image no-such-image")
            try fixture.write("other/file", "mine\n")
            for place in ["dir:other", "oci:other"] {
                try fixture.strata("copy", "docker://\(name):1", place).fail(saying: "other")
            }
            #expect(try fixture.read("other/file") == "mine\n")
            #expect(try fixture.shell("ls -A other").succeed() == "file\n")
        }
    }
}

import LinuxSystem
import OCI
import SystemPackage
import TestServers
import Testing

extension EndToEnd {
    @Suite("Transfers that run out of disk", .needs("docker-registry"), .needs("skopeo"))
    struct FullDiskTransferTests {
        let registry: RegistryServer
        let fixture: Fixture
        let name: String

        init() throws {
            registry = try RegistryServer()
            fixture = try Fixture()
            name = "\(registry.host)/team/app"
        }

        /// Builds an image with a large layer.
        private func build() throws {
            try fixture.shell("mkdir app; head -c 3000000 /dev/urandom > app/x").succeed()
            try fixture.write("app/Dockerfile", "FROM busybox\nCOPY x /x\n")
            try fixture.strata("build", "-q", "-t", "\(name):1", "app").succeed()
        }

        /// Has a small disk where a registry that is empty keeps everything, for as long as the body runs; it gets `grow`, which makes
        /// the disk large.
        private func withFullRegistry(_ body: (RegistryServer, _ grow: () throws -> Void) throws -> Void) throws {
            let full = try RegistryServer()
            let data = full.directory.appending("data")
            try fixture.shell("mkdir -p \(data) && mount -t tmpfs -o size=2m none \(data)").succeed()
            defer { _ = try? fixture.shell("umount -l \(data)") }
            try body(full) { try fixture.shell("mount -o remount,size=100m \(data)").succeed() }
        }

        private func expectFullRegistry(_ outcome: Outcome) throws {
            outcome.fail(1, saying: "hint: the registry's disk is full")
            #expect(outcome.errors.split(separator: "\n").count { $0.hasPrefix("error: ") } == 1, "\(outcome)")
            #expect(try fixture.shell("ls store/work").succeed() == "")
            #expect(try fixture.strata("store", "check").succeed().contains("no fault"))
        }

        @Test(
            "a pull by files ends with a reason where its parts or its tree fill the disk, and the next one goes on",
            arguments: [2400, 6500])
        func pullByFiles(room: Int) throws {
            try fixture.shell(
                "mkdir -p app/d; cd app/d; for i in $(seq 40); do head -c 250000 /dev/urandom > $i; done"
            ).succeed()
            try fixture.write("app/Dockerfile", "FROM scratch\nCOPY d /d\n")
            for tag in ["1", "2"] {
                try fixture.strata("build", "-q", "-t", "\(name):\(tag)", "app").succeed()
                try fixture.strata("push", "-q", "--compression", "zstd:chunked", "\(name):\(tag)").succeed()
                try fixture.shell("cd app/d; for i in $(seq 12); do head -c 250000 /dev/urandom > $i; done").succeed()
            }
            let other = try Fixture(withBusyBox: false)
            try other.shell("mkdir store && mount -t tmpfs -o size=400m none store").succeed()
            defer { _ = try? other.shell("umount -l store") }
            try other.strata("pull", "-q", "\(name):1").succeed()
            let images = try other.strata("images", "-aq").succeed()
            let small = "size=$(($(df -k --output=used store | tail -1) + \(room)))k"
            try other.shell("mount -o remount,\(small) store").succeed()

            let outcome = try other.strata("pull", "-q", "\(name):2")
            outcome.fail(1, saying: "no space is left on the device", "hint: free space")
            #expect(outcome.errors.split(separator: "\n").count { $0.hasPrefix("error: ") } == 1, "\(outcome)")
            #expect(try other.strata("images", "-aq").succeed() == images)
            #expect(try other.shell("ls store/work").succeed() == "")
            #expect(try other.strata("store", "check").succeed().hasPrefix("1 images, 1 layers, 3 blobs: no fault"))

            try other.shell("mount -o remount,size=400m store").succeed()
            let proxy = try FaultProxy(before: registry.port, "")
            let again = try other.strata("pull", "--format", "json", "\(proxy.host)/team/app:2").succeed()
            #expect(again.contains(#""Partial":{"Fetched":"#), "\(again)")
            // 3 MB are new, of which most are here.
            let parts = proxy.log().filter { $0.contains(" bytes=") }
            let sizes = parts.flatMap { $0.split(separator: "=").last?.split(separator: ",") ?? [] }.map {
                range -> Int in
                let ends = range.split(separator: "-").compactMap { Int($0) }
                return ends.count == 2 ? ends[1] - ends[0] + 1 : 1 << 40
            }
            #expect(sizes.reduce(0, +) < 2_000_000, "\(parts)")
            #expect(try other.strata("store", "check").succeed().contains("no fault"))
            #expect(try other.shell("ls store/partial").succeed() == "")
        }

        @Test("a copy to a layout whose disk is full leaves no file, and the next one with room is complete")
        func copyToLayout() throws {
            try build()
            try fixture.strata("push", "-q", "\(name):1").succeed()
            let source = "docker://\(name):1"
            try fixture.shell("mkdir small && mount -t tmpfs -o size=2m none small").succeed()
            defer { _ = try? fixture.shell("umount -l small") }
            let outcome = try fixture.strata("copy", "-q", source, "oci:small/layout:app")
            outcome.fail(1, saying: "small/layout", "no space is left on the device", "hint: free space")
            #expect(try fixture.shell("find small -type f").succeed() == "")
            try fixture.shell("mount -o remount,size=100m small").succeed()
            try fixture.strata("copy", "-q", source, "oci:small/layout:app").succeed()
            try fixture.shell("skopeo --insecure-policy copy -q oci:small/layout:app dir:seen").succeed()
        }

        @Test("a copy to a registry whose disk is full says whose matter that is, and the next one is complete")
        func copyToRegistry() throws {
            try build()
            try fixture.strata("push", "-q", "\(name):1").succeed()
            try withFullRegistry { full, grow in
                let target = "docker://\(full.host)/mirror/app:1"
                for source in ["docker://\(name):1", "\(name):1"] {
                    try expectFullRegistry(fixture.strata("copy", "-q", source, target))
                }
                try grow()
                try fixture.strata("copy", "-q", "docker://\(name):1", target).succeed()
                let manifest = try fixture.strata("manifest", "\(full.host)/mirror/app:1").succeed()
                #expect(try fixture.strata("manifest", "\(name):1").succeed() == manifest)
                try fixture.shell(
                    "skopeo --insecure-policy copy -q --src-tls-verify=false \(target) dir:seen"
                ).succeed()
            }
        }

        @Test(
            "a cache that goes to a registry whose disk is full is told, the image is built, and the next one goes there"
        )
        func cache() throws {
            try fixture.write("app/Dockerfile", "FROM busybox\nRUN head -c 3000000 /dev/urandom > /noise\n")
            try withFullRegistry { full, grow in
                let cache = "type=registry,ref=\(full.host)/team/app:cache"
                let build = ["build", "-q", "-t", "app", "--cache-to", "\(cache),mode=max"]
                try expectFullRegistry(fixture.start(build + ["app"], input: "").wait())
                let layers = ["inspect", "--format", "{{json .RootFS.Layers}}", "app"]
                let made = try fixture.start(layers, input: "").wait().succeed()
                try fixture.strata("build", "-q", "-t", "app", "--cache-to", "\(cache),ignore-error=true", "app")
                    .succeed()
                try grow()
                try fixture.start(build + ["app"], input: "").wait().succeed()
                let other = try Fixture()
                try other.write("app/Dockerfile", try fixture.read("app/Dockerfile"))
                try other.strata("build", "-q", "-t", "app", "--cache-from", cache, "app").succeed()
                // The step makes other noise each time that it runs.
                #expect(try other.start(layers, input: "").wait().succeed() == made)
            }
        }
    }
}

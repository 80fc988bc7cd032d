import LinuxSystem
import OCI
import TestServers
import Testing

extension EndToEnd {
    @Suite("Docker's manifests in layouts", .needs("docker-registry"), .needs("skopeo"), .needs("umoci"))
    struct DockerTypesTests {
        let registry: RegistryServer
        let fixture: Fixture
        let name: String

        /// An image for two platforms, with docker's manifests and docker's list of them.
        init() throws {
            registry = try RegistryServer()
            fixture = try Fixture()
            name = "\(registry.host)/team/app"
            try fixture.write("Dockerfile", "FROM scratch\nCOPY f /f\n")
            try fixture.write("f", "copied\n")
            try fixture.strata("build", "-q", "--platform", "linux/amd64,linux/arm64", "-t", "\(name):1", ".").succeed()
            try fixture.strata("push", "-q", "\(name):1").succeed()
            try fixture.shell(
                "\(ImageCopyTests.skopeo) --all --format v2s2 docker://\(name):1 docker://\(name):2"
            ).succeed()
            try fixture.strata("rmi", "-f", "\(name):1").succeed()
            try fixture.strata("copy", "-q", "--all", "docker://\(name):2", "\(name):2").succeed()
        }

        @Test("save --format oci-dir and oci are read by umoci, skopeo and podman, and the image ID stays")
        func layouts() throws {
            let id = try fixture.strata("inspect", "-f", "{{.Id}}", "\(name):2").succeed()
            #expect(
                try fixture.strata("manifest", "\(name):2").succeed().contains("docker.distribution.manifest.list.v2"))
            for (words, place, directory) in [
                ("--platform linux/amd64 --format oci-dir -o one", "oci:one:2", "one"),
                ("--format oci-dir -o both", "oci:both:2", "both"),
                ("--platform linux/amd64 --format oci -o one.tar", "oci-archive:one.tar:2", nil),
            ] as [(String, String, String?)] {
                try fixture.shell("strata save \(words) \(name):2").succeed()
                try fixture.shell("\(ImageCopyTests.skopeo) \(place) dir:\(directory ?? "archive")-copy").succeed()
                let raw = try fixture.shell("skopeo inspect --config --raw \(place) | sha256sum").succeed()
                #expect(id.contains(raw.prefix(64)))
                if let directory {
                    try fixture.shell("! grep -rl vnd.docker \(directory)").succeed()
                    try fixture.shell("umoci unpack --rootless --image \(directory):2 \(directory)-tree").succeed()
                    try fixture.shell("cmp f \(directory)-tree/rootfs/f").succeed()
                }
                try fixture.shell("strata load -q -i \(directory ?? "one.tar")").succeed()
                #expect(try fixture.strata("inspect", "-f", "{{.Id}}", "\(name):2").succeed() == id)
            }
        }

        @Test("save keeps docker's manifests in docker's archive, with the registry's digest, and OCI's everywhere")
        func kept() throws {
            try fixture.strata("save", "-o", "a.tar", "\(name):2").succeed()
            let digest = try ImageCopyTests.digest("docker://\(name):2", fixture).dropFirst(7)
            try fixture.shell("tar -tf a.tar | grep -q blobs/sha256/\(digest)").succeed()
            try fixture.strata("copy", "-q", "--all", "docker://\(name):1", "\(name):1").succeed()
            try fixture.strata("save", "--format", "oci-dir", "-o", "kept", "\(name):1").succeed()
            #expect(
                try ImageCopyTests.digest("oci:kept:1", fixture) == ImageCopyTests.digest("docker://\(name):1", fixture)
            )
        }
    }
}

import SystemPackage
import Testing

extension EndToEnd {
    @Suite("Indexes with attestations, and other tools", .dockerDaemon)
    struct IndexInterchangeTests {
        private let fixture: Fixture

        init() throws {
            fixture = try Fixture()
            try fixture.write(
                "context/Dockerfile", "FROM scratch\nARG TARGETARCH\nENV FOR=$TARGETARCH\nCOPY Dockerfile /\n")
            try fixture.strata(
                "build", "--platform", "linux/amd64,linux/arm64", "--provenance", "mode=max", "-t", "app:index",
                fixture.directory.appending("context").string
            ).succeed()
        }

        @Test("skopeo copies all of it, and it comes back with its digest", .needs("skopeo"))
        func skopeo() throws {
            try fixture.shell("strata save --format oci-dir --compression gzip -o layout app:index").succeed()
            try fixture.shell("skopeo copy -q --all oci:layout:index oci:all:app:index").succeed()
            for arch in ["amd64", "arm64"] {
                let shown = try fixture.shell("skopeo --override-arch \(arch) inspect --config oci:all:app:index")
                    .succeed()
                #expect(shown.contains("FOR=\(arch)"))
            }
            let digest = try fixture.shell("skopeo inspect --raw oci:layout:index | sha256sum").succeed()
            try fixture.shell("STRATA_ROOT=$PWD/other strata load -i all").succeed()
            let found = try fixture.shell(
                "STRATA_ROOT=$PWD/other strata inspect -f '{{.Descriptor.digest}}' app:index"
            ).succeed()
            #expect(found.dropFirst("sha256:".count).prefix(64) == digest.prefix(64))
        }

        @Test("dockerd takes the image for its platform out of an archive", .needs("dockerd"))
        func docker() throws {
            try fixture.strata("save", "-o", fixture.directory.appending("app.tar").string, "app:index").succeed()
            let daemon = try DockerDaemon.shared()
            try daemon.docker("load", input: fixture.directory.appending("app.tar")).succeed()
            let shown = try daemon.docker("inspect", "-f", "{{.Id}} {{.Config.Env}}", "app:index").succeed()
            let id = try fixture.strata("inspect", "-f", "{{.Id}}", "app:index").succeed()
            #expect(shown.hasPrefix(id.trimmed))
        }

        @Test("umoci lists and unpacks one image of it", .needs("umoci"))
        func umoci() throws {
            try fixture.shell("strata save --format oci-dir --platform linux/arm64 -o layout app:index").succeed()
            try fixture.shell("umoci unpack --image layout:index bundle").succeed()
            #expect(try fixture.shell("ls bundle/rootfs").succeed() == "Dockerfile\n")
        }
    }
}

import Inspection
import OCI
import SystemPackage
import Testing

@Suite("Sources of images")
struct ImageSourceTests {
    @Test(
        "are read as skopeo writes them",
        arguments: [
            ("debian:12", ImageSource.store("debian:12")),
            ("strata:debian", .store("debian")),
            ("docker-archive:a.tar", .dockerArchive("a.tar", name: nil)),
            ("docker-archive:/x/a.tar:debian:12", .dockerArchive("/x/a.tar", name: "debian:12")),
            ("oci:dir:tag", .layout("dir", name: "tag")),
            ("oci-archive:a.tar", .layoutArchive("a.tar", name: nil)),
            ("docker-daemon:debian:12", .dockerDaemon("debian:12")),
            ("container:web", .container("web")),
            ("./a.tar", .path("./a.tar")),
            ("/srv/layout", .path("/srv/layout")),
            ("docker:latest", .store("docker:latest")), ("-", .standardInput), ("./-", .path("./-")),
        ])
    func forms(text: String, source: ImageSource) throws {
        #expect(try ImageSource(parsing: text) == source)
    }

    @Test("of a registry are references")
    func registry() throws {
        let reference = try ImageReference(parsing: "ghcr.io/a/b:1")
        #expect(try ImageSource(parsing: "docker://ghcr.io/a/b:1") == .registry(reference))
    }

    @Test("that cannot be read say what to do", arguments: ["oci:", "docker-archive::x", "dir:/x"])
    func refused(text: String) {
        #expect { try ImageSource(parsing: text) } throws: { error in
            (error as? InspectionError)?.code == .badSource && (error as? InspectionError)?.hint != nil
        }
    }
}

import SystemPackage
import Testing

extension EndToEnd {
    @Suite("strata copy between files and directories", .needs("skopeo"))
    struct CopyPairTests {
        private let fixture: Fixture
        /// The image ID.
        private let id: String
        /// A store that has nothing.
        private var empty: [String: String] { ["STRATA_ROOT": fixture.directory.appending("empty").string] }

        /// Other pairs, those with a registry and the store among them, are copied in `ImageCopyTests` and elsewhere.
        static let pairs: [(String, String)] =
            ["oci", "oci-archive", "docker-archive"].flatMap { source in
                ["oci", "oci-archive", "docker-archive", "dir"].map { (source, $0) }
            } + [("dir", "oci"), ("dir", "oci-archive")]

        init() throws {
            fixture = try Fixture()
            try fixture.write("app/Dockerfile", "FROM busybox\nCOPY f /a/b/f\nCMD cat /a/b/f\n")
            try fixture.write("app/f", "copied\n")
            try fixture.strata("build", "-q", "-t", "app", "app").succeed()
            id = try fixture.strata("inspect", "-f", "{{.Id}}", "app").succeed().trimmed
        }

        private func place(_ transport: String, _ name: String) -> String {
            switch transport {
            case "dir": "dir:\(name)"
            case "oci": "oci:\(name):\(name):1"
            default: "\(transport):\(name).tar:\(name):1"
            }
        }

        /// The digest of the manifest of a place, or of its configuration, as skopeo reads them.
        private func digest(_ place: String, _ options: String = "") throws -> String {
            "sha256:\(try fixture.shell("skopeo inspect --raw \(options) '\(place)' | sha256sum").succeed().prefix(64))"
        }

        @Test("what skopeo wrote is the same image for skopeo at the other place, and runs", arguments: pairs)
        func copies(source: String, target: String) throws {
            let (theirs, ours) = (place(source, "theirs"), place(target, "ours"))
            try fixture.strata("copy", "-q", "app", "oci:layout:app").succeed()
            try fixture.shell("skopeo --insecure-policy copy -q oci:layout:app \(theirs)").succeed()
            let copied = try fixture.strata("copy", theirs, ours, environment: empty).succeed()
            #expect(try digest(ours, "--config") == id)
            if target != "docker-archive" {
                let digest = try digest(ours)
                #expect(copied.hasSuffix("\nDigest: \(digest)\n"), "\(copied)")
                // A docker-archive has no manifest: skopeo makes one up.
                if source != "docker-archive" { #expect(try digest == self.digest(theirs)) }
            }
            // skopeo checks the digest of each blob that it reads, and the store those of the layers' archives.
            try fixture.shell("skopeo --insecure-policy copy -q \(ours) dir:read").succeed()
            try fixture.strata("copy", "-q", ours, "back:1", environment: empty).succeed()
            #expect(try fixture.strata("inspect", "-f", "{{.Id}}", "back:1", environment: empty).succeed() == id + "\n")
            #expect(try fixture.strata("run", "--rm", "back:1", environment: empty).succeed() == "copied\n")
        }
    }
}

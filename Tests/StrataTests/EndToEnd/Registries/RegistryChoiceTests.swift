import OCI
import SystemPackage
import TestServers
import Testing

extension EndToEnd {
    @Suite("Which image of a registry is meant", .needs("docker-registry"), .needs("skopeo"))
    struct RegistryChoiceTests {
        private let registry: RegistryServer
        private let fixture: Fixture
        private let other: Fixture
        private let name: String

        init() throws {
            registry = try RegistryServer()
            fixture = try Fixture()
            other = try Fixture(withBusyBox: false)
            name = "\(registry.host)/team/base"
        }

        /// Another image under the same name, in the registry alone; its digest.
        private func push(_ text: String, _ tag: String = "1") throws -> String {
            try fixture.write("base/Dockerfile", "FROM busybox\nRUN echo \(text) > /base\nCMD cat /base\n")
            try fixture.strata("build", "-q", "-t", "\(name):\(tag)", "base").succeed()
            try fixture.strata("push", "-q", "--digestfile", "digest", "\(name):\(tag)").succeed()
            return try fixture.read("digest")
        }

        /// How often the registry was asked for a manifest.
        private func manifestReads() throws -> String {
            try fixture.shell("grep -c '/manifests/' '\(registry.directory)/log'").succeed()
        }

        @Test("FROM and COPY --from take the image of a digest, whatever its tag stands for by now")
        func baseByDigest() throws {
            let (first, second) = (try push("first"), try push("second"))
            try #require(first != second)
            try other.write(
                "Dockerfile",
                """
                FROM \(name)@\(first) AS a
                RUN cat /base > /copy
                FROM \(name):1@\(first) AS b
                RUN cat /base > /tagged
                FROM scratch
                COPY --from=a /copy /
                COPY --from=b /tagged /
                COPY --from=\(name)@\(second) /base /

                """)
            let built = try other.strata("build", "--progress", "plain", "--output", "out", ".")
            try built.succeed()
            #expect(built.errors.contains("[internal] pull \(name)@\(first)\n"), "\(built)")
            #expect(built.errors.contains("[internal] pull \(name)@\(second)\n"), "\(built)")
            let contents = try ["copy", "tagged", "base"].map { try other.read("out/\($0)") }
            #expect(contents == ["first\n", "first\n", "second\n"])
            #expect(try other.strata("images", "-q", "\(name):1").succeed() == "", "no tag came with the digest")
            // A digest stands for the same for ever: there is nothing to ask.
            let reads = try manifestReads()
            try other.strata("build", "--pull", "--no-cache", "--output", "out", ".").succeed()
            #expect(try manifestReads() == reads)
        }

        @Test("a digest that the registry does not have is an error at its place in the Dockerfile")
        func missingDigest() throws {
            _ = try push("first")
            let digest = "sha256:\(String(repeating: "0", count: 64))"
            try other.write("Dockerfile", "FROM \(name):1\nRUN true\nCOPY --from=\(name)@\(digest) /base /\n")
            try other.strata("build", ".").fail(
                1, saying: "Dockerfile:3:13: error:", "\(name)@\(digest) cannot be pulled", "manifest unknown")
        }

        @Test("build --pull=false takes the base image that the store has, and pulls one that it lacks")
        func withoutPull() throws {
            _ = try push("first")
            try other.write("Dockerfile", "FROM \(name):1\n")
            func build(_ option: String) throws -> String {
                try other.strata("build", "-q", option, "-t", "app", ".").succeed()
                return try other.strata("run", "--rm", "app").succeed()
            }
            #expect(try build("--pull=false") == "first\n")
            _ = try push("second")
            #expect(try build("--pull=false") == "first\n")
            #expect(try build("--pull=true") == "second\n")
            try other.strata("build", "--pull=sometimes", ".").fail(125, saying: "--pull is true or false")
        }

        @Test("manifest --platform shows the manifest of that platform's image, byte for byte")
        func manifestOfPlatform() throws {
            try fixture.write(
                "many/Dockerfile", "FROM scratch\nARG TARGETARCH\nENV FOR=$TARGETARCH\nCOPY Dockerfile /\n")
            try fixture.strata("build", "-q", "--platform", "linux/amd64,linux/arm64", "-t", "\(name):many", "many")
                .succeed()
            try fixture.strata("push", "-q", "\(name):many").succeed()
            let index = try JSONValue(parsing: Array(other.strata("manifest", "\(name):many").succeed().utf8))
            let members = index["manifests"]?.arrayValue ?? []
            try #require(members.count == 2)
            for member in members {
                let architecture = try #require(member["platform"]?["architecture"]?.stringValue)
                let digest = try #require(member["digest"]?.stringValue)
                let raw = try other.strata("manifest", "--platform", "linux/\(architecture)", "\(name):many").succeed()
                #expect(
                    try raw
                        == other.shell("skopeo inspect --raw --tls-verify=false docker://\(name)@\(digest)").succeed())
                #expect(raw.utf8.count == member["size"]?.intValue.map { Int($0) })
                let shown = try other.strata(
                    "inspect", "--platform", "linux/\(architecture)", "--format", "{{.Architecture}} {{.Digest}}",
                    "docker://\(name):many")
                #expect(try shown.succeed() == "\(architecture) \(digest)\n")
            }
            try other.strata("manifest", "--platform", "linux/s390x", "\(name):many").fail(
                saying: "\(name):many has no image for linux/s390x", "it has some for linux/amd64, linux/arm64")
            let log = try fixture.shell("grep -c '\"GET /v2/team/base/blobs/' '\(registry.directory)/log'").output
            #expect(log == "2\n", "two configurations for inspect, and no layer: \(log)")
        }

        @Test("delete NAME@DIGEST deletes the image with all its tags, and nothing else")
        func deletedDigest() throws {
            let (first, second) = (try push("first"), try push("second", "2"))
            try fixture.strata("copy", "-q", "docker://\(name):1", "docker://\(name):3").succeed()
            #expect(try other.strata("delete", "\(name)@\(first)").succeed() == "Deleted: \(name)@\(first)\n")
            #expect(try other.strata("tags", name).succeed() == "2\n")
            for gone in ["\(name)@\(first)", "\(name):1", "\(name):3"] {
                try other.strata("manifest", gone).fail(saying: "loading the manifest of \(gone): manifest unknown")
            }
            try other.strata("delete", "\(name)@\(first)").fail(
                saying: "deleting \(name)@\(first): manifest unknown")
            #expect(try other.strata("run", "--rm", "-q", "\(name)@\(second)").succeed() == "second\n")
        }
    }
}

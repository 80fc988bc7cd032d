import OCI
import TestServers
import Testing

extension EndToEnd {
    @Suite("What pull, push and copy write for scripts", .needs("docker-registry"), .needs("skopeo"))
    struct TransferOutputTests {
        private let registry: RegistryServer
        private let fixture: Fixture
        private let other: Fixture
        private let name: String

        init() throws {
            registry = try RegistryServer()
            fixture = try Fixture()
            other = try Fixture(withBusyBox: false)
            name = "\(registry.host)/team/app"
            try fixture.write(
                "app/Dockerfile", "FROM busybox\nARG TARGETARCH\nCOPY Dockerfile /\nENV FOR=$TARGETARCH\n")
            try fixture.strata("build", "-q", "-t", name, "-t", "\(name):1", "app").succeed()
        }

        /// Builds an image for two platforms.
        private func buildMany() throws {
            try fixture.write(
                "many/Dockerfile", "FROM scratch\nARG TARGETARCH\nENV FOR=$TARGETARCH\nCOPY Dockerfile /\n")
            try fixture.strata("build", "-q", "--platform", "linux/amd64,linux/arm64", "-t", "\(name):many", "many")
                .succeed()
        }

        /// All that a command that succeeds writes: nothing to standard error.
        private func output(_ fixture: Fixture, _ command: String) throws -> String {
            let outcome = try fixture.shell("strata \(command)")
            #expect(outcome.errors == "", "\(command)")
            return try outcome.succeed()
        }

        /// The digest and the size of a manifest in the registry, as skopeo reads it.
        private func manifest(_ tag: String) throws -> (digest: String, size: Int) {
            let place = "docker://\(name):\(tag)"
            let raw = try fixture.shell("skopeo inspect --raw --tls-verify=false '\(place)'").succeed()
            return (try ImageCopyTests.digest(place, fixture), raw.utf8.count)
        }

        @Test("with -q push and pull write the whole name of each image, and copy nothing")
        func quiet() throws {
            #expect(try output(fixture, "push -q \(name)") == "\(name):latest\n")
            #expect(try output(fixture, "push -q \(name):1") == "\(name):1\n")
            #expect(try output(fixture, "push -q --all-tags \(name)") == "\(name):1\n\(name):latest\n")
            #expect(try output(fixture, "push -q busybox docker://\(name):box") == "\(name):box\n")
            for _ in 0..<2 { #expect(try output(other, "pull -q \(name)") == "\(name):latest\n") }
            #expect(
                try output(other, "pull -q --all-tags \(name)") == "\(name):1\n\(name):box\n\(name):latest\n")
            let digest = try manifest("1").digest
            #expect(try output(other, "pull -q \(name)@\(digest)") == "\(name)@\(digest)\n")
            #expect(try output(other, "pull -q \(name):1@\(digest)") == "\(name):1@\(digest)\n")
            for place in [
                "docker://\(registry.host)/else/app:1", "oci:layout:1", "oci-archive:o.tar", "docker-archive:d.tar:a:1",
                "dir:plain", "kept:1",
            ] {
                #expect(try output(other, "copy -q docker://\(name):1 \(place)") == "", "\(place)")
            }
            #expect(try output(other, "copy -q --all-tags docker://\(name) oci:tags") == "")
            #expect(try output(other, "copy -q --no-clobber docker://\(name):1 oci:layout:1") == "")
        }

        @Test("push --format json writes one object for each image: its name, and the descriptor that it has there")
        func pushedObjects() throws {
            func object(_ tag: String, _ type: MediaType) throws -> String {
                let (digest, size) = try manifest(tag)
                return #"{"Reference":"\#(name):\#(tag)","Digest":"\#(digest)","Size":\#(size),"MediaType":"\#(type)"}"#
                    + "\n"
            }
            let latest = try output(fixture, "push --format json \(name)")
            #expect(try latest == object("latest", .ociManifest))
            #expect(try output(fixture, "push --format json \(name)") == latest)
            let both = try output(fixture, "push --format json -q --all-tags \(name)")
            #expect(try both == object("1", .ociManifest) + latest)
            let zstd = try output(fixture, "push --format json --compression zstd \(name) \(name):zstd")
            #expect(try zstd == object("zstd", .ociManifest))
            #expect(try manifest("zstd").digest != manifest("1").digest)
            // What came as docker's goes as that, and an index with all its images.
            try fixture.strata("copy", "-q", "--format", "v2s2", "docker://\(name):1", "docker://\(name):v2s2")
                .succeed()
            try other.strata("pull", "-q", "\(name):v2s2").succeed()
            let docker = try output(other, "push --format json \(name):v2s2 \(name):docker")
            #expect(try docker == object("docker", .dockerManifest))
            try buildMany()
            let index = try output(fixture, "push --format json \(name):many")
            #expect(try index == object("many", .ociIndex))
        }

        @Test("pull --format json writes one object for each image: what it is, and whether it is new here")
        func pulledObjects() throws {
            func object(_ reference: String, _ tag: String, isNew: Bool, platform: String = "\(Platform.host)") throws
                -> String
            {
                let configuration =
                    "skopeo --override-arch \(platform.split(separator: "/")[1]) inspect --config --raw --tls-verify=false"
                let id = try fixture.shell("\(configuration) docker://\(name):\(tag) | sha256sum").succeed().prefix(64)
                return #"{"Reference":"\#(reference)","Digest":"\#(try manifest(tag).digest)","ID":"sha256:\#(id)","#
                    + #""Platform":"\#(platform)","Downloaded":\#(isNew)}"# + "\n"
            }
            try fixture.strata("push", "-q", "--all-tags", name).succeed()
            #expect(
                try output(other, "pull --format json \(name)") == object("\(name):latest", "latest", isNew: true))
            #expect(
                try output(other, "pull --format json \(name)") == object("\(name):latest", "latest", isNew: false))
            #expect(
                try output(other, "pull --format json -q --all-tags \(name)")
                    == object("\(name):1", "1", isNew: true) + object("\(name):latest", "latest", isNew: false))
            let byDigest = try "\(name)@\(manifest("1").digest)"
            #expect(try output(other, "pull --format json \(byDigest)") == object(byDigest, "1", isNew: false))
            // Of an index the digest is told, and the image of the platform.
            try buildMany()
            try fixture.strata("push", "-q", "\(name):many").succeed()
            for platform in ["linux/arm64", "linux/amd64"] {
                #expect(
                    try output(other, "pull --format json --platform \(platform) \(name):many")
                        == object("\(name):many", "many", isNew: true, platform: platform))
            }
        }

        @Test("of a layer that came by files the object tells how many bytes the registry sent of how many")
        func parts() throws {
            try fixture.shell(
                """
                set -e
                mkdir -p parts/d
                for i in 1 2 3 4; do head -c 100000 /dev/urandom > parts/d/$i; done
                printf 'FROM scratch\\nCOPY d /d\\n' > parts/Dockerfile
                strata build -q -t \(name):old parts
                head -c 100000 /dev/urandom > parts/d/2
                strata build -q -t \(name):new parts
                for i in old new; do strata push -q --compression zstd:chunked \(name):$i; done
                """
            ).succeed()
            let whole = try output(other, "pull --format json \(name):old")
            #expect(!whole.contains("Partial"))
            let digest = try manifest("new").digest
            let raw = try fixture.strata("manifest", "\(name):new").succeed()
            let document = try JSONValue(parsing: Array(raw.utf8))
            let layer = try #require(document["layers"]?[0]?["digest"]?.stringValue)
            let size = try #require(document["layers"]?[0]?["size"]?.intValue)
            let id = try #require(document["config"]?["digest"]?.stringValue)
            let pulled = try output(other, "pull --format json \(name):new")
            let sent = try fixture.shell(
                "sed -n 's|.*\"GET [^ ]*/\(layer) [^ ]*\" 206 \\([0-9]*\\) .*|\\1|p' '\(registry.directory)/log' | awk '{ sum += $1 } END { print sum }'"
            ).succeed().trimmed
            try #require(Int64(sent).map { $0 > 100_000 && $0 < size / 2 } == true, "\(sent) of \(size)")
            #expect(
                pulled
                    == #"{"Reference":"\#(name):new","Digest":"\#(digest)","ID":"\#(id)","Platform":"\#(Platform.host)","#
                    + #""Downloaded":true,"Partial":{"Fetched":\#(sent),"Size":\#(size)}}"# + "\n")
        }

        @Test("what fails writes nothing to standard output, and a format that there is not is told before anything")
        func failures() throws {
            for options in ["-q", "--format json"] {
                let pulled = try other.shell("strata pull \(options) \(name):none")
                pulled.fail(1, saying: "manifest unknown")
                let pushed = try other.shell("strata push \(options) \(name):none")
                pushed.fail(1, saying: "An image does not exist locally with the tag: \(name):none")
                #expect(pulled.output + pushed.output == "")
            }
            for command in ["pull", "push"] {
                let outcome = try fixture.shell("strata \(command) --format '{{.ID}}' \(name)")
                outcome.fail(125, saying: "--format {{.ID}}: there is no such format", "hint: write --format json")
                #expect(outcome.output == "")
            }
            try fixture.strata("tags", name).fail(saying: "repository name not known")
        }
    }
}

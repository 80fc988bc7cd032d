import LinuxSystem
import OCI
import TestServers
import Testing

extension EndToEnd {
    @Suite("strata copy of indexes and forms", .needs("docker-registry"), .needs("skopeo"), .needs("python3"))
    struct IndexCopyTests {
        let registry: RegistryServer
        let other: RegistryServer
        let fixture: Fixture
        let name: String
        let digest: String

        init() throws {
            registry = try RegistryServer()
            other = try RegistryServer()
            fixture = try Fixture()
            name = "\(registry.host)/team/app"
            try fixture.write("Dockerfile", "FROM scratch\nCOPY f /f\n")
            try fixture.write("f", "copied\n")
            try fixture.strata(
                "build", "-q", "--platform", "linux/amd64,linux/arm64", "--provenance=true", "-t", "\(name):1", "."
            ).succeed()
            try fixture.strata("push", "-q", "\(name):1").succeed()
            digest = try ImageCopyTests.digest("docker://\(name):1", fixture)
        }

        /// Stores something that refers to the index; its digest.
        private func refer() throws -> String {
            let manifest = """
                {"schemaVersion":2,"mediaType":"\(MediaType.ociManifest)","artifactType":"application/x.signature","config":{"mediaType":\
                "\(MediaType.ociEmpty)",EMPTY},"layers":[{"mediaType":"\(MediaType.ociEmpty)",EMPTY}],"subject":\
                {"mediaType":"\(MediaType.ociIndex)","digest":"\(digest)","size":1607}}
                """
            try fixture.write("manifest.json", manifest)
            try fixture.write("put.py", RegistryEdgeTests.putting)
            let digest = try fixture.shell("python3 put.py http://\(registry.host)/v2/team/app -").succeed().trimmed
            let tag = "sha256-\(self.digest.dropFirst(7))"
            try fixture.write(
                "manifest.json",
                """
                {"schemaVersion":2,"mediaType":"\(MediaType.ociIndex)","manifests":[{"mediaType":"\(MediaType.ociManifest)",\
                "digest":"\(digest)","size":\(try size(digest)),"artifactType":"application/x.signature"}]}
                """)
            try fixture.shell("python3 put.py http://\(registry.host)/v2/team/app \(tag)").succeed()
            return digest
        }

        private func size(_ digest: String) throws -> Int {
            let raw = try fixture.strata("manifest", "\(name)@\(digest)").succeed()
            return raw.utf8.count
        }

        private func raw(_ place: String) throws -> JSONValue {
            let text = try fixture.shell("skopeo inspect --raw --tls-verify=false '\(place)'").succeed()
            return try JSONValue(parsing: Array(text.utf8))
        }

        @Test("--all takes the index with its attestations and what refers to it, from place to place, as it is")
        func whole() throws {
            let referrer = try refer()
            for place in ["oci:layout:app", "oci-archive:a.tar:app", "docker://\(other.host)/mirror/app:1"] {
                try fixture.strata("copy", "--all", "docker://\(name):1", place).succeed()
                #expect(try ImageCopyTests.digest(place, fixture) == digest)
                let onwards = "docker://\(other.host)/on/\(place.prefix(while: { $0 != ":" })):1"
                try fixture.strata("copy", "--all", place, onwards).succeed()
                #expect(try ImageCopyTests.digest(onwards, fixture) == digest)
                let list = try raw(String(onwards.dropLast(1)) + "sha256-\(digest.dropFirst(7))")
                #expect(list["manifests"]?.arrayValue?.map { $0["digest"]?.stringValue } == [referrer])
                try fixture.shell("\(ImageCopyTests.skopeo) --all '\(onwards)' dir:theirs").succeed()
            }
            try fixture.shell("\(ImageCopyTests.skopeo) --all docker://\(name):1 dir:plain").succeed()
            try fixture.strata("copy", "--all", "dir:plain", "strata:kept:1").succeed()
            try fixture.strata("copy", "--all", "kept:1", "dir:ours").succeed()
            #expect(try fixture.shell("diff -r ours plain").succeed() == "")
            try fixture.strata("copy", "--all", "docker://\(name):1", "docker-archive:x.tar")
                .fail(saying: "is for several platforms")
            try fixture.shell("test ! -e x.tar").succeed()
        }

        @Test("without --all the image for one platform goes: this machine's, or the one that is named")
        func platforms() throws {
            let members = try raw("docker://\(name):1")["manifests"]?.arrayValue ?? []
            let digests = members.compactMap { $0["digest"]?.stringValue }
            for (options, index) in [
                (["--platform", "linux/arm64"], 1), (["--override-arch", "arm64"], 1), (["--override-os=linux"], 0),
            ] {
                let host = Platform.host.architecture == "arm64" ? 1 : 0
                let wanted = index == 1 ? 1 : host
                let outcome = try fixture.shell(
                    "strata copy \(options.joined(separator: " ")) --digestfile digest docker://\(name):1 dir:one")
                try outcome.succeed()
                #expect(try fixture.read("digest") == digests[wanted])
                #expect(try ImageCopyTests.digest("dir:one", fixture) == digests[wanted])
            }
            try fixture.strata("copy", "--platform", "linux/s390x", "docker://\(name):1", "dir:none")
                .fail(saying: "has no image for linux/s390x", "linux/amd64, linux/arm64")
            try fixture.shell("test ! -e none").succeed()
        }

        @Test("--format writes manifests of the other kind, which skopeo reads; a layout holds those of the OCI")
        func formats() throws {
            let place = "docker://\(other.host)/docker/app:1"
            try fixture.strata("copy", "--format", "v2s2", "docker://\(name):1", place).succeed()
            let docker = try raw(place)
            #expect(docker["mediaType"]?.stringValue == MediaType.dockerManifest.rawValue)
            #expect(docker["layers"]?[0]?["mediaType"]?.stringValue == MediaType.dockerLayerGzip.rawValue)
            try fixture.shell("\(ImageCopyTests.skopeo) \(place) dir:theirs").succeed()
            try fixture.strata("copy", place, "oci:layout:app").succeed()
            try fixture.shell("\(ImageCopyTests.skopeo) oci:layout:app dir:from-layout").succeed()
            let oci = try raw("oci:layout:app")
            #expect(oci["mediaType"]?.stringValue == MediaType.ociManifest.rawValue)
            #expect(oci["config"]?["digest"] == docker["config"]?["digest"])
            try fixture.strata("copy", place, "dir:kept").succeed()
            #expect(try raw("dir:kept") == docker)
            try fixture.strata("copy", "--preserve-digests", place, "oci:layout:app").fail(saying: "has the digest")
            try fixture.strata("copy", "--format", "v2s2", place, "oci:layout:app").fail(saying: "manifests of the OCI")
            try fixture.strata("copy", "--format", "v2s1", place, "dir:x").fail(125, saying: "no such kind")
        }

        @Test("--dest-compress-format compresses layers anew, and attestations name the images that come of it")
        func compressions() throws {
            try fixture.strata(
                "copy", "--all", "--dest-compress-format", "zstd", "docker://\(name):1", "oci:layout:zstd"
            ).succeed()
            let members = try raw("oci:layout:zstd")["manifests"]?.arrayValue ?? []
            #expect(members.count == 4)
            let image = try #require(members.first?["digest"]?.stringValue)
            let attestation = members[2]
            #expect(attestation["annotations"]?["vnd.docker.reference.digest"]?.stringValue == image)
            let blobs = "layout/blobs/sha256/"
            let manifest = try JSONValue(parsing: Array(fixture.read(blobs + image.dropFirst(7)).utf8))
            #expect(manifest["layers"]?[0]?["mediaType"]?.stringValue == MediaType.ociLayerZstd.rawValue)
            let about = try #require(attestation["digest"]?.stringValue)
            let statement = try JSONValue(parsing: Array(fixture.read(blobs + about.dropFirst(7)).utf8))
            let text = try #require(statement["layers"]?[0]?["digest"]?.stringValue)
            #expect(try fixture.read(blobs + text.dropFirst(7)).contains(image.dropFirst(7)))
            // The same image as before, for whoever takes the compression off.
            try fixture.shell("\(ImageCopyTests.skopeo) oci:layout:zstd dir:theirs").succeed()
            try fixture.strata("copy", "dir:theirs", "docker-archive:z.tar:z:1").succeed()
            try fixture.strata("copy", "docker-archive:z.tar", "strata:z").succeed()
            let format = "{{json .RootFS.Layers}}"
            #expect(
                try fixture.strata("inspect", "-f", format, "z").succeed()
                    == fixture.strata("inspect", "-f", format, "\(name):1").succeed())
            try fixture.strata("copy", "--format", "v2s2", "oci:layout:zstd", "dir:x")
                .fail(saying: "no name for layers compressed with zstd")
            try fixture.strata("copy", "--dest-compress-format", "lz4", "oci:layout:zstd", "dir:x")
                .fail(125, saying: "there is no such form")
        }
    }
}

import OCI
import TestServers
import Testing

extension EndToEnd {
    @Suite(
        "Layers in every form of both families", .needs("docker-registry"), .needs("skopeo"), .needs("python3"),
        .needs("zstd"))
    struct LayerFormTests {
        private let registry: RegistryServer
        private let back: RegistryServer
        /// With an empty store.
        private let fixture: Fixture

        init() throws {
            registry = try RegistryServer()
            back = try RegistryServer()
            fixture = try Fixture(withBusyBox: false)
        }

        /// Stores an image with one layer, in which a file has 3000 lines `FAMILY FORM ARCHITECTURE`, as `app:1`; or a list of such images
        /// for several architectures. Its digest.
        private func put(_ family: String, _ form: String, _ architectures: String = "") throws -> String {
            try fixture.write("forms.py", Self.putting)
            return try fixture.shell(
                "python3 forms.py http://\(registry.host)/v2/app 1 \(family) \(form) \(architectures)"
            ).succeed().trimmed
        }

        private static let putting = #"""
            import gzip, hashlib, io, json, subprocess, sys, tarfile, urllib.request
            base, tag, family, form = sys.argv[1:5]
            OCI, DOCKER = "application/vnd.oci.image.", "application/vnd.docker."
            def ask(method, address, data, kind):
                request = urllib.request.Request(address, data=data, method=method, headers={"Content-Type": kind})
                return urllib.request.urlopen(request)
            def described(kind, data, **more):
                return {"mediaType": kind, "digest": "sha256:" + hashlib.sha256(data).hexdigest(), "size": len(data), **more}
            def blob(kind, data):
                it = described(kind, data)
                place = ask("POST", base + "/blobs/uploads/", b"", "").headers["Location"]
                ask("PUT", place + "&digest=" + it["digest"], data, "application/octet-stream")
                return it
            def put(manifest, name, **more):
                data = json.dumps(manifest).encode()
                it = described(manifest["mediaType"], data, **more)
                ask("PUT", base + "/manifests/" + (name or it["digest"]), data, it["mediaType"])
                return it
            def image(name, architecture):
                text = f"{family} {form} {architecture}\n".encode() * 3000
                file = io.BytesIO()
                with tarfile.open(fileobj=file, mode="w") as archive:
                    member = tarfile.TarInfo("f")
                    member.size = len(text)
                    archive.addfile(member, io.BytesIO(text))
                layer = file.getvalue()
                diff = described("", layer)["digest"]
                if form == "gzip": layer = gzip.compress(layer, mtime=0)
                if form == "zstd": layer = subprocess.run(["zstd", "-qc"], input=layer, capture_output=True, check=True).stdout
                suffix = {"uncompressed": "", "gzip": "gzip", "zstd": "zstd"}[form]
                kinds = {
                    "oci": ("manifest.v1+json", "config.v1+json", "layer.v1.tar" + (suffix and "+" + suffix)),
                    "docker": ("distribution.manifest.v2+json", "container.image.v1+json",
                        "image.rootfs.diff.tar" + (suffix and "." + suffix)),
                }[family]
                kinds = [{"oci": OCI, "docker": DOCKER}[family] + kind for kind in kinds]
                config = {"architecture": architecture, "os": "linux", "config": {}, "rootfs": {"type": "layers", "diff_ids": [diff]}}
                manifest = {"schemaVersion": 2, "mediaType": kinds[0], "config": blob(kinds[1], json.dumps(config).encode()),
                    "layers": [blob(kinds[2], layer)]}
                return put(manifest, name, platform={"architecture": architecture, "os": "linux"})
            if len(sys.argv) == 5:
                print(image(tag, "amd64")["digest"])
            else:
                kind = {"oci": OCI + "index.v1+json", "docker": DOCKER + "distribution.manifest.list.v2+json"}[family]
                members = [image(None, architecture) for architecture in sys.argv[5:]]
                print(put({"schemaVersion": 2, "mediaType": kind, "manifests": members}, tag)["digest"])
            """#

        /// All blobs that a registry has, with the digests that their bytes have.
        private func blobs(of registry: RegistryServer) throws -> String {
            try fixture.shell(
                "cd '\(registry.directory)/data/docker/registry/v2/blobs' && find . -name data | sort | xargs sha256sum"
            ).succeed()
        }

        @Test(
            "each is pulled into an empty store, and goes back byte for byte as it came", arguments: ["oci", "docker"],
            ["uncompressed", "gzip", "zstd"])
        func forms(family: String, form: String) throws {
            let digest = try put(family, form)
            let pulled = try fixture.strata("pull", "\(registry.host)/app:1").succeed()
            #expect(pulled.split(separator: "\n").filter { $0.hasSuffix(": Pull complete") }.count == 1, "\(pulled)")
            #expect(pulled.contains("\nDigest: \(digest)\n"), "\(pulled)")
            let content = try fixture.shell("strata export \(registry.host)/app:1 | tar -xO f | uniq -c").succeed()
            #expect(content.trimmed == "3000 \(family) \(form) amd64")
            try fixture.strata("store", "check").succeed()
            try fixture.strata("push", "-q", "\(registry.host)/app:1", "\(back.host)/app:1").succeed()
            #expect(try ImageCopyTests.digest("docker://\(back.host)/app:1", fixture) == digest)
            #expect(try blobs(of: back) == blobs(of: registry))
        }

        @Test("of docker's list of manifests each platform's image is pulled, and the list is pushed back as it was")
        func list() throws {
            let digest = try put("docker", "gzip", "amd64 arm64")
            let name = "\(registry.host)/app:1"
            for architecture in ["amd64", "arm64"] {
                let alone = "strata --root \(architecture)"
                let pulled = try fixture.shell("\(alone) pull --platform linux/\(architecture) \(name)").succeed()
                #expect(pulled.contains("\nDigest: \(digest)\n"), "\(pulled)")
                let content = try fixture.shell("\(alone) export \(name) | tar -xO f | uniq -c").succeed()
                #expect(content.trimmed == "3000 docker gzip \(architecture)")
                try fixture.strata("pull", "-q", "--platform", "linux/\(architecture)", name).succeed()
            }
            try fixture.strata("push", "-q", name, "\(back.host)/app:1").succeed()
            #expect(try ImageCopyTests.digest("docker://\(back.host)/app:1", fixture) == digest)
            #expect(try blobs(of: back) == blobs(of: registry))
        }

        @Test("copy takes docker's list whole, or one image of it, as skopeo does")
        func copiedList() throws {
            let digest = try put("docker", "uncompressed", "amd64 arm64")
            let place = "docker://\(registry.host)/app:1"
            for (ours, theirs) in [("--all", "--all"), ("--platform linux/arm64", "--override-arch arm64")] {
                let before = theirs == "--all" ? "" : theirs
                let after = theirs == "--all" ? theirs : ""
                try fixture.shell(
                    """
                    set -e
                    rm -rf ours theirs
                    strata copy -q \(ours) \(place) dir:ours
                    skopeo --insecure-policy \(before) copy -q --src-tls-verify=false \(after) \(place) dir:theirs
                    diff -r ours theirs
                    """
                ).succeed()
            }
            try fixture.strata("copy", "-q", "--all", place, "docker://\(back.host)/app:1").succeed()
            #expect(try ImageCopyTests.digest("docker://\(back.host)/app:1", fixture) == digest)
            #expect(try blobs(of: back) == blobs(of: registry))
        }

        @Test(
            "a layer that is not to be handed on is refused with the reason, and nothing of its image stays",
            arguments: [MediaType.ociForeignLayer, .ociForeignLayerGzip, .ociForeignLayerZstd])
        func foreign(type: MediaType) throws {
            let layer = "sha256:\(String(repeating: "1", count: 64))"
            try fixture.write("put.py", RegistryEdgeTests.putting)
            try fixture.write(
                "manifest.json",
                """
                {"schemaVersion":2,"mediaType":"\(MediaType.ociManifest)","config":{"mediaType":"\(MediaType.ociConfiguration)",EMPTY},\
                "layers":[{"mediaType":"\(type)","digest":"\(layer)","size":7,"urls":["https://example.com/layer"]}]}
                """)
            try fixture.shell("python3 put.py http://\(registry.host)/v2/team/app 1").succeed()
            let name = "\(registry.host)/team/app:1"
            try fixture.strata("pull", name).fail(
                saying: "the layer \(layer) of \(registry.host)/team/app is not handed on by registries (\(type))",
                "Windows")
            let reason = "the layer \(layer) is not handed on by registries (\(type))"
            for place in ["docker-archive:w.tar", "store:1"] {
                try fixture.strata("copy", "docker://\(name)", place).fail(saying: reason)
            }
            try fixture.write("Dockerfile", "FROM \(name)\n")
            try fixture.strata("build", ".").fail(saying: "Dockerfile:1:6: error:", "is not handed on by registries")
            #expect(try fixture.strata("images", "-aq").succeed() == "")
            try fixture.shell("test ! -e w.tar").succeed()
        }
    }
}

import LinuxSystem
import OCI
import SystemPackage
import TestServers
import Testing

extension EndToEnd {
    @Suite(
        "Tables of contents from a registry, and what comes by them", .needs("docker-registry"), .needs("python3"),
        .needs("zstd"))
    struct ForgedTableTests {
        let registry: RegistryServer
        let fixture: Fixture
        let other: Fixture
        let name: String

        init() throws {
            registry = try RegistryServer()
            fixture = try Fixture(withBusyBox: false)
            other = try Fixture(withBusyBox: false)
            name = "\(registry.host)/team/app"
            try fixture.shell(
                """
                set -e
                mkdir -p app/d; cd app
                for i in $(seq 100); do head -c $((i * 300 + 1)) /dev/urandom > d/$i; done
                printf 'FROM scratch\\nCOPY d /d\\n' > Dockerfile
                """
            ).succeed()
            try push("1")
            try fixture.shell("head -c 5000 /dev/urandom > app/d/77; rm app/d/5; echo new > app/d/new").succeed()
            try push("2")
            try other.strata("pull", "-q", "\(name):1").succeed()
        }

        private func push(_ tag: String) throws {
            try fixture.strata("build", "-q", "-t", "\(name):\(tag)", "app").succeed()
            try fixture.strata("push", "-q", "--compression", "zstd:chunked", "\(name):\(tag)").succeed()
        }

        /// Gives the layer of an image in a layout another table of contents (containers/storage, pkg/chunked), for which its
        /// manifest vouches: forge.py LAYOUT TAG STATEMENT, with `entry` for the entry of the file `d/new`, and `entries` for all.
        private static let forging = #"""
            import hashlib, json, struct, subprocess, sys
            layout, tag, statement = sys.argv[1:]
            path = lambda digest: layout + "/blobs/sha256/" + digest[7:]
            def put(data):
                digest = "sha256:" + hashlib.sha256(data).hexdigest()
                open(path(digest), "wb").write(data)
                return {"digest": digest, "size": len(data)}
            zstd = lambda option, data: subprocess.run(["zstd", option], input=data, stdout=subprocess.PIPE, check=True).stdout
            index = json.load(open(layout + "/index.json"))
            named = [e for e in index["manifests"] if e["annotations"]["org.opencontainers.image.ref.name"] == tag][0]
            manifest = json.load(open(path(named["digest"])))
            layer = manifest["layers"][-1]
            blob = open(path(layer["digest"]), "rb").read()
            key = "io.github.containers.zstd-chunked.manifest-"
            offset, length = map(int, layer["annotations"][key + "position"].split(":")[:2])
            table = json.loads(zstd("-dc", blob[offset:offset + length]))
            entries = table["entries"]
            entry = [e for e in entries if e["name"].strip("/") == "d/new"][0]
            exec(statement)
            plain = json.dumps(table).encode()
            packed = zstd("-c", plain)
            layer["annotations"][key + "position"] = f"{len(blob) + 8}:{len(packed)}:{len(plain)}:1"
            layer["annotations"][key + "checksum"] = "sha256:" + hashlib.sha256(packed).hexdigest()
            layer.update(put(blob + b"\x50\x2a\x4d\x18" + struct.pack("<I", len(packed)) + packed))
            named.update(put(json.dumps(manifest).encode()))
            json.dump(index, open(layout + "/index.json", "w"))
            """#

        @Test(
            "a table that says something else than the tar is refused, and nothing of its image is kept",
            arguments: [
                #"entry["mode"] = 0o4755"#, #"entry["name"] = "d/other""#, #"entries.remove(entry)"#,
                #"entry["digest"] = entry["chunkDigest"] = "sha256:" + "0" * 64"#,
            ])
        func forged(statement: String) throws {
            try fixture.write("forge.py", Self.forging)
            try fixture.strata("copy", "-q", "docker://\(name):2", "oci:layout:2").succeed()
            try fixture.shell("python3 forge.py layout 2 '\(statement)'").succeed()
            try fixture.strata("copy", "-q", "oci:layout:2", "docker://\(name):forged").succeed()
            let listing =
                "strata images --format '{{.ID}} {{.Tag}}'; find store/layers store/work store/partial store/blobs | sort"
            let before = try other.shell(listing).succeed()
            let refused = try other.strata("pull", "\(name):forged")
            refused.fail(
                1, saying: "the table of contents of a layer is wrong: ",
                "hint: the layer is hostile or broken: get the image from where it was made")
            #expect(try other.shell(listing).succeed() == before)
            #expect(try other.strata("store", "check").succeed().contains("no fault"))
            // The one that is right comes after that as before.
            try other.strata("pull", "-q", "\(name):2").succeed()
        }

        @Test("what is said to have been fetched is what the registry sent of the layer, byte for byte")
        func fetched() throws {
            let log = "\(registry.directory)/log"
            let lines = try fixture.shell("wc -l < '\(log)'").succeed().trimmed
            let pulled = try other.strata("pull", "--format", "json", "\(name):2").succeed()
            let partial = try #require(try JSONValue(parsing: Array(pulled.utf8))["Partial"], "\(pulled)")
            let manifest = try JSONValue(parsing: Array(fixture.strata("manifest", "\(name):2").succeed().utf8))
            let layer = try #require(manifest["layers"]?[0])
            #expect(partial["Size"]?.intValue == layer["size"]?.intValue)
            let digest = try #require(layer["digest"]?.stringValue)
            // With what stands between several parts of an answer.
            let sent = try fixture.shell(
                #"tail -n +\#(lines) '\#(log)' | sed -n 's|.*"GET /v2/team/app/blobs/\#(digest) [^"]*" \([0-9]*\) \([0-9]*\) .*|\1 \2|p'"#
            ).succeed().split(separator: "\n").map { $0.split(separator: " ").compactMap { Int64($0) } }
            #expect(sent.count > 1 && sent.allSatisfy { $0.count == 2 && $0[0] == 206 }, "\(sent)")
            let count = sent.reduce(0) { $0 + $1[1] }
            #expect(partial["Fetched"]?.intValue == count, "\(sent) \(pulled)")
            #expect(count < (layer["size"]?.intValue ?? 0) / 10)
        }
    }
}

import LinuxSystem
import Testing

extension EndToEnd {
    @Suite("A served registry and what goes wrong", .needs("curl"), .needs("skopeo"))
    struct ServedFaultTests {
        let fixture: Fixture
        let registry: ServedStore

        init() throws {
            fixture = try Fixture()
            registry = try ServedStore(fixture)
        }

        private var staged: [String] {
            get throws { try fixture.shell("ls store/staging").succeed().split(separator: "\n").map(String.init) }
        }

        @Test("an upload whose connection breaks can be gone on with, and nothing of it outlives the registry")
        func brokenUpload() throws {
            let script = """
                head -c 3000000 /dev/urandom > blob
                location=http://\(registry.host)$(curl -si -X POST http://\(registry.host)/v2/n/blobs/uploads/ |
                    tr -d '\\r' | sed -n 's/^Location: //p')
                path=${location#http://*/}
                { printf 'PATCH /%s HTTP/1.1\\r\\nHost: localhost\\r\\nContent-Length: 3000000\\r\\n\\r\\n' "$path"; head -c 1000000 blob; } |
                    python3 -c 'import socket,sys; h,p="\(registry.host)".split(":"); s=socket.create_connection((h,int(p))); s.sendall(sys.stdin.buffer.read()); s.close()'
                for i in $(seq 100); do
                    range=$(curl -si $location | tr -d '\\r' | sed -n 's/^Range: 0-//p')
                    [ "$range" = 999999 ] && break; sleep 0.1
                done
                echo $range
                tail -c +1000001 blob | curl -s -o /dev/null -w '%{http_code}\\n' -X PATCH \
                    -H "Content-Range: $((range + 1))-2999999" --data-binary @- $location
                curl -s -o /dev/null -w '%{http_code}\\n' -X PUT "$location?digest=sha256:$(sha256sum < blob | cut -c-64)"
                curl -s -o /dev/null -X PATCH --data-binary @blob http://\(registry.host)$(curl -si -X POST \
                    http://\(registry.host)/v2/n/blobs/uploads/ | tr -d '\\r' | sed -n 's/^Location: //p')
                """
            #expect(try fixture.shell(script).succeed() == "999999\n202\n201\n")
            #expect(try staged.contains { $0.hasPrefix("upload-") })
            #expect(try registry.stop().code == 0)
            #expect(try !staged.contains { $0.hasPrefix("upload-") })
        }

        @Test("a large upload that the disk has no room for is answered so, and leaves nothing")
        func fullDisk() throws {
            let small = try Fixture()
            let mounted = try small.shell("umount -l store; mkdir -p store && mount -t tmpfs -o size=24m none store")
            try #require(mounted.code == 0, "\(mounted)")
            defer { _ = try? small.shell("umount -l store") }
            let full = try ServedStore(small)
            let script = """
                head -c 150000000 /dev/zero | curl -s -w '\n%{http_code}\n' -X PATCH -T - -H Expect: http://\(full.host)$(curl -si \
                    -X POST http://\(full.host)/v2/n/blobs/uploads/ | tr -d '\\r' | sed -n 's/^Location: //p')
                """
            let said = try small.shell(script).succeed()
            #expect(said.hasSuffix("\n507\n") && said.contains("no space is left"), "\(said)")
            #expect(try small.shell("ls store/staging").succeed().contains("upload-") == false)
            #expect(try full.stop().code == 0)
        }

        @Test("an address in the first line is served as its path, and who names no host, or two, gets one 400")
        func firstLines() throws {
            let script = """
                python3 - <<'EOF'
                import socket
                host, port = "\(registry.host)".split(":")
                def ask(line, *fields):
                    connection = socket.create_connection((host, int(port)))
                    connection.sendall("\\r\\n".join([line, *fields, "Connection: close", "", ""]).encode())
                    answer = b"".join(iter(lambda: connection.recv(65536), b""))
                    print(answer.split()[1].decode(), answer.count(b"HTTP/1.1 "))
                ask("GET /v2/ HTTP/1.1", "Host: localhost")
                ask("GET http://127.0.0.1:1/v2/ HTTP/1.1", "Host: localhost")
                ask("GET HTTP://store.localhost/v2/_catalog?n=1 HTTP/1.1", "Host: localhost")
                ask("GET http://localhost HTTP/1.1", "Host: localhost")
                ask("GET /v2/ HTTP/1.0")
                ask("GET /v2/ HTTP/1.0", "Host: localhost", "Host: y")
                ask("GET /v2/ HTTP/1.1")
                ask("GET http://localhost/v2/ HTTP/1.1")
                ask("GET x/v2/ HTTP/1.1", "Host: localhost")
                ask("GET /v2/ / HTTP/1.1", "Host: localhost")
                ask("GET /v2/_catalog HTTP/1.1", "Host: evil.example:5000")
                ask("GET /v2/_catalog HTTP/1.1", "Host: 127.evil.example")
                ask("GET http://evil.example/v2/ HTTP/1.1", "Host: localhost")
                EOF
                """
            let found =
                ["200 1", "200 1", "200 1", "404 1", "200 1"] + Array(repeating: "400 1", count: 5)
                + Array(repeating: "403 1", count: 3)
            #expect(try fixture.shell(script).succeed() == found.joined(separator: "\n") + "\n")
        }

        @Test("uploads of a registry that was killed are swept by the next one")
        func killed() throws {
            let script = """
                curl -s -o /dev/null -X PATCH --data-binary 12345 http://\(registry.host)$(curl -si -X POST \
                    http://\(registry.host)/v2/n/blobs/uploads/ | tr -d '\\r' | sed -n 's/^Location: //p')
                """
            try fixture.shell(script).succeed()
            #expect(try staged.contains { $0.hasPrefix("upload-") })
            _ = try registry.stop(9)
            let next = try ServedStore(fixture)
            #expect(try !staged.contains { $0.hasPrefix("upload-") })
            _ = try next.stop()
        }

        @Test(
            "an image whose layer is not what its configuration says is kept as it is, in no list, and the store is sound"
        )
        func inconsistent() throws {
            let script = """
                set -e
                skopeo copy -q --src-tls-verify=false docker://\(registry.host)/busybox:latest oci:out:1
                python3 - <<'EOF'
                import hashlib, json, os
                blobs = "out/blobs/sha256/"
                def put(text):
                    data = json.dumps(text).encode(); digest = hashlib.sha256(data).hexdigest()
                    open(blobs + digest, "wb").write(data); return "sha256:" + digest, len(data)
                index = json.load(open("out/index.json"))
                manifest = json.load(open(blobs + index["manifests"][0]["digest"][7:]))
                config = json.load(open(blobs + manifest["config"]["digest"][7:]))
                config["rootfs"]["diff_ids"] = ["sha256:" + "1" * 64]
                manifest["config"]["digest"], manifest["config"]["size"] = put(config)
                index["manifests"][0]["digest"], index["manifests"][0]["size"] = put(manifest)
                json.dump(index, open("out/index.json", "w"))
                EOF
                skopeo copy -q --dest-tls-verify=false oci:out:1 docker://\(registry.host)/odd:1
                skopeo inspect --raw --tls-verify=false docker://\(registry.host)/odd:1 | sha256sum | cut -c-64
                """
            let digest = try fixture.shell(script).succeed().trimmed
            #expect(try fixture.shell("cat out/index.json").succeed().contains("sha256:\(digest)"))
            #expect(try fixture.strata("images", "--format", "{{.Repository}}").succeed() == "busybox\n")
            try fixture.strata("store", "check").succeed()
        }

        @Test("a request that runs when the registry is told to end comes to its end")
        func ending() throws {
            try fixture.write("big/Dockerfile", "FROM busybox\nRUN head -c 200000000 /dev/urandom > /big\n")
            try fixture.strata("build", "-q", "-t", "big", "big").succeed()
            try fixture.shell("skopeo inspect --tls-verify=false docker://\(registry.host)/big > inspected").succeed()
            let layer = try fixture.shell("grep -o 'sha256:[0-9a-f]*' inspected | tail -1").succeed().trimmed
            let address = "http://\(registry.host)/v2/big/blobs/\(layer)"
            let client = try fixture.startShell("curl -sf --limit-rate 50M -o got \(address); touch done")
            try fixture.shell("until [ -s got ]; do sleep 0.02; done").succeed()
            #expect(try fixture.shell("test -e done").code != 0)
            #expect(try registry.stop().code == 0)
            _ = try client.wait()
            #expect(try fixture.shell("sha256sum got").succeed().prefix(64) == layer.dropFirst("sha256:".count))
        }
    }
}

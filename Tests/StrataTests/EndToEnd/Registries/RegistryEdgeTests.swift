import LinuxSystem
import OCI
import SystemPackage
import TestServers
import Testing

extension EndToEnd {
    @Suite("Registries that are in the way", .needs("docker-registry"), .needs("python3"))
    struct RegistryEdgeTests {
        let fixture: Fixture
        private var home: [String: String] { ["HOME": fixture.directory.appending("home").string] }

        init() throws {
            fixture = try Fixture()
            try fixture.shell("mkdir home").succeed()
        }

        /// Pushes busybox to some names of a registry.
        private func push(_ names: [String], to registry: RegistryServer) throws {
            for name in names {
                try fixture.strata("tag", "busybox", "\(registry.host)/\(name)").succeed()
                try fixture.strata("push", "-q", "\(registry.host)/\(name)").succeed()
            }
        }

        /// Stores a manifest that is none of an image.
        private func put(_ manifest: String, as tag: String, in registry: RegistryServer) throws {
            try fixture.write("manifest.json", manifest)
            try fixture.write("put.py", Self.putting)
            try fixture.shell("python3 put.py http://\(registry.host)/v2/team/app \(tag)").succeed()
        }

        /// Uploads `{}`, and a manifest in which `EMPTY` stands for its descriptor.
        static let putting = """
            import hashlib, json, sys, urllib.request
            base, tag = sys.argv[1:3]
            def ask(method, address, data, kind):
                headers = {"Content-Type": kind}
                return urllib.request.urlopen(urllib.request.Request(address, data=data, method=method, headers=headers))
            empty = b"{}"
            digest = "sha256:" + hashlib.sha256(empty).hexdigest()
            place = ask("POST", base + "/blobs/uploads/", b"", "").headers["Location"]
            ask("PUT", place + "&digest=" + digest, empty, "application/octet-stream")
            text = open("manifest.json").read().replace("EMPTY", f'"digest":"{digest}","size":2').encode()
            digest = "sha256:" + hashlib.sha256(text).hexdigest()
            ask("PUT", base + "/manifests/" + (tag if tag != "-" else digest), text, json.loads(text)["mediaType"])
            print(digest)
            """

        static let artifact =
            #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":"#
            + #"{"mediaType":"application/vnd.cncf.helm.config.v1+json",EMPTY},"layers":[]}"#

        @Test("what is wrong with a document of a registry is said with the name of its image")
        func hollow() throws {
            let registry = try RegistryServer()
            let hollow =
                #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":"#
                + #"{"mediaType":"application/vnd.oci.image.config.v1+json",EMPTY},"layers":[]}"#
            try put(hollow, as: "hollow", in: registry)
            let name = "\(registry.host)/team/app:hollow"
            try fixture.strata("pull", name).fail(saying: "reading \(name): ", "push it again")
            try fixture.write("Dockerfile", "FROM busybox AS one\nFROM \(name)\nCOPY --from=one /bin/busybox /\n")
            try fixture.strata("build", ".").fail(saying: "reading \(name): ")
        }

        @Test("an artifact is left alone, and a layer that registries do not hand on is refused, each with its reason")
        func notImages() throws {
            let registry = try RegistryServer()
            try put(Self.artifact, as: "chart", in: registry)
            let name = "\(registry.host)/team/app"
            try fixture.strata("pull", "\(name):chart").fail(
                saying: "has no image there", "application/vnd.cncf.helm.config.v1+json", "an artifact is no image")
            let foreign = """
                {"schemaVersion":2,"mediaType":"\(MediaType.dockerManifest)","config":{"mediaType":"\(MediaType.dockerConfiguration)",\
                EMPTY},"layers":[{"mediaType":"\(MediaType.dockerForeignLayerGzip)","digest":\
                "sha256:\(String(repeating: "1", count: 64))","size":7,"urls":["https://example.com/layer"]}]}
                """
            try put(foreign, as: "windows", in: registry)
            let reason = "is not handed on by registries (application/vnd.docker.image.rootfs.foreign.diff.tar.gzip)"
            try fixture.strata("pull", "\(name):windows").fail(saying: reason, "Windows")
            try fixture.strata("copy", "docker://\(name):windows", "docker-archive:w.tar").fail(saying: reason)
            try fixture.strata("copy", "docker://\(name):windows", "store:1").fail(saying: reason)
            // Where a manifest can say where the layer is, it is not needed.
            try fixture.strata("copy", "docker://\(name):windows", "dir:windows").succeed()
            try fixture.strata("copy", "docker://\(name):chart", "oci:charts:chart").succeed()
            #expect(try fixture.strata("images", "-q").succeed().split(separator: "\n").count == 1)
        }

        /// A signature as cosign makes it: an image by its configuration, and none by its layer.
        static let signature =
            #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":"#
            + #"{"mediaType":"application/vnd.oci.image.config.v1+json",EMPTY},"layers":"#
            + #"[{"mediaType":"application/vnd.dev.cosign.simplesigning.v1+json",EMPTY}]}"#

        @Test(
            "an artifact with an image's configuration is told by its layer before anything is loaded, and copied as it is"
        )
        func disguised() throws {
            let registry = try RegistryServer()
            try put(Self.signature, as: "sig", in: registry)
            let name = "\(registry.host)/team/app"
            let type = "application/vnd.dev.cosign.simplesigning.v1+json"
            try fixture.strata("pull", "\(name):sig").fail(
                saying: "has no image there: its layer sha256:", type, "`strata copy docker://\(name):sig oci:DIR`")
            try fixture.strata("copy", "docker://\(name):sig", "store:1").fail(saying: "is no image", type)
            try fixture.shell("! grep '\"GET /v2/.*/blobs/sha256:' \(registry.directory)/log").succeed()
            try fixture.strata("copy", "docker://\(name):sig", "docker-archive:s.tar").fail(saying: type)
            try fixture.strata("copy", "docker://\(name):sig", "docker://\(name):other").succeed()
            #expect(
                try fixture.strata("manifest", "\(name):other").succeed()
                    == fixture.strata("manifest", "\(name):sig").succeed())
            // Beside an image of a layout it is in nobody's way.
            try fixture.strata("copy", "docker://\(name):sig", "oci:both:sig").succeed()
            try fixture.strata("copy", "busybox", "oci:both:image").succeed()
            try fixture.strata("load", "-i", "both").succeed()
        }

        @Test("pull --all-tags leaves artifacts out, goes on after a tag that fails, and says so with its exit code")
        func allTags() throws {
            let registry = try RegistryServer()
            try push(["team/app:1", "team/app:3"], to: registry)
            try put(Self.artifact, as: "2", in: registry)
            try put(Self.signature, as: "2.sig", in: registry)
            let empty = #"{"schemaVersion": 2, "mediaType": "\#(MediaType.ociIndex)", "manifests": []}"#
            try put(empty, as: "empty", in: registry)
            let referrers = "sha256-\(String(repeating: "1", count: 64))"
            try put(empty, as: referrers, in: registry)
            try fixture.strata("rmi", "\(registry.host)/team/app:1", "\(registry.host)/team/app:3").succeed()
            let name = "\(registry.host)/team/app"
            let first = try fixture.strata("pull", "--all-tags", name)
            let leftOut = first.errors.split(separator: "\n").filter { $0.contains(": left out, ") }
            #expect(
                first.code == 0 && leftOut.count == 3 && first.errors.hasPrefix("\(name):2: left out, "), "\(first)")
            #expect(!"\(first)".contains(referrers), "\(first)")
            let hollow =
                #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":"#
                + #"{"mediaType":"application/vnd.oci.image.config.v1+json",EMPTY},"layers":[]}"#
            try put(hollow, as: "0", in: registry)
            let outcome = try fixture.strata("pull", "--all-tags", name)
            outcome.fail(saying: "\(name):0:\nerror: ", "push it again")
            let tags = try fixture.strata("images", "--format", "{{.Tag}}", "\(registry.host)/team/app").succeed()
            #expect(tags.split(separator: "\n").sorted() == ["1", "3"])
        }

        @Test("a registry behind a proxy is asked through it, and one that NO_PROXY names is not")
        func proxies() throws {
            let registry = try RegistryServer(isSecure: true)
            let proxy = try WebServer()
            var environment = [
                "HTTPS_PROXY": "http://127.0.0.1:\(proxy.port)", "SSL_CERT_FILE": registry.authority.string,
            ]
            let name = "web.test:\(registry.port)/app:1"
            try fixture.strata("tag", "busybox", name).succeed()
            try fixture.strata("push", "-q", name, environment: environment).succeed()
            #expect(try proxy.takeLog().first?.hasPrefix("CONNECT web.test:\(registry.port)") == true)
            environment["HTTPS_PROXY"] = "http://ci:geheim@127.0.0.1:9"
            let silent = try fixture.strata("pull", name, environment: environment)
            silent.fail(saying: "the proxy 127.0.0.1:9 does not answer", "hint: check HTTP_PROXY and HTTPS_PROXY")
            #expect(!silent.errors.contains("geheim"))
            environment["HTTPS_PROXY"] = "http://127.0.0.1:\(proxy.port)"
            try fixture.strata("pull", "status.test:407/app", environment: environment)
                .fail(saying: "the proxy 127.0.0.1:\(proxy.port) wants to know who asks", "USER:PASSWORD@")
            #expect(try proxy.takeLog().count == 1)
            environment["NO_PROXY"] = ".test"
            try fixture.strata("pull", name, environment: environment).fail(saying: "does not answer")
            environment["NO_PROXY"] = "localhost"
            try fixture.strata("tags", "localhost:\(registry.port)/app", environment: environment).succeed()
            #expect(try proxy.takeLog() == [])
        }

        @Test("a certificate that has ended, or is for other names, is told as that", .needs("openssl"))
        func unfitCertificate() throws {
            try fixture.makeEndedCertificate()
            try fixture.shell("openssl x509 -req -in request -signkey key -days 2 -out good.pem 2>> openssl.log")
                .succeed()
            for (certificate, host, words) in [
                ("ended.pem", "localhost", "certificate has expired"),
                ("good.pem", "127.0.0.1", "not for the name 127.0.0.1"),
            ] {
                let served = try ServedStore(fixture, options: ["--tls-cert", certificate, "--tls-key", "key"])
                let place = "\(host):\(served.host.split(separator: ":").last ?? "")"
                let outcome = try fixture.strata(
                    "tags", "\(place)/app", environment: ["SSL_CERT_FILE": certificate])
                outcome.fail(saying: "\(place): there is no trusted connection", words)
                #expect(!outcome.errors.contains("certs.d"), "the authority is trusted")
            }
        }

        @Test("insecure = true takes any certificate, or none at all; without it nobody is trusted")
        func insecure() throws {
            let secure = try RegistryServer(isSecure: true)
            let name = "\(secure.host)/app:1"
            try fixture.strata("tag", "busybox", name).succeed()
            try fixture.strata("push", name, environment: home).fail(
                saying: "no trusted connection", "certs.d/\(secure.host)", "SSL_CERT_FILE")
            let file = ["CONTAINERS_REGISTRIES_CONF": fixture.directory.appending("registries.conf").string]
            try fixture.write("registries.conf", "[[registry]]\nlocation = \"\(secure.host)\"\ninsecure = true\n")
            try fixture.strata("push", "-q", name, environment: file).succeed()
            #expect(try fixture.strata("tags", "\(secure.host)/app", environment: file).succeed() == "1\n")
            let plain = try RegistryServer()
            try fixture.write("registries.conf", "[[registry]]\nlocation = \"\(plain.host)\"\ninsecure = true\n")
            try fixture.strata("copy", "busybox", "docker://\(plain.host)/app:1", environment: file).succeed()
            // The same for one copy alone.
            try fixture.strata("copy", "busybox", "docker://\(name)", environment: home).fail(saying: "no trusted")
            try fixture.strata("copy", "--dest-tls-verify=false", "busybox", "docker://\(name)", environment: home)
                .succeed()
            try fixture.strata("copy", "--dest-tls-verify", "busybox", "docker://\(plain.host)/app:1").fail(
                saying: "is asked by https, and does not speak it", "insecure = true")
        }

        @Test("login asks for user and password at a terminal, and the password is not shown")
        func prompt() throws {
            let registry = try RegistryServer(.password)
            let outcome = try fixture.onTerminal(
                "export HOME=$PWD/home; strata login \(registry.host); stty -a | grep -o ' echo '",
                typing: [("Username: ", "tester\n"), ("Password: ", "secret\n")])
            #expect(outcome.output.contains("Username: tester\nPassword: \n"), "\(outcome)")
            #expect(outcome.output.contains("Login Succeeded"), "\(outcome)")
            #expect(!outcome.output.contains("secret"), "\(outcome)")
            #expect(outcome.output.hasSuffix(" echo \n"), "\(outcome)")
            try fixture.strata("copy", "busybox", "docker://\(registry.host)/app:1", environment: home).succeed()
            let wrong = try fixture.onTerminal(
                "export HOME=$PWD/home; strata logout \(registry.host); strata login \(registry.host)",
                typing: [("Username: ", "tester\n"), ("Password: ", "wrong\n")])
            #expect(wrong.output.contains("does not accept user and password"), "\(wrong)")
            #expect(wrong.code == 1)
            let ended = try fixture.onTerminal(
                "strata login \(registry.host); echo code $?; stty -a | grep -o ' echo '",
                typing: [("Username: ", "tester\n"), ("Password: ", "\u{3}")])
            #expect(ended.output.hasSuffix("code 130\n echo \n"), "\(ended)")
            let credentials = ["--dest-creds", "tester:secret"]
            try fixture.strata("copy", "busybox", "docker://\(registry.host)/app:2", environment: home).fail()
            try fixture.strata(
                "copy", credentials[0], credentials[1], "busybox", "docker://\(registry.host)/app:2", environment: home
            ).succeed()
        }

        @Test("a registry that wants fewer requests is told on in its words, with how long to wait")
        func rateLimits() throws {
            let registry = try RegistryServer()
            try push(["team/app:1"], to: registry)
            for (method, words) in [("GET", "too fast"), ("HEAD", "too many requests")] {
                let proxy = try FaultProxy(before: registry.port, "99 \(method) /manifests/ retry 3600")
                try fixture.strata("rmi", "-f", "\(registry.host)/team/app:1")
                try fixture.strata("system", "prune", "-af").succeed()
                try fixture.strata("pull", "\(proxy.host)/team/app:1").fail(
                    saying: words, "the registry asks to wait for 3600 s")
            }
        }
    }
}

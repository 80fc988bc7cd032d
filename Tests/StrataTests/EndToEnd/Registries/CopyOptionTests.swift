import LinuxSystem
import OCI
import SystemPackage
import TestServers
import Testing

extension EndToEnd {
    @Suite("Options of copy", .needs("docker-registry"))
    struct CopyOptionTests {
        let fixture: Fixture

        init() throws { fixture = try Fixture() }

        /// The descriptors of the layers of an image in a layout.
        private func layers(of layout: String) throws -> [JSONValue] {
            let script = """
                import json
                index = json.load(open("\(layout)/index.json"))
                print(open("\(layout)/blobs/sha256/" + index["manifests"][0]["digest"][7:]).read())
                """
            try fixture.write("manifest.py", script)
            let manifest = try JSONValue(parsing: Array(fixture.shell("python3 manifest.py").succeed().utf8))
            return manifest["layers"]?.arrayValue ?? []
        }

        @Test("levels of compression: a higher one makes layers smaller, and what comes out is the same tree")
        func levels() throws {
            try fixture.shell("mkdir c; seq 200000 > c/numbers; printf 'FROM scratch\nCOPY numbers /\n' > c/Dockerfile")
                .succeed()
            try fixture.strata("build", "-q", "-t", "numbers", "c").succeed()
            var sizes: [Int64] = []
            for level in ["1", "9"] {
                try fixture.strata(
                    "copy", "-q", "--dest-compress-format", "gzip", "--dest-compress-level", level, "numbers",
                    "oci:l\(level):1"
                ).succeed()
                sizes.append(try layers(of: "l\(level)").first?["size"]?.intValue ?? 0)
                try fixture.strata("copy", "-q", "oci:l\(level):1", "back:\(level)").succeed()
            }
            #expect(sizes[1] > 0 && sizes[1] < sizes[0], "\(sizes)")
            let ids = try fixture.strata("images", "-q", "back").succeed().split(separator: "\n")
            #expect(ids.count == 2)
            try fixture.shell("strata export back:9 | tar -xO numbers | cmp - c/numbers").succeed()
            try fixture.strata("copy", "--dest-compress-level", "3", "numbers", "oci:x").fail(
                125, saying: "a level is given, but no form")
        }

        @Test("what cannot be copied is told with the places as they were typed")
        func places() throws {
            let registry = try RegistryServer()
            let script = """
                printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",' > m
                printf '"artifactType":"a/b",' >> m
                printf '"config":{"mediaType":"application/vnd.oci.empty.v1+json","size":2,"digest":"sha256:%s"},' \
                    $(printf '{}' | sha256sum | cut -c 1-64) >> m; printf '"layers":[]}' >> m; printf '{}' > empty
                u=$(curl -si -X POST http://\(registry.host)/v2/app/blobs/uploads/ | tr -d '\\r' | sed -n 's/^Location: //p')
                curl -sf -X PUT -T empty "$u&digest=sha256:$(sha256sum < empty | cut -c 1-64)" &&
                curl -sf -X PUT -T m -H 'Content-Type: application/vnd.oci.image.manifest.v1+json' \
                    http://\(registry.host)/v2/app/manifests/chart
                """
            try fixture.shell(script).succeed()
            let artifact = "docker://\(registry.host)/app:chart"
            try fixture.strata("copy", artifact, "mine").fail(saying: "copying \(artifact) to mine", "is no image")
            try fixture.strata("copy", "-q", "busybox", "oci:layout:1").succeed()
            try fixture.strata("inspect", "oci:layout").fail(
                saying: "strata copy oci:layout NAME takes it into the store")
            try fixture.shell("mv layout/index.json layout/index").succeed()
            let noIndex = try fixture.strata("copy", "oci:layout", "dir:out")
            noIndex.fail(saying: "layout is no OCI layout")
            #expect(!noIndex.errors.contains("can be read as"))
            try fixture.shell("mv layout/index layout/index.json && rm -r layout/blobs").succeed()
            try fixture.strata("copy", "oci:layout", "dir:out").fail(
                saying: "copying oci:layout to dir:out", "not there")
            try fixture.shell("echo > file").succeed()
            try fixture.strata("copy", "busybox", "oci:file").fail(saying: "a file where a directory is wanted")
        }

        @Test("who asks which registry: by option, by file, and nobody else")
        func credentials() throws {
            let registry = try RegistryServer(.password)
            let place = "docker://\(registry.host)/team/app:1"
            try fixture.strata("copy", "-q", "busybox", place).fail(saying: "the registry wants to know who asks")
            try fixture.strata("copy", "-q", "--dest-creds", "tester:secret", "busybox", place).succeed()
            try fixture.strata("copy", "-q", "--src-creds", "tester:wrong", place, "oci:a").fail()
            try fixture.strata("copy", "-q", "--src-creds", "tester:secret", place, "oci:a").succeed()
            try fixture.write("auth.json", #"{"auths": {"\#(registry.host)": {"auth": "dGVzdGVyOnNlY3JldA=="}}}"#)
            try fixture.strata("copy", "-q", "--authfile", "auth.json", place, "oci:b").succeed()
            try fixture.shell("cmp a/index.json b/index.json").succeed()
            try fixture.strata("copy", "-q", place, "oci:c").fail(saying: "the registry wants to know who asks")
        }

        @Test("who asks is told in skopeo's other ways, for each side alone")
        func sides() throws {
            let registry = try RegistryServer(.password, isSecure: true)
            let place = "docker://\(registry.host)/team/app:1"
            try fixture.write("auth.json", #"{"auths": {"\#(registry.host)": {"auth": "dGVzdGVyOnNlY3JldA=="}}}"#)
            try fixture.shell("mkdir certs; cp \(registry.authority) certs/ca.crt").succeed()
            func copy(_ words: String...) throws -> Outcome {
                try fixture.shell("strata copy -q \(words.joined(separator: " "))")
            }
            let certificates = "--dest-cert-dir=certs"
            try copy(certificates, "--dest-authfile=auth.json", "busybox", place).succeed()
            try copy("--dest-authfile=auth.json", "busybox", place).fail(saying: "certificate")
            try copy("--dest-cert-dir=none", "busybox", place).fail(saying: "directory of certificates none")
            try copy(certificates, "--src-authfile=auth.json", "busybox", place).fail(saying: "wants to know who asks")
            try copy(certificates, "--dest-no-creds", "--authfile=auth.json", "busybox", place).fail(
                saying: "wants to know who asks")
            try copy(certificates, "--dest-username=tester", "--dest-password=secret", "busybox", place).succeed()
            try copy(certificates, "--dest-username=tester", "busybox", place).fail(125, saying: "without the other")
            try copy("--src-cert-dir=certs", "--src-creds=tester:secret", "--retry-times=0", place, "oci:a").succeed()
            try copy("--src-creds=a:b", "--src-no-creds", place, "oci:a").fail(125, saying: "in more than one way")
        }

        @Test("over TLS HTTP/2 is spoken; a certificate that nobody vouches for is taken where that is said")
        func secure() throws {
            let registry = try RegistryServer(isSecure: true)
            let place = "docker://\(registry.host)/team/app:1"
            let trust = ["SSL_CERT_FILE": registry.authority.string]
            try fixture.strata("copy", "-q", "busybox", place, environment: trust).succeed()
            try fixture.strata("copy", "-q", place, "oci:a").fail(saying: "certificate")
            try fixture.strata("copy", "-q", "--src-tls-verify=false", place, "oci:a").succeed()
            try fixture.strata("copy", "-q", "--dest-tls-verify=false", "oci:a", place + "2").succeed()
            let log = try fixture.shell("cat \(registry.directory)/log").succeed()
            #expect(log.contains("GET /v2/team/app/manifests/1 HTTP/2.0") && !log.contains("HTTP/1.1"), "\(log)")
        }

        @Test("parts of the platform are given one by one")
        func platforms() throws {
            try fixture.write("p/Dockerfile", "FROM scratch\nCOPY Dockerfile /\n")
            try fixture.strata(
                "build", "-q", "--platform", "linux/arm/v6,linux/arm/v7,linux/s390x", "--output",
                "type=oci,dest=all.tar",
                "p"
            ).succeed()
            for (options, wanted) in [
                (["--override-arch", "arm", "--override-variant", "v6"], "linux/arm/v6"),
                (["--override-arch", "s390x", "--override-os", "linux"], "linux/s390x"),
                (["--platform", "linux/arm/v7"], "linux/arm/v7"),
            ] {
                let name = "part:" + wanted.split(separator: "/").joined(separator: "-")
                let words = (["copy", "-q"] + options + ["oci-archive:all.tar", name]).joined(separator: " ")
                try fixture.shell("strata \(words)").succeed()
                let format = "{{.Os}}/{{.Architecture}}{{if .Variant}}/{{.Variant}}{{end}}"
                #expect(try fixture.strata("inspect", "--format", format, name).succeed() == wanted + "\n")
            }
            try fixture.shell("strata copy --override-arch mips oci-archive:all.tar none").fail(saying: "linux/mips")
        }
    }
}

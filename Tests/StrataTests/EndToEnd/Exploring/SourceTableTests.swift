import LinuxSystem
import OCI
import SystemPackage
import TestServers
import Testing

extension EndToEnd {
    /// Every command that looks into images, over every place that an image can be at: what it says is the same.
    @Suite(
        "Commands that look into images", .needs("docker-registry"), .needs("dockerd"), .needs("podman"), .dockerDaemon)
    struct SourceTableTests {
        private let fixture: Fixture
        private let registry: RegistryServer

        init() throws {
            fixture = try Fixture()
            registry = try RegistryServer()
            try fixture.write("c/Dockerfile", "FROM busybox\nCOPY a /srv\nRUN rm /srv/gone && echo 1 > /new\n")
            try fixture.write("c/a/node_modules/left/package.json", #"{"name":"left","version":"1.9.0"}"#)
            try fixture.write("c/a/key", "aws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYzR4nd0mKeyQ1\n")
            try fixture.write("c/a/gone", "gone\n")
            try fixture.strata("build", "-q", "-t", "app", "c").succeed()
            try fixture.strata("save", "-o", "docker.tar", "app").succeed()
            try fixture.shell("gzip -k docker.tar && zstd -q docker.tar").succeed()
        }

        /// What each command says of an image, without what names the place that it is at.
        private func said(of source: String, reading: String = "") throws -> [String: String] {
            func run(_ command: String) throws -> Outcome {
                try fixture.shell(
                    "\(reading.isEmpty ? "" : reading + " | ")strata \(command)", environment: environment)
            }
            var result: [String: String] = [:]
            let analysis = try JSONValue(parsing: Array(run("analyze --format json \(source)").succeed().utf8))
            result["analyze"] = ["layer", "image"].map { key in
                key == "layer"
                    ? (analysis[key]?.arrayValue ?? []).map { "\($0["digestId"] ?? .null) \($0["sizeBytes"] ?? .null)" }
                        .joined()
                    : ["efficiencyScore", "inefficientBytes"].map { analysis[key]?[$0]?.compact() ?? "" }.joined(
                        separator: " ")
            }.joined(separator: " ")
            result["diff"] = try run("diff \(source) busybox").succeed().split(separator: "\n").dropFirst(2).joined(
                separator: "\n")
            result["sbom"] =
                try run("sbom --format cyclonedx \(source)").succeed().contains("pkg:npm/left@1.9.0")
                ? "left 1.9.0" : "nothing"
            let scan = try run("scan --format json \(source)")
            #expect(scan.code == 1, "\(source): \(scan)")
            result["scan"] = scan.output.contains("srv/key") ? "srv/key" : "nothing"
            let tree = try JSONValue(parsing: Array(run("tree --format json \(source)").succeed().utf8))
            result["tree"] = "\(tree.compact().ranges(of: "sha256:").count)"
            let page = try run("report --html - \(source)").succeed()
            result["report"] = ["\"command\":\"COPY a /srv\"", "aws-secret-access-key", "package.json"]
                .filter { page.contains($0) }
                .joined(separator: ", ")
            return result
        }

        private var environment: [String: String] { ["DOCKER_HOST": (try? DockerDaemon.shared().host) ?? ""] }

        private func expectSame(_ source: String, reading: String = "", _ wanted: [String: String]) throws {
            let found = try said(of: source, reading: reading)
            for (command, text) in wanted { #expect(found[command] == text, "\(command) \(source)") }
        }

        @Test("say the same of the store, of archives and layouts however they are compressed, and of standard input")
        func files() throws {
            let wanted = try said(of: "app")
            #expect(
                wanted["report"]?.contains("aws-secret-access-key") == true && wanted["sbom"] == "left 1.9.0",
                "\(wanted)")
            for source in ["docker-archive:docker.tar", "./docker.tar.gz", "./docker.tar.zst"] {
                try expectSame(source, wanted)
            }
            try expectSame("-", reading: "cat docker.tar", wanted)
            try expectSame("- < docker.tar", wanted)
            for form in ["gzip", "zstd", "zstd:chunked", "uncompressed"] {
                try fixture.shell(
                    "rm -rf o o.tar && strata save --format oci-dir --compression \(form) -o o app && tar -C o -cf o.tar ."
                ).succeed()
                for source in ["oci:o", "oci-archive:o.tar"] { try expectSame(source, wanted) }
            }
            try fixture.shell("strata analyze - < /dev/null").fail(
                saying: "no archive comes by standard input", "docker save")
        }

        @Test("say the same of a registry, however its layers are compressed")
        func registries() throws {
            let wanted = try said(of: "app")
            for form in ["gzip", "zstd", "zstd:chunked", "uncompressed"] {
                let name = "\(registry.host)/app:\(form.replacing(":", with: "-"))"
                try fixture.shell("strata tag app \(name) && strata push -q --compression \(form) \(name)").succeed()
                try expectSame("docker://\(name)", wanted)
            }
        }

        @Test("read eStargz, in a layout and from a registry: its table of contents is one file more")
        func eStargz() throws {
            var script = FilePath(#filePath)
            script.removeLastComponent()
            script.append("estargz.py")
            try fixture.shell(
                "strata save --format oci-dir --compression uncompressed -o e app && python3 '\(script)' e && "
                    + "skopeo copy -q --dest-tls-verify=false oci:e docker://\(registry.host)/app:estargz"
            ).succeed()
            let wanted = try said(of: "app")
            for source in ["oci:e", "docker://\(registry.host)/app:estargz"] {
                let difference = try fixture.shell("strata diff --format json app \(source)").succeed()
                let files = try JSONValue(parsing: Array(difference.utf8))["files"]
                #expect(files?.compact().ranges(of: "stargz.index.json").count == 1, "\(difference)")
                let found = try said(of: source)
                for command in ["sbom", "scan", "tree", "report"] {
                    #expect(found[command] == wanted[command], "\(command) \(source)")
                }
            }
        }

        @Test("say the same of docker and of podman, by their sockets")
        func engines() throws {
            let wanted = try said(of: "app")
            try DockerDaemon.shared().docker("load", input: fixture.directory.appending("docker.tar")).succeed()
            try expectSame("docker-daemon:app:latest", wanted)
            try fixture.shell("strata analyze docker-daemon:absent", environment: environment).fail(
                saying: "no image absent")
            let podman = "podman --root $PWD/podman --runroot $PWD/run --storage-driver vfs"
            try fixture.shell("\(podman) load -q -i docker.tar").succeed()
            let socket = "unix://\(fixture.directory)/podman.sock"
            let service = try fixture.startShell("exec \(podman) system service --time 0 \(socket)")
            defer {
                service.process.kill()
                _ = try? service.wait()
            }
            try fixture.shell("for i in $(seq 600); do [ -S podman.sock ] && exit; sleep 0.05; done; exit 1").succeed()
            let found = try fixture.shell(
                "strata analyze --format json docker-daemon:app:latest", environment: ["DOCKER_HOST": socket]
            )
            .succeed()
            let own = try fixture.strata("analyze", "--format", "json", "docker-archive:docker.tar").succeed()
            try fixture.shell("strata analyze docker-daemon:absent", environment: ["DOCKER_HOST": socket]).fail(
                saying: "has no image absent")
            for key in ["layer", "image"] {
                let (one, other) = (
                    try JSONValue(parsing: Array(found.utf8))[key], try JSONValue(parsing: Array(own.utf8))[key]
                )
                #expect(
                    one?["efficiencyScore"] == other?["efficiencyScore"]
                        && one?.arrayValue?.count == other?.arrayValue?.count)
            }
        }

        @Test("count the writable layer of a container that runs as one more layer")
        func container() throws {
            let running = try fixture.start(
                "run", "--name", "work", "app", "sh", "-c", "echo 12345 > /mine; rm /srv/key; touch /ready; sleep 1000")
            defer {
                running.process.kill()
                _ = try? running.wait()
                _ = try? fixture.strata("rm", "-f", "work")
            }
            try fixture.shell(
                "for i in $(seq 600); do strata diff app container:work | grep -q /ready && exit; sleep 0.1; done; exit 1"
            ).succeed()
            let page = try fixture.strata("report", "--html", "-", "container:work").succeed()
            #expect(page.contains("container work") && page.contains("\"n\":\"mine\",\"b\":6,\"c\":1"))
            #expect(try fixture.strata("diff", "app", "container:work").succeed().contains("/mine"))
            #expect(try fixture.strata("scan", "container:work").output.contains("removed in layer 4"))
            #expect(try fixture.strata("sbom", "container:work").succeed().contains("left"))
            let tree = try fixture.strata("tree", "app", "container:work").succeed()
            #expect(tree.contains("◀ app\n") && tree.contains("└─ writable") && tree.contains("◀ work\n"))
        }
    }
}

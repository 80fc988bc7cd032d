import TestRandom
import Testing

@testable import OCI

@Suite("Image configurations")
struct ConfigurationTests {
    @Test("a configuration of our own is written as BuildKit writes it")
    func written() throws {
        let time = try Timestamp(parsing: "2026-03-14T09:26:53.5Z")
        var configuration = ImageConfiguration(
            platform: Platform(os: "linux", architecture: "amd64"), diffIDs: [.of("layer")],
            history: [
                HistoryEntry(
                    created: time, createdBy: "RUN /bin/sh -c a && b # buildkit", comment: "buildkit.dockerfile.v0"),
                HistoryEntry(created: time, createdBy: "CMD [\"x\"]", isEmptyLayer: true),
            ],
            created: time)
        configuration.author = "somebody"
        configuration.config.environment = ["PATH=/bin", "A=1"]
        configuration.config.labels = ["b": "<2>", "a": "1", "B": "0"]
        configuration.config.exposedPorts = ["80/tcp", "443/tcp"]
        configuration.config.volumes = ["/data"]
        configuration.config.command = ["nginx", "-g", "daemon off;"]
        configuration.config.entrypoint = []
        configuration.config.workingDirectory = "/"
        configuration.config.user = "www"
        configuration.config.stopSignal = "SIGQUIT"
        configuration.config.healthCheck = HealthCheck(
            test: ["CMD", "true"], interval: GoDuration(seconds: 30), retries: 3)
        configuration.config.onBuild = ["RUN x"]
        configuration.config.shell = ["/bin/bash", "-c"]
        let config = [
            #""User":"www","ExposedPorts":{"443/tcp":{},"80/tcp":{}},"Env":["PATH=/bin","A=1"],"Cmd":["nginx","-g","daemon off;"]"#,
            #""Volumes":{"/data":{}},"WorkingDir":"/","Labels":{"B":"0","a":"1","b":"\u003c2\u003e"},"StopSignal":"SIGQUIT""#,
            #""Healthcheck":{"Test":["CMD","true"],"Interval":30000000000,"Retries":3},"OnBuild":["RUN x"],"Shell":["/bin/bash","-c"]"#,
        ].joined(separator: ",")
        let history = [
            #"{"created":"2026-03-14T09:26:53.5Z","created_by":"RUN /bin/sh -c a \u0026\u0026 b # buildkit""#,
            #""comment":"buildkit.dockerfile.v0"},{"created":"2026-03-14T09:26:53.5Z","created_by":"CMD [\"x\"]","empty_layer":true}"#,
        ].joined(separator: ",")
        let text =
            #"{"architecture":"amd64","author":"somebody","config":{\#(config)},"created":"2026-03-14T09:26:53.5Z","#
            + #""history":[\#(history)],"os":"linux","rootfs":{"type":"layers","diff_ids":["\#(Digest.of("layer"))"]}}"#
        let document = ConfigurationDocument(configuration)
        #expect(String(decoding: document.bytes, as: UTF8.self) == text)
        configuration.config.entrypoint = nil
        #expect(try ConfigurationDocument(bytes: document.bytes).value == configuration)
    }

    @Test("null and absent are the same, and what is not known is kept")
    func lenient() throws {
        let text = """
            {"architecture":"arm64","variant":"v8","os":"linux","docker_version":"20.10.1","author":null,"created":null,"history":null,
             "config":{"Hostname":"abc","Env":null,"Cmd":null,"Entrypoint":null,"Labels":null,"Volumes":null,"ExposedPorts":null,
             "Healthcheck":null,"OnBuild":null,"Image":"sha256:x","Tty":false},"rootfs":{"type":"layers","diff_ids":null}}
            """
        var configuration = try ConfigurationDocument(bytes: Array(text.utf8)).value
        #expect(configuration.created == nil)
        #expect(configuration.platform.variant == "v8")
        #expect(configuration.config.command == nil)
        #expect(configuration.config.otherMembers.keys == ["Hostname", "Image", "Tty"])
        #expect(configuration.otherMembers.keys == ["docker_version"])
        #expect(configuration.json["docker_version"] == "20.10.1")
        configuration.dropUnknownMembers()
        #expect(
            configuration.json.compact()
                == #"{"architecture":"arm64","config":{},"os":"linux","rootfs":{"type":"layers","diff_ids":[]},"variant":"v8"}"#
        )
    }

    static let wrong: [(text: String, part: String)] = [
        ("{}", "“rootfs”"), (#"{"rootfs":{"diff_ids":[1]}}"#, "configuration.rootfs.diff_ids[0] is a number"),
        (#"{"rootfs":{},"config":{"Env":{}}}"#, "configuration.config.Env is an object"),
        (#"{"rootfs":{},"config":{"Labels":{"a":1}}}"#, "configuration.config.Labels.a is a number"),
        (#"{"rootfs":{},"history":[{"empty_layer":"x"}]}"#, "configuration.history[0].empty_layer is a text"),
        (
            #"{"rootfs":{},"config":{"Healthcheck":{"Retries":1.5}}}"#,
            "Healthcheck.Retries is a number where a whole number"
        ),
        (#"{"rootfs":{},"created":"yesterday"}"#, "yesterday"),
        (#"{"rootfs":{},"config":{"Volumes":[]}}"#, "Volumes is a list"),
    ]

    @Test("a wrong configuration is refused with the place", arguments: wrong)
    func refuses(text: String, part: String) {
        let error = #expect(throws: OCIError.self) { _ = try ConfigurationDocument(bytes: Array(text.utf8)) }
        #expect(error?.message.contains(part) == true, "\(error?.message ?? "")")
    }

    @Test("environment variables are replaced in their place or appended")
    func environment() {
        var config = ContainerConfiguration()
        config.environment = ["PATH=/bin", "EMPTY", "A=1=2"]
        config.setEnvironment("A", "3")
        config.setEnvironment("EMPTY", "x")
        config.setEnvironment("B", "")
        #expect(config.environment == ["PATH=/bin", "EMPTY=x", "A=3", "B="])
        #expect(config.environmentValue(of: "A") == "3")
        #expect(config.environmentValue(of: "B") == "")
        #expect(config.environmentValue(of: "PAT") == nil)
    }

    @Test("mutated configurations are read or refused, never a crash")
    func mutations() {
        var random = SeededGenerator(seed: 5)
        let text =
            #"{"architecture":"amd64","config":{"Env":["A=1"],"Cmd":["x"],"Labels":{"a":"b"},"Healthcheck":{"Interval":1}},"#
            + #""created":"2026-03-14T09:26:53.5Z","history":[{"empty_layer":true}],"os":"linux","rootfs":{"diff_ids":[]}}"#
        for _ in 0..<3000 {
            var bytes = Array(text.utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                if Bool.random(using: &random) {
                    bytes.remove(at: place)
                } else {
                    bytes[place] = bytes.randomElement(using: &random) ?? 0
                }
            }
            guard let document = try? ConfigurationDocument(bytes: bytes) else { continue }
            #expect(document.bytes == bytes)
        }
    }
}

import LinuxSystem
import OCI
import TestServers
import Testing

extension EndToEnd {
    @Suite("Transfers from and to registries with faults", .needs("docker-registry"), .needs("python3"))
    struct FaultyTransferTests {
        /// What goes wrong, as the proxy is told it, and what the error says.
        struct Fault: Sendable, CustomTestStringConvertible {
            let line: String
            let words: String
            var testDescription: String { line }

            init(_ line: String, _ words: String) { (self.line, self.words) = (line, words) }
        }

        private static let unauthorized = "the registry wants to know who asks"
        private static let circle = "the registry sends on without an end"
        private static let page = "the answer is a web page"
        private static let tooLarge = "the manifest has more than 4 MiB"

        private static let readFaults = [
            Fault("99 GET LAYER resize 200000", "the registry has 200000 bytes, not "),
            Fault("99 GET LAYER close 400000", "the registry sends more than "),
            Fault("99 GET LAYER endless", "the registry sends more than "),
            Fault("99 GET LAYER flip 5000", "digest"),
            Fault("99 GET LAYER page", page),
            Fault("99 GET LAYER redirect /v2/team/app/blobs/LAYER", circle),
            Fault("99 GET LAYER status 401", unauthorized),
            Fault("99 GET /manifests/ endless", tooLarge),
            Fault("99 GET /manifests/ endless 4294967296", tooLarge),
            Fault("99 GET /manifests/ page", page),
            Fault("99 GET /manifests/ redirect /v2/team/app/manifests/1", circle),
            Fault("99 GET /manifests/ status 401", unauthorized),
        ]

        private static let writeFaults = [
            Fault("99 POST /blobs/uploads/ page", "the registry does not say where to"),
            Fault("99 POST /blobs/uploads/ redirect /v2/team/app/blobs/uploads/", circle),
            Fault("99 POST /blobs/uploads/ status 401", unauthorized),
            Fault("99 PUT /blobs/uploads/ redirect /v2/team/app/blobs/uploads/x", circle),
            Fault("99 PUT /blobs/uploads/ status 401", unauthorized),
            Fault("99 PUT /manifests/ page", page),
            Fault("99 PUT /manifests/ redirect /v2/team/app/manifests/1", circle),
            Fault("99 PUT /manifests/ status 401", unauthorized),
        ]

        let registry: RegistryServer
        let fixture: Fixture
        let other: Fixture
        let name: String

        init() throws {
            registry = try RegistryServer()
            fixture = try Fixture(withBusyBox: false)
            other = try Fixture(withBusyBox: false)
            name = "\(registry.host)/team/app:1"
            try fixture.shell(
                "mkdir app; head -c 300000 /dev/urandom > app/x; printf 'FROM scratch\\nCOPY x /x\\n' > app/Dockerfile"
            ).succeed()
            try fixture.strata("build", "-q", "-t", name, "app").succeed()
        }

        /// Pushes the image, and puts a proxy before the registry that spoils what comes of it.
        private func reading(_ fault: Fault) throws -> FaultProxy {
            try fixture.strata("push", "-q", name).succeed()
            let layer = try fixture.shell("strata manifest \(name) | grep -o 'sha256:[0-9a-f]*' | tail -1").succeed()
            return try FaultProxy(before: registry.port, fault.line.replacing("LAYER", with: layer.trimmed))
        }

        /// Expects one error with the right words.
        private func expect(_ outcome: Outcome, _ fault: Fault) {
            outcome.fail(1, saying: fault.words)
            #expect(outcome.errors.split(separator: "\n").count { $0.hasPrefix("error: ") } == 1, "\(outcome)")
            #expect(outcome.output == "", "\(outcome)")
        }

        /// Expects a store in which nothing is.
        private func expectNothing(in store: Fixture) throws {
            #expect(try store.strata("images", "-aq").succeed() == "")
            #expect(try store.shell("find store/layers store/blobs store/work -mindepth 1 ! -type d").succeed() == "")
            let check = try store.strata("store", "check").succeed()
            #expect(check.hasPrefix("0 images, 0 layers, 0 blobs: no fault"), "\(check)")
        }

        @Test("a pull ends with one error and keeps nothing, and the next one is complete", arguments: Self.readFaults)
        func pull(_ fault: Fault) throws {
            do {
                let proxy = try reading(fault)
                expect(try other.strata("pull", "-q", "\(proxy.host)/team/app:1"), fault)
            }
            try expectNothing(in: other)
            try other.strata("pull", "-q", name).succeed()
            try other.shell("strata export \(name) | tar -xO x | cmp - \(fixture.directory)/app/x").succeed()
            #expect(try other.strata("store", "check").succeed().contains("no fault"))
            #expect(try other.shell("ls store/partial").succeed() == "")
        }

        @Test("a copy ends with one error and leaves nothing, and the next one is complete", arguments: Self.readFaults)
        func copy(_ fault: Fault) throws {
            do {
                let proxy = try reading(fault)
                let source = "docker://\(proxy.host)/team/app:1"
                expect(try other.strata("copy", "-q", source, "oci:layout:app"), fault)
                expect(try other.strata("copy", "-q", source, "strata:app:1"), fault)
            }
            try other.shell("test ! -e layout").succeed()
            try expectNothing(in: other)
            try other.strata("copy", "-q", "docker://\(name)", "oci:layout:app").succeed()
            try other.strata("copy", "-q", "oci:layout:app", "app:1").succeed()
            try other.shell("strata export app:1 | tar -xO x | cmp - \(fixture.directory)/app/x").succeed()
        }

        @Test("a push ends with one error and names nothing, and the next one is complete", arguments: Self.writeFaults)
        func push(_ fault: Fault) throws {
            do {
                let proxy = try FaultProxy(before: registry.port, fault.line)
                try fixture.strata("tag", name, "\(proxy.host)/team/app:1").succeed()
                expect(try fixture.strata("push", "-q", "\(proxy.host)/team/app:1"), fault)
                try fixture.strata("copy", "-q", name, "oci:layout:app").succeed()
                expect(try fixture.strata("copy", "-q", "oci:layout:app", "docker://\(proxy.host)/team/app:1"), fault)
            }
            try fixture.strata("manifest", name).fail(1, saying: "unknown")
            #expect(try fixture.shell("ls store/work").succeed() == "")
            #expect(try fixture.strata("store", "check").succeed().contains("no fault"))
            try fixture.strata("push", "-q", name).succeed()
            try other.strata("pull", "-q", name).succeed()
            #expect(try other.strata("store", "check").succeed().contains("no fault"))
        }

        @Test(
            "an answer of which only the head is wanted is not followed when its body has no end",
            arguments: ["POST /blobs/uploads/", "PATCH /blobs/uploads/", "PUT /blobs/uploads/", "PUT /manifests/"])
        func endlessAnswer(place: String) throws {
            let proxy = try FaultProxy(before: registry.port, "99 \(place) endless")
            try fixture.strata("tag", name, "\(proxy.host)/team/app:1").succeed()
            let outcome = try fixture.shell("timeout -k 5 20 strata push -q \(proxy.host)/team/app:1")
            #expect(outcome.code == 0 || outcome.code == 1, "\(outcome)")
            #expect(try fixture.strata("store", "check").succeed().contains("no fault"))
            try fixture.strata("push", "-q", name).succeed()
        }

        @Test(
            "answers without an end are given up with less than 100 MB of memory",
            arguments: [
                Fault("99 GET /manifests/ endless", tooLarge),
                Fault("99 GET /manifests/ endless 4294967296", tooLarge),
                Fault("99 GET LAYER endless", "the registry sends more than "),
                Fault("99 GET LAYER close 200000000", "the registry sends more than "),
            ])
        func memory(_ fault: Fault) throws {
            let proxy = try reading(fault)
            for command in ["pull -q \(proxy.host)/team/app:1", "copy -q docker://\(proxy.host)/team/app:1 dir:there"] {
                expect(try other.shell(Self.measured(command)), fault)
                let peak = try #require(Int(try other.read("peak").trimmed))
                #expect(peak < 100_000_000, "\(command): \(peak) bytes")
            }
        }

        @Test("layers that are sent in a circle take less than 100 MB of memory")
        func memoryOfUploads() throws {
            try fixture.shell(
                """
                mkdir large; cd large; echo FROM scratch > Dockerfile
                for i in 1 2 3 4 5; do head -c 20000000 /dev/urandom > $i; echo COPY $i / >> Dockerfile; done
                """
            ).succeed()
            let proxy = try FaultProxy(
                before: registry.port, "99 PUT /blobs/uploads/ redirect /v2/team/large/blobs/uploads/x")
            let name = "\(proxy.host)/team/large:1"
            try fixture.strata("build", "-q", "-t", name, "large").succeed()
            let outcome = try fixture.shell(Self.measured("push -q \(name)"))
            expect(outcome, Fault("", Self.circle))
            let peak = try #require(Int(try fixture.read("peak").trimmed))
            #expect(peak < 100_000_000, "\(peak) bytes")
        }

        /// A shell command that runs the program and writes its peak memory in bytes into the file `peak`.
        private static func measured(_ command: String) -> String {
            """
            exec python3 -c '
            import resource, subprocess, sys
            code = subprocess.call(["strata"] + sys.argv[1:])
            open("peak", "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024))
            sys.exit(code)
            ' \(command)
            """
        }
    }
}

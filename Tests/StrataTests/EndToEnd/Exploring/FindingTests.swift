import LinuxSystem
import OCI
import TestServers
import Testing

extension EndToEnd {
    @Suite("What the explorer finds wrong, layer by layer", .needs("tmux"))
    struct FindingTests {
        private let fixture: Fixture

        init() throws {
            fixture = try Fixture()
            try fixture.write(
                "Dockerfile",
                """
                FROM busybox AS tools
                RUN sudo true || true
                FROM busybox
                COPY one /one
                RUN sudo true || touch /made
                COPY two /two
                CMD run
                """)
            try fixture.write("one/key", "aws_secret_access_key = wJalrXUtnFEMIK7MDENGbPxRfiCYzR4nd0mKeyQ1\n")
            try fixture.write("two/key", "aws_secret_access_key = 9pQrXUtnFEMIK7MDENGbPxRfiCYzR4nd0mKey7aB\n")
            try fixture.strata("build", "-q", "-t", "app", ".").succeed()
        }

        /// Findings of the page, as `layer rule text`.
        private func findings(_ arguments: String...) throws -> [String] {
            let page = try fixture.shell("strata report --html - " + arguments.joined(separator: " ")).succeed()
            let start = try #require(page.firstRange(of: "id=\"data\">"))
            let end = try #require(page[start.upperBound...].firstRange(of: "</script>"))
            let data = try JSONValue(parsing: Array(page[start.upperBound..<end.lowerBound].utf8))
            return (data["findings"]?.arrayValue ?? []).map { finding in
                let layer = finding["layer"]?.intValue.map { "layer \($0 + 1)" } ?? ""
                return
                    ([layer] + ["path", "rule", "text"].map { finding[$0]?.stringValue ?? "" }.filter { !$0.isEmpty })
                    .joined(separator: " ")
            }
        }

        @Test("lint findings of the Dockerfile that the store's record names stand at the layers that its lines made")
        func record() throws {
            let found = try findings("app")
            #expect(found.contains { $0.hasPrefix("layer 3 DL3004 Dockerfile:5: ") }, "\(found)")
            #expect(found.contains { $0.hasPrefix(" DL3025 Dockerfile:7: ") }, "\(found)")
            #expect(found.contains { $0.hasPrefix("layer 1 DL3006 Dockerfile:3: ") }, "\(found)")
            // What another stage does is in no layer.
            #expect(!found.contains { $0.contains("Dockerfile:2") }, "\(found)")
            #expect(found.contains { $0.hasPrefix("layer 2 /one/key aws-secret-access-key") }, "\(found)")
            let terminal = try TmuxTerminal(fixture, "strata explore app")
            try terminal.wait(for: "! RUN sudo true", "finding")
            try terminal.type("Down", "Down")
            try terminal.wait(for: "Findings 1: Dockerfile:5:")
        }

        @Test("without the record, or with a Dockerfile that is another by now, the history is looked at")
        func history() throws {
            try fixture.strata("save", "-o", "app.tar", "app").succeed()
            for source in ["docker-archive:app.tar"] {
                let found = try findings(source)
                #expect(found.contains { $0.hasPrefix("layer 3 DL3004 ") }, "\(found)")
                #expect(!found.contains { $0.contains("Dockerfile:") }, "\(found)")
            }
            let found = try findings("--dockerfile", "Dockerfile", "docker-archive:app.tar")
            #expect(found.contains { $0.hasPrefix("layer 3 DL3004 Dockerfile:5: ") }, "\(found)")
            try fixture.write("Dockerfile", "FROM busybox\nRUN other\n")
            #expect(try findings("app").contains { $0.hasPrefix("layer 3 DL3004 ") && !$0.contains("Dockerfile:") })
            #expect(
                try findings("--dockerfile", "Dockerfile", "app").contains {
                    $0.contains("1 of 1 RUN, COPY and ADD of Dockerfile are not in the history")
                })
            try fixture.strata("report", "--html", "-", "--dockerfile", "absent", "app").fail(saying: "absent")
        }

        @Test(
            "of a registry's image only layers that are looked at come over, once, and bring their findings",
            .needs("docker-registry"))
        func remote() throws {
            let registry = try RegistryServer()
            let name = "\(registry.host)/app:1"
            try fixture.strata("tag", "app", name).succeed()
            try fixture.strata("push", "-q", name).succeed()
            let manifest = try JSONValue(
                parsing: Array(
                    try fixture.shell(
                        "curl -s http://\(registry.host)/v2/app/manifests/1 -H 'Accept: application/vnd.oci.image.manifest.v1+json'"
                    ).succeed().utf8))
            let layers = (manifest["layers"]?.arrayValue ?? []).compactMap { $0["digest"]?.stringValue }
            #expect(layers.count == 4)
            func fetched() throws -> [Int] {
                let log = try HostCommand.run("cat '\(registry.directory)/log'").succeed()
                return layers.map { layer in
                    log.split(separator: "\n").count {
                        $0.contains("\"GET /v2/app/blobs/\(layer)") && $0.contains("\" 20")
                    }
                }
            }
            #expect(try fetched() == [0, 0, 0, 0])
            let terminal = try TmuxTerminal(fixture, "strata explore docker://\(name)")
            // The instructions are known at once, the files of a layer when it has come.
            try terminal.wait(for: "Contents of layer 1", "! RUN sudo true", "bin/", without: "reading")
            #expect(try fetched() == [1, 0, 0, 0])
            try terminal.type("Down")
            try terminal.wait(for: "! COPY one /one", "one/", without: "reading")
            #expect(try fetched() == [1, 1, 0, 0])
            try terminal.type("Tab", "Tab")
            try terminal.wait(for: "AWS secret")
            try terminal.type("q")
            try terminal.wait(for: "ended with 0")
            #expect(try fetched() == [1, 1, 0, 0])
            // The page is of all layers, each fetched once.
            let found = try findings("docker://\(name)")
            #expect(found.contains { $0.hasPrefix("layer 4 /two/key aws-secret-access-key") }, "\(found)")
            #expect(try fetched() == [2, 2, 1, 1])
        }
    }
}

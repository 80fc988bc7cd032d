import LinuxSystem
import OCI
import TestServers
import Testing

extension EndToEnd {
    @Suite("Where images are that are looked into", .needs("docker-registry"))
    struct SourceTests {
        private let fixture: Fixture

        init() throws {
            fixture = try Fixture()
            try fixture.shell(
                #"""
                mkdir c && cd c && head -c 700000 /dev/urandom > big && seq 90000 > numbers && mkdir d
                for i in $(seq 60); do echo $i > d/$i; done; touch "$(printf 'd/\377name')" "$(printf 'd/\033[2J')"
                printf 'FROM busybox\nCOPY big numbers /a/\nCOPY d /d\nRUN rm /a/numbers && echo x >> /a/big && ln /d/1 /d/one\n' > Dockerfile
                """#
            ).succeed()
            try fixture.strata("build", "-q", "-t", "app", "c").succeed()
        }

        /// The numbers that are the same wherever the image is.
        private func numbers(_ source: String) throws -> [String] {
            let text = try fixture.strata("analyze", "--format", "json", source).succeed()
            let json = try JSONValue(parsing: Array(text.utf8))
            let layers = json["layer"]?.arrayValue ?? []
            let sizes = layers.map { "\($0["digestId"]?.stringValue ?? "") \($0["sizeBytes"]?.intValue ?? -1)" }
            return try sizes
                + ["efficiencyScore", "inefficientBytes", "sizeBytes", "userSizeBytes"].map {
                    try #require(json["image"]?[$0]).compact()
                }
        }

        @Test(
            "gives the same numbers: store, archives and layouts in every form, registries, and a changed directory name"
        )
        func same() throws {
            let wanted = try numbers("app")
            #expect(wanted.count == 8, "\(wanted)")
            let registry = try RegistryServer()
            for form in ["gzip", "zstd", "zstd:chunked", "uncompressed"] {
                let word = form == "zstd:chunked" ? "chunked" : form
                let name = "\(registry.host)/team/app:\(word)"
                try fixture.strata("tag", "app", name).succeed()
                try fixture.strata("push", "-q", "--compression", form, name).succeed()
                try fixture.strata(
                    "save", "--format", "oci-archive", "--compression", form, "-o", "Oci-\(word).tar", "app"
                )
                .succeed()
                for source in ["docker://\(name)", "oci-archive:Oci-\(word).tar", "Oci-\(word).tar"] {
                    #expect(try numbers(source) == wanted, "\(source)")
                }
            }
            try fixture.strata("save", "-o", "docker.tar", "app").succeed()
            try fixture.strata("save", "--format", "oci-dir", "-o", "layout", "app").succeed()
            try fixture.shell("gzip -k docker.tar").succeed()
            for source in ["docker-archive:docker.tar", "docker.tar", "docker.tar.gz", "oci:layout", "layout"] {
                #expect(try numbers(source) == wanted, "\(source)")
            }
        }

        @Test("the writable layer of a container counts as one more layer")
        func container() throws {
            try fixture.strata("run", "--name", "work", "app", "sh", "-c", "echo 12345 > /new; rm /d/3").succeed()
            let layers = try numbers("container:work")
            #expect(layers.count == 9 && layers[4].hasSuffix(" 6"), "\(layers)")
        }

        @Test("names that would control the terminal, or are not UTF-8, are shown and never sent")
        func names() throws {
            let lines = try fixture.strata("diff", "--no-trunc", "busybox", "app").succeed()
            #expect(!lines.utf8.contains(0x1B) && lines.contains("\\e[2J") && lines.contains("name"), "\(lines)")
            for format in ["table", "json", "markdown", "sarif", "junit"] {
                let text = try fixture.strata("analyze", "--format", format, "app").succeed()
                #expect(!text.utf8.contains(0x1B), "\(format)")
            }
            let page = try fixture.strata("report", "--html", "-", "app").succeed()
            #expect(!page.utf8.contains(0x1B))
        }

        @Test("an archive that ends early, and one whose layer is not there, end with one error")
        func broken() throws {
            try fixture.strata("save", "--format", "oci-archive", "--compression", "gzip", "-o", "a.tar", "app")
                .succeed()
            try fixture.shell("head -c 900000 a.tar > cut.tar").succeed()
            for command in ["analyze", "scan", "sbom"] {
                let outcome = try fixture.strata(command, "oci-archive:cut.tar")
                outcome.fail(saying: "error: ")
                #expect(outcome.output == "", "\(command): \(outcome.output)")
            }
            try fixture.shell(
                "mkdir l && tar -xf a.tar -C l && cd l/blobs/sha256 && rm $(ls -S | head -n 1)"
            ).succeed()
            try fixture.strata("analyze", "oci:l").fail(saying: "blob")
        }
    }
}

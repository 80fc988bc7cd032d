import OCI
import Testing

extension EndToEnd {
    @Suite("Bills of materials")
    struct SbomTests {
        let fixture: Fixture

        init() throws {
            fixture = try Fixture(withBusyBox: false)
            try fixture.write("Dockerfile", "FROM scratch\nCOPY root /\n")
            try fixture.write("root/etc/os-release", "ID=debian\nVERSION_ID=12\nPRETTY_NAME=\"Debian 12\"\n")
            try fixture.write(
                "root/var/lib/dpkg/status",
                """
                Package: bash
                Status: install ok installed
                Maintainer: Matthias Klose <doko@debian.org>
                Architecture: amd64
                Version: 5.2.15-2+b7
                Description: GNU Bourne Again SHell
                Homepage: http://tiswww.case.edu/php/chet/bash/bashtop.html

                """)
            try fixture.write(
                "root/usr/share/doc/bash/copyright",
                "Format: https://www.debian.org/doc/packaging-manuals/copyright-format/1.0/\n\nFiles: *\nLicense: GPL-3+\n\n"
                    + "Files: x\nLicense: MIT-like\n text\n")
            try fixture.write(
                "root/srv/node_modules/@a/b/package.json", #"{"name":"@a/b","version":"1.0.0","license":"MIT"}"#)
            try fixture.write(
                "root/usr/lib/python3/dist-packages/six-1.16.0.dist-info/METADATA",
                "Metadata-Version: 2.1\nName: six\nVersion: 1.16.0\nLicense: MIT\n\nText\n")
            try fixture.strata("build", "-t", "app:1", ".").succeed()
        }

        private func json(_ text: String) throws -> JSONValue { try JSONValue(parsing: text) }

        @Test("name packages with URL and licence, in every format")
        func formats() throws {
            let table = try fixture.strata("sbom", "app:1").succeed()
            #expect(table.contains("bash") && table.contains("GPL-3+, MIT-like") && table.contains("@a/b"))
            let own = try json(fixture.strata("sbom", "--format", "json", "app:1").succeed())
            #expect(
                own["packages"]?.arrayValue?.compactMap { $0["purl"]?.stringValue } == [
                    "pkg:deb/debian/bash@5.2.15-2%2Bb7?arch=amd64&distro=debian-12", "pkg:npm/%40a/b@1.0.0",
                    "pkg:pypi/six@1.16.0",
                ])
            let spdx = try json(fixture.strata("sbom", "--format", "spdx-json", "app:1").succeed())
            let bash = try #require(spdx["packages"]?.arrayValue?.first { $0["name"]?.stringValue == "bash" })
            #expect(bash["licenseDeclared"]?.stringValue == "GPL-3.0-or-later AND LicenseRef-MIT-like")
            #expect(bash["supplier"]?.stringValue == "Person: Matthias Klose (doko@debian.org)")
            #expect(spdx["hasExtractedLicensingInfos"]?[0]?["licenseId"]?.stringValue == "LicenseRef-MIT-like")
            let cyclone = try json(fixture.strata("sbom", "--format", "cyclonedx-json", "app:1").succeed())
            #expect(cyclone["specVersion"]?.stringValue == "1.6")
            let scoped = try #require(cyclone["components"]?.arrayValue?.first { $0["group"]?.stringValue == "@a" })
            #expect(scoped["licenses"]?[0]?["license"]?["id"]?.stringValue == "MIT")
            let tags = try fixture.strata("sbom", "--format", "spdx", "app:1").succeed()
            #expect(tags.contains("\nExternalRef: PACKAGE-MANAGER purl pkg:pypi/six@1.16.0\n"))
        }

        @Test("are the same bytes each time, and of an archive but for its name")
        func deterministic() throws {
            for format in ["spdx-json", "spdx", "cyclonedx-json", "cyclonedx-json@1.5", "json"] {
                let first = try fixture.strata("sbom", "--format", format, "app:1").succeed()
                #expect(try fixture.strata("sbom", "--format", format, "app:1").succeed() == first)
            }
            try fixture.shell("strata save -o app.tar app:1").succeed()
            let stored = try json(fixture.strata("sbom", "--format", "json", "app:1").succeed())
            let archived = try json(fixture.shell("strata sbom --format json docker-archive:app.tar").succeed())
            #expect(stored["packages"] == archived["packages"])
        }

        @Test("go into a file, and a broken database is a warning")
        func files() throws {
            try fixture.write("root/var/lib/rpm/rpmdb.sqlite", "SQLite format 3 of another kind")
            try fixture.strata("build", "-t", "app:2", ".").succeed()
            let outcome = try fixture.shell("strata sbom -o list app:2")
            try outcome.succeed()
            #expect(outcome.errors.contains("warning: /var/lib/rpm/rpmdb.sqlite: "))
            #expect(try fixture.read("list").contains("bash"))
            try fixture.strata("sbom", "--format", "pdf", "app:1").fail(125, saying: "no such format", "cyclonedx-json")
            try fixture.strata("sbom", "nosuch").fail(1, saying: "nosuch")
        }

        @Test("stand in an attestation of the build, as buildx keeps it")
        func attestation() throws {
            try fixture.strata("build", "--attest", "type=sbom", "--provenance", "true", "-t", "app:3", ".").succeed()
            try fixture.shell("strata save --format oci-dir -o layout app:3").succeed()
            let index = try json(fixture.read("layout/index.json"))
            func blob(_ descriptor: JSONValue?) throws -> JSONValue {
                let digest = try #require(descriptor?["digest"]?.stringValue)
                return try json(fixture.read("layout/blobs/sha256/\(digest.dropFirst(7))"))
            }
            let manifests = try #require(try blob(index["manifests"]?[0])["manifests"]?.arrayValue)
            let attestation = try #require(manifests.first { $0["platform"]?["os"]?.stringValue == "unknown" })
            let layers = try #require(try blob(attestation)["layers"]?.arrayValue)
            #expect(
                layers.compactMap { $0["annotations"]?["in-toto.io/predicate-type"]?.stringValue } == [
                    "https://spdx.dev/Document", "https://slsa.dev/provenance/v1",
                ])
            let statement = try blob(layers[0])
            #expect(statement["predicateType"]?.stringValue == "https://spdx.dev/Document")
            let image = try #require(manifests.first { $0["platform"]?["os"]?.stringValue == "linux" })
            #expect(
                "sha256:" + (statement["subject"]?[0]?["digest"]?["sha256"]?.stringValue ?? "")
                    == image["digest"]?.stringValue)
            #expect(statement["predicate"]?["packages"]?.arrayValue?.count == 4)
        }

        @Test("of a build are refused with a generator, or a field that there is not")
        func refused() throws {
            try fixture.strata("build", "--sbom=generator=docker/scanner", ".").fail(125, saying: "generator=")
            try fixture.strata("build", "--attest", "type=sbom,scan=all", ".").fail(125, saying: "no field “scan”")
            try fixture.strata("build", "--sbom=false", "--attest", "type=sbom", "-t", "plain", ".").succeed()
            try fixture.shell("strata save --format oci-dir -o plain plain").succeed()
            let entry = try json(fixture.read("plain/index.json"))["manifests"]?[0]
            #expect(entry?["mediaType"]?.stringValue == "application/vnd.oci.image.manifest.v1+json")
        }
    }
}

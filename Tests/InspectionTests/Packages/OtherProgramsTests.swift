import Inspection
import LayerArchive
import LinuxSystem
import OCI
import Packages
import SystemPackage
import Testing

@Suite("Bills of materials beside other programs")
struct OtherProgramsTests {
    private static func has(_ path: String) -> Bool { (try? FileHandle.open(FilePath(path))) != nil }

    /// An archive of an image that holds this machine's database of dpkg, and packages of Python, npm and Go.
    private func archive(_ images: TestImages) throws -> String {
        let root = images.directory.appending("root").string
        let layer = images.directory.appending("layer.tar").string
        try Tool.run(
            "bash",
            [
                "-c",
                """
                set -e; mkdir -p $0/etc $0/var/lib/dpkg/info $0/usr/lib/python3/dist-packages $0/app/node_modules/left-pad $0/usr/bin
                cp /etc/os-release $0/etc/ && cp /var/lib/dpkg/status $0/var/lib/dpkg/
                echo '{"name":"left-pad","version":"1.3.0","license":"WTFPL"}' > $0/app/node_modules/left-pad/package.json
                mkdir $0/usr/lib/python3/dist-packages/six-1.16.0.dist-info
                printf 'Metadata-Version: 2.1\\nName: six\\nVersion: 1.16.0\\nLicense: MIT\\n' \\
                    > $0/usr/lib/python3/dist-packages/six-1.16.0.dist-info/METADATA
                [ ! -e /usr/bin/umoci ] || cp /usr/bin/umoci $0/usr/bin/
                tar -C $0 -cf $1 .
                """, root, layer,
            ])
        let bytes = try FileHandle.open(FilePath(layer)).readAll()
        let path = images.directory.appending("image.tar")
        try images.write(TestImages.dockerArchive([bytes], named: "peers:1"), to: path)
        return path.string
    }

    private func bill(_ archive: String, _ images: TestImages) async throws -> BillOfMaterials {
        let image = try await images.open("docker-archive:\(archive)")
        let subject = BillOfMaterials.Subject(
            name: "peers:1", reference: nil, digest: image.manifestDigest, platform: .host,
            created: Timestamp(seconds: 0))
        return BillOfMaterials(of: subject, try await image.packages(), toolVersion: "0")
    }

    @Test("syft finds the same packages", .enabled(if: has("/usr/local/bin/syft"), "syft is not installed"))
    func syft() async throws {
        let images = try TestImages()
        let path = try archive(images)
        let own = try await bill(path, images).inventory.packages
        let text = try Tool.run("bash", ["-c", "syft -q scan docker-archive:$0 -o json 2> /dev/null", path])
        let artifacts = try #require(try JSONValue(parsing: text)["artifacts"]?.arrayValue)
        // Names of Python in the form that its index has; modules whose version is that of a source tree have none.
        func name(_ type: String, _ name: String, _ version: String) -> String {
            // Go's own library has Go's version, with letters before it in one of the two.
            let number = name == "stdlib" ? version.drop { $0.isLetter } : version[...]
            return "\(type) \(type == "python" ? name.lowercased().replacing("_", with: "-") : name) \(number)"
        }
        let types = ["deb": "deb", "npm": "npm", "pypi": "python", "golang": "go-module"]
        let found = Set(
            own.compactMap { package in types["\(package.kind)"].map { name($0, package.name, package.version) } })
        let expected = Set(
            artifacts.compactMap { artifact -> String? in
                guard let type = artifact["type"]?.stringValue, types.values.contains(type),
                    let version = artifact["version"]?.stringValue, version != "(devel)", version != "UNKNOWN"
                else { return nil }
                return name(type, artifact["name"]?.stringValue ?? "", version)
            })
        #expect(expected.count > 100)
        let missing = expected.subtracting(found)
        #expect(missing.isEmpty, "\(missing.sorted())")
        // The programs' own modules have versions that syft looks for in the program's text.
        let more = found.subtracting(expected).filter { !$0.hasPrefix("go-module") }
        #expect(more.isEmpty, "\(more.sorted())")
    }

    @Test(
        "the SPDX group's and CycloneDX's own programs find nothing wrong with the documents",
        .enabled(if: has("/opt/pyspdxtools/bin/pyspdxtools"), "pyspdxtools is not installed"))
    func validators() async throws {
        let images = try TestImages()
        let bill = try await bill(try archive(images), images)
        for (name, text) in [
            ("bill.spdx.json", SPDXDocument(bill).json.indented()), ("bill.spdx", SPDXDocument(bill).tagValue),
        ] {
            try images.write(Array(text.utf8), to: images.directory.appending(name))
            try Tool.run(
                "bash", ["-c", "/opt/pyspdxtools/bin/pyspdxtools -i $0", images.directory.appending(name).string])
        }
        let script = """
            import sys
            from cyclonedx.schema import SchemaVersion
            from cyclonedx.validation.json import JsonStrictValidator
            version = SchemaVersion.V1_5 if sys.argv[2] == "1.5" else SchemaVersion.V1_6
            fault = JsonStrictValidator(version).validate_str(open(sys.argv[1]).read())
            sys.exit(str(fault) if fault else 0)
            """
        for version in CycloneDXDocument.Version.allCases {
            let path = images.directory.appending("bill.cdx.\(version.rawValue).json")
            try images.write(Array(CycloneDXDocument(bill, version: version).json.indented().utf8), to: path)
            try Tool.run(
                "bash",
                ["-c", "/opt/pyspdxtools/bin/python -c \"$0\" \"$1\" \"$2\"", script, path.string, version.rawValue])
        }
    }
}

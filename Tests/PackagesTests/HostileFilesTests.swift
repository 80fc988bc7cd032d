import OCI
import Packages
import Testing

@Suite("Files that nobody vouches for")
struct HostileFilesTests {
    private static let samples: [(PackageFile, String, [UInt8])] = [
        (
            .dpkg, "var/lib/dpkg/status",
            Array("Package: a\nStatus: install ok installed\nVersion: 1\nSource: b (2)\n x\n\nPackage: c\n".utf8)
        ),
        (.apk, "lib/apk/db/installed", Array("P:a\nV:1\nL:MIT\no:b\n\nP:c\nV:2\n".utf8)),
        (
            .python, "x.egg-info",
            Array("Name: A_b\nVersion: 1\nClassifier: License :: OSI Approved :: MIT License\n\nbody".utf8)
        ),
        (
            .node, "node_modules/a/package.json",
            Array(#"{"name":"@s/a","version":"1.0.0","license":{"type":"MIT"},"author":"A <b> (c)"}"#.utf8)
        ),
        (.release, "etc/os-release", Array("ID=\"x\\\"y\"\nVERSION_ID='1'\n".utf8)),
        (.copyright(of: "a"), "usr/share/doc/a/copyright", Array("Format: x\n\nLicense: GPL-2+\n text\n".utf8)),
        (
            .rpm, "var/lib/rpm/Packages",
            [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x61, 0x15, 6, 0] + [UInt8](repeating: 0x10, count: 600)
        ),
        (.program, "bin/x", [0x7F, 0x45, 0x4C, 0x46, 2, 1, 1] + [UInt8](repeating: 1, count: 400)),
    ]

    @Test("never stop the search, and make documents that can be read", arguments: samples.indices)
    func mutations(index: Int) throws {
        let (file, path, sample) = Self.samples[index]
        var random = SystemRandomNumberGenerator()
        for _ in 0..<400 {
            var bytes = sample
            for _ in 0..<Int.random(in: 0...6, using: &random) where !bytes.isEmpty {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0..<3, using: &random) {
                case 0: bytes[place] = UInt8.random(in: 0...255, using: &random)
                case 1: bytes.remove(at: place)
                default: bytes.insert(bytes[Int.random(in: 0..<bytes.count, using: &random)], at: place)
                }
            }
            var search = PackageSearch()
            search.add(bytes, of: file, at: Array(path.utf8))
            let bill = BillOfMaterials(
                of: .init(name: "x", reference: nil, digest: .of([]), platform: .host, created: .epoch),
                search.inventory(), toolVersion: "0")
            for json in [SPDXDocument(bill).json, CycloneDXDocument(bill).json, bill.json] {
                #expect(try JSONValue(parsing: json.compact()) == json)
            }
            #expect(SPDXDocument(bill).tagValue.hasPrefix("SPDXVersion"))
        }
    }
}

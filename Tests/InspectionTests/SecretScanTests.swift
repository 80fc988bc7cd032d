import Findings
import Inspection
import LayerArchive
import OCI
import Secrets
import SystemPackage
import Testing

@Suite("Searching images for credentials")
struct SecretScanTests {
    private let images: TestImages
    /// GitHub's form with the sum that it has to have, in two pieces.
    private let token = "ghp_" + "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ" + "0mLq17"

    init() throws { images = try TestImages() }

    private func file(_ path: String, _ text: String) -> (LayerEntry, [UInt8]) {
        (LayerEntry(path: Array(path.utf8), kind: .regular(size: Int64(text.utf8.count))), Array(text.utf8))
    }

    private func scan(_ layers: [[(LayerEntry, [UInt8])]]) async throws -> [ScanFinding] {
        let archives = try layers.map(TestImages.archive)
        let path = images.directory.appending("scanned-\(UInt64.random(in: 0...UInt64.max)).tar")
        try images.write(TestImages.dockerArchive(archives, named: "scanned:1"), to: path)
        return try await SecretScan().findings(in: images.open("docker-archive:\(path)"))
    }

    @Test("a credential is found in its layer, and said to be in the final tree")
    func visible() async throws {
        let found = try await scan([[file("etc/a", "x\n")], [file("root/.token", "\n  \(token)\n")]])
        let finding = try #require(found.first)
        #expect(found.count == 1 && finding.fate == .visible)
        guard case .layer(let place) = finding.location else { return #expect(Bool(false)) }
        #expect(place.layer == 1 && place.path == Array("root/.token".utf8))
        #expect(place.range?.start.line == 2 && place.range?.start.column == 3)
        #expect(!finding.message.contains(token) && !finding.finding(salt: []).message.contains(token))
    }

    @Test("a file that a later layer deletes is found, whether by name, with its directory, or by an opaque one")
    func deleted() async throws {
        let first = [file("root/keys/a", token)]
        for whiteout in ["root/keys/.wh.a", "root/.wh.keys", "root/keys/.wh..wh..opq", ".wh.root"] {
            let found = try await scan([first, [file("etc/b", "y")], [file(whiteout, "")]])
            #expect(found.map(\.fate) == [.deleted(layer: 2)], "\(whiteout)")
        }
    }

    @Test("a file that a later layer replaces is found, whether by a file, a link, or one in place of its directory")
    func overwritten() async throws {
        let first = [file("root/keys/a", token)]
        let link = (
            LayerEntry(path: Array("root/keys".utf8), kind: .symbolicLink(target: Array("/etc".utf8))), [UInt8]()
        )
        for above in [[file("root/keys/a", "nothing")], [link]] {
            let found = try await scan([first, above])
            #expect(found.map(\.fate) == [.overwritten(layer: 1)])
        }
    }

    @Test("what was hidden once stays hidden when the path comes again")
    func again() async throws {
        let found = try await scan([
            [file("a", token)], [file(".wh.a", "")], [file("a", token)],
        ])
        #expect(found.map(\.fate) == [.deleted(layer: 1), .visible])
    }
}

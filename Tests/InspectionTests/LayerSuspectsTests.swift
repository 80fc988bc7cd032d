import Findings
import Inspection
import LayerArchive
import LinuxSystem
import Secrets
import Storage
import SystemPackage
import Testing

@Suite("A layer that was searched before")
struct LayerSuspectsTests {
    private let images: TestImages
    /// GitHub's form with the sum that it has to have, in two pieces.
    private let token = "ghp_" + "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ" + "0mLq17"

    init() throws { images = try TestImages() }

    private func file(_ path: String, _ text: String) -> (LayerEntry, [UInt8]) {
        (LayerEntry(path: Array(path.utf8), kind: .regular(size: Int64(text.utf8.count))), Array(text.utf8))
    }

    private var suspects: FilePath { images.directory.appending("store/layers/1.suspects") }

    /// Findings and problems of an image, as they are told.
    private func scan(_ name: String, allowing: String = "") async throws -> [String] {
        let allowed = try SecretAllowList(parsing: allowing) { _ in nil }
        let result = try await SecretScan(allowing: allowed).search(images.open(name))
        return result.findings.map { "\($0.path) \($0.message)" }
            + result.problems.map { "\(String(decoding: $0.path, as: UTF8.self)) \($0.message)" }
    }

    @Test("tells the same again, and reads the files alone in which something was found")
    func again() async throws {
        let clean = (0..<50).map { file("srv/clean-\($0)", "nothing here\n") }
        try images.image(
            [
                clean + [
                    file("root/.env", "TOKEN=\(token)\n"), file("srv/7.7z", "7z\u{BC}\u{AF}\u{27}\u{1C} and so on"),
                    file("srv/allowed", "TOKEN=\(token) # strata:allow\n"), file("srv/\(token)/x", "x"),
                ], [file("root/.wh..env", "")],
            ], named: "x:1")
        let first = try await scan("x:1")
        #expect(first.contains { $0.hasPrefix("root/.env") && $0.contains("removed in layer 2") })
        #expect(try await scan("x:1") == first)
        let kept = try String(decoding: FileHandle.open(suspects).readAll(), as: UTF8.self)
        for path in ["root/.env", "srv/allowed"] { #expect(kept.contains("\(path)\0")) }
        #expect(!kept.contains("clean"))
        // A file that has changed behind the store's back is not looked into: nothing was found in it.
        let clean7 = images.directory.appending("store/layers/1/srv/clean-7")
        try FileHandle.open(clean7, OpenFlags.writing).write(Array("TOKEN=\(token)\n".utf8))
        #expect(try await scan("x:1") == first)
    }

    @Test("tells what a list let stand the first time")
    func allowed() async throws {
        try images.image([[file("app/key", "TOKEN=\(token)\n")]], named: "x:1")
        #expect(try await scan("x:1", allowing: "path:app/key").isEmpty)
        #expect(try await scan("x:1").count == 1)
        #expect(try await scan("x:1", allowing: "literal:\(token)").isEmpty)
        #expect(try await scan("x:1", allowing: "rule:jwt").count == 1)
    }

    @Test("has paths beside it and nothing of a credential, and is searched anew where they are damaged")
    func kept() async throws {
        try images.image([[file("app/key", "x=1\nTOKEN=\(token)\n")]], named: "x:1")
        let first = try await scan("x:1")
        let bytes = try FileHandle.open(suspects).readAll()
        #expect(!String(decoding: bytes, as: UTF8.self).contains(token.prefix(8)))
        for place in [0, 40, 66, bytes.count - 1] {
            var damaged = bytes
            damaged[place] ^= 1
            try FileHandle.open(suspects, OpenFlags.writing).write(damaged)
            #expect(try await scan("x:1") == first)
            #expect(try FileHandle.open(suspects).readAll() == bytes)
        }
        #expect(try images.store.check().findings.isEmpty)
        _ = try images.store.collectGarbage()
        #expect(try FileHandle.open(suspects).readAll() == bytes)
    }
}

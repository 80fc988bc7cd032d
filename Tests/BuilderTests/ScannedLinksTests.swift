import LinuxSystem
import TestRandom
import Testing

@testable import Builder

/// Files with several names in a source tree.
@Suite("Names of one file in a source")
struct ScannedLinksTests {
    @Test("each further name is known by the first, whatever else has links", arguments: 1...5)
    func random(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let directory = try TemporaryDirectory()
        let files = (0..<400).map { "d\($0 % 9)/f\($0)" }
        let root = try directory.make(files: files)
        let elsewhere = try DirectoryHandle.open(directory.path)
        for index in 0..<Int(random.next() % 500) {
            let file = Array(files[Int(random.next() % 400)].utf8)
            // Every other one has its second name outside of what is scanned.
            if random.next() % 2 == 0 {
                try root.makeHardLink(Array("d\(random.next() % 9)/n\(index)".utf8), to: file, in: root)
            } else {
                try elsewhere.makeHardLink(Array("outside\(index)".utf8), to: file, in: root)
            }
        }
        let tree = try #require(
            try await TreeScanner(root: root, ignore: nil).scan([], status: root.status()))
        var first: [UInt64: Int] = [:]
        var wanted: [Int: Int] = [:]
        for (index, entry) in tree.entries.enumerated() where entry.status.kind == .regular {
            if let earlier = first[entry.status.inode] {
                wanted[index] = earlier
            } else {
                first[entry.status.inode] = index
            }
        }
        #expect(tree.firstLinks() == wanted, "seed \(seed)")
    }

    @Test("names of any bytes and lengths are what they were, in order", arguments: 1...5)
    func names(seed: UInt64) async throws {
        var random = SeededGenerator(seed: seed)
        let directory = try TemporaryDirectory()
        let root = try directory.make(files: ["first"])
        var wanted: Set<[UInt8]> = [Array("first".utf8)]
        for _ in 0..<50 {
            let name = (0..<(1 + random.next() % 255)).map { _ in UInt8(truncatingIfNeeded: random.next()) }
                .map { [0, BytePath.slash].contains($0) ? 1 : $0 }
            if name != [0x2e], name != [0x2e, 0x2e] { wanted.insert(name) }
        }
        for name in wanted where name != Array("first".utf8) { _ = try root.createFile(name) }
        let tree = try #require(
            try await TreeScanner(root: root, ignore: nil).scan([], status: root.status()))
        let found = tree.entries.dropFirst().map(\.name.bytes)
        #expect(found == wanted.sorted { $0.lexicographicallyPrecedes($1) }, "seed \(seed)")
        for name in found { #expect(tree.index(of: [name]).map { tree.path(of: $0) } == name) }
    }
}

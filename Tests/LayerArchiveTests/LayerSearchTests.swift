import LinuxSystem
import Testing

@testable import LayerArchive

@Suite("Looking for texts in a layer")
struct LayerSearchTests {
    /// Writes entries and gives the paths in which the texts were found.
    private func found(
        _ texts: [String], _ entries: [(LayerEntry, [UInt8])]
    ) throws -> [String] {
        let scratch = try Scratch()
        let patterns = try #require(TextPatterns(texts.map { Array($0.utf8) }))
        let search = LayerSearch(for: patterns)
        let writer = LayerWriter(into: scratch.handle, search: search)
        for (entry, bytes) in entries {
            if case .regular = entry.kind { try writer.add(entry, bytes: bytes) } else { try writer.add(entry) }
        }
        _ = try writer.finish()
        return search.findings.map { String(decoding: $0.path, as: UTF8.self) }
    }

    private func file(_ path: String, _ bytes: [UInt8] = []) -> (LayerEntry, [UInt8]) {
        (LayerEntry(path: Array(path.utf8), kind: .regular(size: Int64(bytes.count))), bytes)
    }

    @Test("each place of an entry is looked at: content, name, link target, attributes")
    func places() throws {
        var attribute = file("d-attribute")
        attribute.0.attributes = [ExtendedAttribute(name: "user.note", value: Array("is a needle!".utf8))]
        let link = LayerEntry(path: Array("e-link".utf8), kind: .symbolicLink(target: Array("/a needle/x".utf8)))
        let entries = [
            file("a", Array("no nee dle".utf8)), file("b", Array("one needle".utf8)), file("c-a needle"), attribute,
            (link, []),
        ]
        #expect(
            try found(["a needle", "one needle"], entries).sorted() == ["b", "c-a needle", "d-attribute", "e-link"])
    }

    @Test("random strings are found wherever they lie in random bytes, and nothing else is")
    func random() throws {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<12 {
            let patterns = (0..<Int.random(in: 1...12, using: &generator)).map { _ in
                (0..<Int.random(in: 8...60, using: &generator)).map { _ in UInt8.random(in: 97...100) }
            }
            let size = Int.random(in: 100...80_000, using: &generator)
            var bytes = (0..<size).map { _ in UInt8.random(in: 98...101) }
            let planted = Int.random(in: 0..<patterns.count)
            let place = Int.random(in: 0...max(0, size - 60))
            if place + patterns[planted].count <= size {
                bytes.replaceSubrange(place..<(place + patterns[planted].count), with: patterns[planted])
            }
            let prepared = try #require(TextPatterns(patterns))
            let search = LayerSearch(for: prepared)
            search.begin(LayerEntry(path: [120], kind: .regular(size: Int64(size))), at: 0)
            var start = 0
            while start < size {
                let end = min(size, start + Int.random(in: 1...30_000))
                bytes[start..<end].withUnsafeBytes { search.look(at: $0) }
                start = end
            }
            let isThere = patterns.contains { pattern in
                Self.contains(bytes, pattern)
            }
            #expect(search.findings.isEmpty == !isThere, "patterns \(patterns), planted at \(place) of \(size)")
        }
    }

    private static func contains(_ bytes: [UInt8], _ pattern: [UInt8]) -> Bool {
        guard bytes.count >= pattern.count else { return false }
        return (0...(bytes.count - pattern.count)).contains { start in
            bytes[start] == pattern[0] && bytes[start..<(start + pattern.count)].elementsEqual(pattern)
        }
    }

    @Test("a text that ends one piece and begins the next belongs to the entry in which it begins")
    func acrossPieces() throws {
        let big = [UInt8](repeating: 120, count: 262_144 - 512 - 4)
        let bytes = big + Array("a needle".utf8) + big
        #expect(try found(["a needle"], [file("one", bytes), file("two", bytes)]) == ["one", "two"])
    }
}

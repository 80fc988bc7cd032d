import LayerArchive
import OCI
import Storage
import Testing

@Suite("Layers with a table of contents that is large")
struct LargeTableTests {
    private let temporary: TemporaryStore
    private var store: Store { temporary.store }

    init() throws { temporary = try TemporaryStore() }

    private static func files(_ count: Int, of size: Int, changing changed: Set<Int> = []) -> [(LayerEntry, [UInt8])] {
        let directory = (LayerEntry(path: Array("d".utf8), kind: .directory, modified: 5), [UInt8]())
        return [directory]
            + (0..<count).map { number in
                var value = UInt64(number + 1) &* 0x9E37_79B9_7F4A_7C15 &+ (changed.contains(number) ? 1 : 0)
                let bytes = (0..<size).map { _ in
                    value = value &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                    return UInt8(truncatingIfNeeded: value >> 40)
                }
                let path = Array("d/f\(count + number)".utf8)
                return (LayerEntry(path: path, kind: .regular(size: Int64(size)), modified: 5), bytes)
            }
    }

    private func layer(
        changing changed: Set<Int> = [], isStargz: Bool, change: ((String) -> String)? = nil
    ) throws -> ChunkedLayer {
        let entries = Self.files(40, of: 20_000, changing: changed)
        if isStargz {
            let tar = try ChunkedLayer.tar(of: entries, in: temporary.scratch())
            return try StargzLayer.make(of: tar, change: change ?? { $0 })
        }
        let layer = try ChunkedLayer(entries, in: temporary.scratch())
        return try change.map(layer.forged) ?? layer
    }

    @discardableResult
    private func receive(_ layer: ChunkedLayer) async throws -> Layer {
        try #require(try await store.receive(layer.image(), from: layer.provider()).first)
    }

    @Test(
        "more than anybody needs: no memory is spent on it, the blob is loaded whole",
        arguments: ["entry", "rest"], [false, true])
    func tooLarge(what: String, isStargz: Bool) async throws {
        try await receive(try layer(isStargz: isStargz))
        let second = try layer(changing: [7], isStargz: isStargz) { text in
            guard let list = text.firstRange(of: #""entries":["#) else { return "the table has another form" }
            let (start, end) = (text[..<list.upperBound], text[list.upperBound...])
            if what == "entry" {
                return start + #"{"type":"reg","name":"\#(String(repeating: "n", count: 2 << 20))"},"# + end
            }
            return text.dropLast() + #","more":"\#(String(repeating: "m", count: 2 << 20))"}"#
        }
        #expect(try await receive(second).diffID == second.diffID)
        #expect(second.fetchedBytes >= second.blob.size)
        #expect(try temporary.names(in: "work").isEmpty)
    }

    @Test("thousands of files of one size: those that are here are found, and only the changed ones come")
    func oneSize() async throws {
        func layer(changing changed: Set<Int>) throws -> ChunkedLayer {
            try ChunkedLayer(Self.files(5000, of: 300, changing: changed), in: temporary.scratch())
        }
        let first = try layer(changing: [])
        let plain = ChunkedLayer(first.bytes, [:], diffID: first.diffID)
        try await receive(plain)
        let second = try layer(changing: [5, 2500, 4999])
        let made = try await receive(second)
        #expect(made.diffID == second.diffID)
        // Besides the files the table comes, and what tells the tar's headers.
        #expect(second.fetchedBytes < second.blob.size / 2, "\(second.fetchedBytes) of \(second.blob.size)")
    }

    @Test("thousands of entries between two files of eStargz: their headers are not kept in memory")
    func longHeaders() async throws {
        func layer(changing changed: Set<Int>) throws -> ChunkedLayer {
            var entries = Self.files(40, of: 20_000, changing: changed)
            let empty = (0..<20_000).map { number in
                (
                    LayerEntry(path: Array("d/f60/\(20_000 + number)".utf8), kind: .regular(size: 0), modified: 5),
                    [UInt8]()
                )
            }
            entries[21] = (LayerEntry(path: Array("d/f60".utf8), kind: .directory, modified: 5), [])
            entries.insert(contentsOf: empty, at: 22)
            return try StargzLayer.make(of: ChunkedLayer.tar(of: entries, in: temporary.scratch()))
        }
        try await receive(try layer(changing: []))
        let second = try layer(changing: [7])
        #expect(try await receive(second).diffID == second.diffID)
    }
}

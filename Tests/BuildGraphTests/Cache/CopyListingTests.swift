import Testing

@testable import BuildGraph

@Suite struct CopyListingTests {
    private static func entry(_ path: String, content: UInt64 = 1, mode: UInt16 = 0o644, kind: UInt8 = 8)
        -> CopyListing.Entry
    {
        CopyListing.Entry(
            path: Array(path.utf8), kind: kind, permissions: mode, owner: 0, content: content, attributes: 0)
    }

    @Test("a listing is read as it was written, in the order of its paths")
    func roundTrip() throws {
        let entries = [Self.entry("b/c", content: .max), Self.entry("a"), Self.entry("b", content: 0, kind: 4)]
        let listing = CopyListing(entries)
        let read = try #require(CopyListing(bytes: listing.bytes))
        #expect(read.entries == listing.entries)
        #expect(read.entries.map { String(decoding: $0.path, as: UTF8.self) } == ["a", "b", "b/c"])
    }

    @Test("bytes that are no listing give none, wherever they are cut")
    func damaged() {
        let bytes = CopyListing([Self.entry("a/long/path"), Self.entry("a/longer")]).bytes
        #expect(CopyListing(bytes: []) == nil)
        #expect(CopyListing(bytes: [9]) == nil)
        for count in 2..<bytes.count where count != bytes.count {
            let cut = CopyListing(bytes: Array(bytes.prefix(count)))
            #expect(cut == nil || (cut?.entries.count ?? 0) < 2)
        }
        for place in bytes.indices {
            var changed = bytes
            changed[place] ^= 0xFF
            _ = CopyListing(bytes: changed)  // must not trap
        }
    }

    @Test("files that changed, are new and are gone are told apart and counted")
    func difference() throws {
        let old = CopyListing([
            Self.entry("README.md"), Self.entry("gone"), Self.entry("gone2"), Self.entry("same"),
            Self.entry("src/app.ts"),
            Self.entry("link", content: 5, mode: 0, kind: 10),
        ])
        let new = CopyListing([
            Self.entry("README.md", mode: 0o755), Self.entry("new"), Self.entry("same"),
            Self.entry("src/app.ts", content: 2),
            Self.entry("link", content: 6, mode: 0, kind: 10),
        ])
        let changes = FileChanges(ListingDifference(new: new, old: old, linkKind: 10))
        #expect(changes.line == "README.md (mode), link (target), src/app.ts (content); +1 new, 2 removed")
        #expect(FileChanges(changes.json) == changes)
        #expect(changes.allPaths?.count == 6)
    }

    @Test("where nothing else changed, new and removed files are named")
    func names() {
        let old = CopyListing([Self.entry("a"), Self.entry("b")])
        let new = CopyListing([Self.entry("a"), Self.entry("c")])
        #expect(
            FileChanges(ListingDifference(new: new, old: old, linkKind: 10)).line == "+1 new (c), 1 removed (b)")
    }
}

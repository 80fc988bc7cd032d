import LinuxSystem
import OCI
import SystemPackage
import Testing

@testable import Builder

@Suite("The index of a context")
struct ContextIndexTests {
    private func key(_ number: Int64, changed: FileTime) -> ContextIndex.Key {
        ContextIndex.Key(
            path: UInt64(number) &* 0x9E37_79B9_7F4A_7C15, device: 1, inode: UInt64(number), size: number,
            modified: FileTime(seconds: 100), changed: changed)
    }

    @Test("what was recorded long after it changed is found again, in exactly that state only")
    func keeps() throws {
        let directory = try TemporaryDirectory()
        let file = directory.path.appending("index")
        let now = FileTime(seconds: 10_000, nanoseconds: 500)
        let index = ContextIndex(file: file, now: now)
        let keys = (0..<100).map { key($0, changed: FileTime(seconds: 9_000, nanoseconds: 1)) }
        index.record(keys.map { ($0, Digest.of("\($0.inode)")) })
        index.save()
        let again = ContextIndex(file: file, now: now)
        for known in keys { #expect(again.content.digest(for: known) == Digest.of("\(known.inode)")) }
        #expect(again.content.digest(for: key(3, changed: FileTime(seconds: 9_000, nanoseconds: 2))) == nil)
        #expect(again.content.digest(for: key(1_000, changed: FileTime(seconds: 9_000))) == nil)
    }

    @Test("a file that changed just before it was read is not trusted")
    func racy() throws {
        let directory = try TemporaryDirectory()
        let file = directory.path.appending("index")
        let index = ContextIndex(file: file, now: FileTime(seconds: 10_000, nanoseconds: 5_000_000))
        let fresh = key(1, changed: FileTime(seconds: 10_000, nanoseconds: 1))
        let coarse = ContextIndex.Key(
            path: 2, device: 1, inode: 2, size: 2, modified: FileTime(seconds: 9_999), changed: FileTime(seconds: 9_999)
        )
        index.record([(fresh, Digest.of("x")), (coarse, Digest.of("y"))])
        index.save()
        let again = ContextIndex(file: file, now: FileTime(seconds: 10_001))
        #expect(again.content.digest(for: fresh) == nil)
        #expect(again.content.digest(for: coarse) == nil)
    }

    @Test(
        "a record that was damaged anywhere is as good as none, and so is an index that was cut short",
        arguments: [UInt64(1), 2, 3])
    func damage(seed: UInt64) throws {
        let keys = (0..<8).map { key($0, changed: FileTime(seconds: 1)) }
        let records = keys.map { IndexRecord(key: $0, digest: Digest.of("\($0.inode)"), generation: 7) }
            .sorted { $0.key.path < $1.key.path }
        let directories = (0..<3).map { number in
            IndexDirectory(
                key: key(100 + number, changed: FileTime(seconds: 1)), names: [Array("a\(number)".utf8), [0xff]],
                generation: 7)
        }
        let bytes = IndexWriter.serialised(records, directories: directories, generation: 7)
        let whole = try #require(IndexContent(.own(bytes)))
        #expect(whole.records.map(\.key) == records.map(\.key))
        #expect(Set(whole.directories.map(\.names)) == Set(directories.map(\.names)))
        #expect(whole.generation == 7)
        var state = seed
        for _ in 0..<500 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            var damaged = bytes
            let place = Int(state >> 33) % bytes.count
            damaged[place] ^= 1 << UInt8(state >> 60 & 7)
            if let content = IndexContent(.own(damaged)) {
                // One of them is lost at most; no other is taken for what it is not.
                let found = content.records
                let lists = content.directories
                #expect(found.count + lists.count >= 10, "seed \(seed), byte \(place)")
                for record in found { #expect(record.digest == Digest.of("\(record.key.inode)")) }
                for list in lists { #expect(directories.contains { $0.key == list.key && $0.names == list.names }) }
                for key in keys {
                    let digest = content.digest(for: key)
                    #expect(digest == nil || digest == Digest.of("\(key.inode)"), "seed \(seed), byte \(place)")
                }
            } else {
                #expect(place < IndexFile.headerSize, "seed \(seed), byte \(place)")
            }
            let short = Int(state >> 20) % bytes.count
            #expect(IndexContent(.own(Array(bytes.prefix(short)))) == nil, "seed \(seed), \(short) bytes")
        }
    }
}

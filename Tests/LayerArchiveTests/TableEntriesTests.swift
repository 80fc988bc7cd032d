import LinuxSystem
import OCI
import TestRandom
import Testing

@testable import LayerArchive

@Suite("The entries of a table of contents in a file")
struct TableEntriesTests {
    private let scratch: Scratch

    init() throws { scratch = try Scratch() }

    private func file(_ name: String = "table") throws -> FileHandle {
        try scratch.file(name)
    }

    private static func entry(_ number: Int, _ generator: inout SeededGenerator) -> TableEntry {
        func any() -> Int64 { Int64.random(in: Int64.min...Int64.max, using: &generator) >> Int64.random(in: 0..<64) }
        let kinds: [TableEntry.Kind] = [
            .regular, .hardLink, .characterDevice, .blockDevice, .directory, .pipe, .symbolicLink,
        ]
        let length = Int.random(in: 0...9) == 0 ? 100_000 : Int.random(in: 0..<40, using: &generator)
        var entry = TableEntry(
            kind: kinds[Int.random(in: 0..<kinds.count, using: &generator)],
            name: "d\u{fc}/\(number)" + String(repeating: "n", count: length))
        entry.link = Bool.random(using: &generator) ? "to/\u{1F4A1}" : ""
        (entry.mode, entry.size, entry.userID, entry.groupID) = (any(), any(), any(), any())
        (entry.major, entry.minor, entry.offset, entry.end) = (any(), any(), any(), any())
        (entry.position, entry.lastFrame, entry.lastStart) = (any(), any(), any())
        if Bool.random(using: &generator) { entry.modified = FileTime(seconds: any(), nanoseconds: 999_999_999) }
        if Bool.random(using: &generator) { entry.digest = Digest.of("\(number)") }
        if Bool.random(using: &generator) { entry.attributes = ["user.x": "AA==", "user.y": ""] }
        (entry.userName, entry.groupName) = ("user", Bool.random(using: &generator) ? "group" : "")
        return entry
    }

    @Test("what is written is read, in any order, and found by name", arguments: 1...6 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let all = (0..<300).map { Self.entry($0, &generator) }
        var entries = TableEntries(in: try file())
        for entry in all { try entries.append(entry) }
        try entries.finish()
        #expect(entries.count == all.count)
        let (near, far) = (entries.reader(), entries.reader(isScattered: true))
        for number in all.indices { #expect(try near[number] == all[number]) }
        for number in all.indices.shuffled(using: &generator) {
            #expect(try far[number] == all[number])
            #expect(try far.find(Array(all[number].name.utf8)) == number)
            #expect(try near.location(number) == all[number].location)
            #expect(try near.name(number).elementsEqual(all[number].name.utf8))
        }
        #expect(try near.find(Array("no such name".utf8)) == nil && entries.repeatedName() == nil)
    }

    @Test("names are the same where their bytes are")
    func names() throws {
        func entries(_ names: [String]) throws -> TableEntries {
            var entries = TableEntries(in: try file("table-\(names.count)-\(names.last?.utf8.count ?? 0)"))
            for name in names { try entries.append(TableEntry(kind: .directory, name: name)) }
            try entries.finish()
            return entries
        }
        #expect(try entries(["a", "b", "a"]).repeatedName() == "a")
        // The same for Unicode, and two names for the file system.
        let two = try entries(["caf\u{e9}", "cafe\u{301}"])
        #expect(try two.repeatedName() == nil)
        #expect(try two.reader().find(Array("cafe\u{301}".utf8)) == 1)
        #expect(try two.reader().find(Array("caf\u{e9}".utf8)) == 0)
    }

    @Test("a table with more entries than anybody needs is not read to its end")
    func limit() throws {
        let list = (0..<11).map { #"{"type":"dir","name":"\#($0)"}"# }.joined(separator: ",")
        let json = #"{"version":1,"entries":[\#(list)]}"#
        var count = 0
        #expect(try TableDocument.read(BytesSource(Array(json.utf8)), entryLimit: 11) { _ in count += 1 } == nil)
        #expect(count == 11)
        do {
            _ = try TableDocument.read(BytesSource(Array(json.utf8)), entryLimit: 10) { _ in }
            Issue.record("it is read")
        } catch let error as LayerArchiveError { #expect(error.code == .unsupported) }
    }
}

import LayerArchive
import LinuxSystem
import Testing

@Suite("Listing changes")
struct TreeDifferenceTests {
    private func list(_ upper: DirectoryHandle, _ base: DirectoryHandle?) throws -> [String] {
        try TreeDifference(upper: upper, base: base).items.map {
            "\($0.change.rawValue) \(String(decoding: $0.path, as: UTF8.self))"
        }
    }

    @Test("added, changed and deleted, with the directories on the way")
    func changes() throws {
        let scratch = try Scratch()
        let base = try scratch.directory("base")
        let upper = try scratch.directory("upper")
        for tree in [base, upper] {
            for name in ["etc", "same", "hidden"] { try tree.put(directory: name) }
            try tree.put("etc/same")
            try tree.put("same/f")
        }
        try base.put("etc/gone")
        try base.put("etc/changed", "one")
        try base.put("hidden/old")
        try base.put("hidden/new")
        try upper.put("etc/changed", "two")
        try upper.makeWhiteout(bytes("etc/gone"))
        try upper.makeWhiteout(bytes("etc/never"))
        try upper.setAttribute("trusted.overlay.opaque", to: bytes("y"), of: bytes("hidden"))
        try upper.put("hidden/new", "x")
        try upper.put(directory: "made")
        try upper.put("made/f")
        for tree in [base, upper] { for name in ["etc", "same", "hidden"] { try tree.stamp(name) } }
        #expect(
            try list(upper, base) == [
                "C etc", "C etc/changed", "D etc/gone", "C hidden", "C hidden/new", "D hidden/old", "A made",
                "A made/f",
            ])
    }

    @Test("with nothing below, all is added; of an empty directory nothing is listed")
    func noBase() throws {
        let scratch = try Scratch()
        let upper = try scratch.directory("upper")
        #expect(try list(upper, nil) == [])
        try upper.put(directory: "a")
        try upper.put("a-b")
        try upper.put("a/b")
        #expect(try list(upper, nil) == ["A a", "A a-b", "A a/b"])
    }
}

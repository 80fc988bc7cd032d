import LinuxSystem
import Testing

@testable import LayerArchive

@Suite("Looking for texts in a directory")
struct TreeSearchTests {
    private func found(_ scratch: Scratch, since start: FileTime = FileTime(seconds: 0)) throws -> Set<String> {
        let patterns = try #require(TextPatterns([Array("a needle".utf8)]))
        let findings = try TreeSearch(for: patterns).findings(in: scratch.handle, changedSince: start)
        return Set(findings.map { String(decoding: $0.path, as: UTF8.self) })
    }

    @Test("contents, names and link targets are looked at, in every directory")
    func places() throws {
        let scratch = try Scratch()
        let root = scratch.handle
        try root.makeDirectory(Array("d".utf8))
        try root.makeDirectory(Array("d/a needle".utf8))
        try root.makeSymbolicLink(Array("d/l".utf8), target: Array("/x/a needle".utf8))
        try root.createFile(Array("plain".utf8)).write(Array("a ned".utf8))
        try root.createFile(Array("d/f".utf8)).write(Array("is a needle.".utf8))
        try root.createFile(Array("half".utf8)).write(Array("a nee".utf8))
        try root.createFile(Array("other".utf8)).write(Array("dle".utf8))
        #expect(try found(scratch) == ["d/a needle", "d/l", "d/f"])
    }

    @Test("a text is found where one piece that is read ends and the next begins", arguments: -9...1)
    func borders(_ offset: Int) throws {
        let scratch = try Scratch()
        var bytes = [UInt8](repeating: 7, count: 2 << 20)
        bytes.replaceSubrange((1 << 20) + offset..<(1 << 20) + offset + 8, with: Array("a needle".utf8))
        try scratch.handle.createFile(Array("f".utf8)).write(bytes)
        #expect(try found(scratch) == ["f"])
    }

    @Test("what did not change since the moment is passed over, and special files are not opened")
    func times() throws {
        let scratch = try Scratch()
        try scratch.handle.createFile(Array("f".utf8)).write(Array("a needle".utf8))
        try scratch.handle.makeNode(Array("p".utf8), kind: .pipe, permissions: 0o600)
        #expect(try found(scratch) == ["f"])
        let changed = try scratch.handle.status(of: Array("f".utf8)).changed
        #expect(try found(scratch, since: FileTime(seconds: changed.seconds + 1)).isEmpty)
    }
}

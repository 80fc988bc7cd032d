import LinuxSystem
import SystemPackage
import Testing

@Suite("Directories")
struct DirectoryTests {
    private let tree: TestTree
    private var handle: DirectoryHandle { tree.handle }

    init() throws { tree = try TestTree() }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test("names are bytes, and are listed as they are")
    func names() throws {
        let names: [[UInt8]] = [
            [0xff, 0xfe], bytes("a b"), bytes("\n"), bytes("ä"), Array(repeating: 120, count: 255),
        ]
        for name in names { try handle.makeDirectory(name) }
        #expect(Set(try handle.entries().map(\.name)) == Set(names))
        #expect(try handle.entries().allSatisfy { $0.kind == .directory })
        let error = #expect(throws: SystemError.self) { try handle.makeDirectory([97, 0, 98]) }
        #expect(error?.number == 22)
    }

    @Test("thousands of names are all listed")
    func manyNames() throws {
        for index in 0..<3_000 { try handle.makeSymbolicLink(bytes("link-\(index)"), target: bytes("x")) }
        #expect(try handle.entries().count == 3_000)
    }

    @Test("modes are exact, whatever the umask", arguments: [0o000, 0o7777, 0o1777, 0o644, 0o755] as [UInt16])
    func modes(_ mode: UInt16) throws {
        try handle.makeDirectory(bytes("d"), permissions: mode)
        #expect(try handle.status(of: bytes("d")).permissions == mode)
    }

    @Test("every kind of entry is told by its status")
    func kinds() throws {
        try tree.write("file", "12345")
        try handle.makeSymbolicLink(bytes("link"), target: [0xff])
        try handle.makeNode(bytes("pipe"), kind: .pipe, permissions: 0o600)
        try handle.makeNode(bytes("char"), kind: .characterDevice, permissions: 0o600, device: (300, 70_000))
        try handle.makeNode(bytes("block"), kind: .blockDevice, permissions: 0o600, device: (7, 1))
        try handle.makeWhiteout(bytes("white"))
        try handle.makeHardLink(bytes("hard"), to: bytes("file"), in: handle)
        #expect(try handle.status(of: bytes("file")).kind == .regular)
        #expect(try handle.status(of: bytes("file")).size == 5)
        #expect(try handle.status(of: bytes("hard")).linkCount == 2)
        #expect(try handle.readLink(bytes("link")) == [0xff])
        #expect(try handle.status(of: bytes("pipe")).kind == .pipe)
        #expect(try handle.status(of: bytes("char")).nodeDevice == (300, 70_000))
        #expect(try handle.status(of: bytes("block")).kind == .blockDevice)
        #expect(try handle.status(of: bytes("white")).isWhiteout)
        #expect(try !handle.status(of: bytes("char")).isWhiteout)
        #expect(try handle.statusIfPresent(of: bytes("nosuch")) == nil)
        #expect(try handle.statusIfPresent(of: bytes("file/below")) == nil)
    }

    @Test("links are followed only as far as the caller says")
    func resolution() throws {
        try tree.directory("a")
        try tree.write("a/f", "inside")
        try handle.makeSymbolicLink(bytes("abs"), target: bytes("/a"))
        try handle.makeSymbolicLink(bytes("up"), target: bytes("../../../a"))
        for name in ["abs/f", "up/f"] {
            #expect(try handle.openFile(bytes(name), 0, .inRoot).readAll() == bytes("inside"))
            #expect(throws: SystemError.self) { try handle.openFile(bytes(name), 0, .withoutLinks) }
            #expect(throws: SystemError.self) { try handle.openFile(bytes(name), 0, .beneath) }
        }
        #expect(throws: SystemError.self) { try handle.openFile(bytes("../x"), 0, .beneath) }
    }

    @Test(
        "a path in a root is resolved as the kernel would, missing parts kept",
        arguments: [
            ("/usr/bin/x", "usr/bin/x"), ("bin/x/y", "usr/bin/x/y"), ("/", ""), ("//a//./b/", "a/b"),
            ("a/../../b", "b"), ("abs/c", "usr/bin/c"), ("rel/c", "usr/bin/c"), ("dangling/z", "no/where/z"),
            ("bin/..", "usr"),
        ])
    func inRoot(_ path: String, _ expected: String) throws {
        try tree.directory("usr")
        try tree.directory("usr/bin")
        try handle.makeSymbolicLink(bytes("bin"), target: bytes("usr/bin"))
        try handle.makeSymbolicLink(bytes("abs"), target: bytes("/../bin"))
        try handle.makeSymbolicLink(bytes("usr/rel"), target: bytes("../abs"))
        try handle.makeSymbolicLink(bytes("rel"), target: bytes("usr/./rel"))
        try handle.makeSymbolicLink(bytes("dangling"), target: bytes("no/where"))
        #expect(String(decoding: try handle.resolve(inRoot: bytes(path)), as: UTF8.self) == expected)
    }

    @Test("links that lead in a circle are an error, not a hang")
    func circle() throws {
        try handle.makeSymbolicLink(bytes("a"), target: bytes("b"))
        try handle.makeSymbolicLink(bytes("b"), target: bytes("a"))
        let error = #expect(throws: SystemError.self) { try handle.resolve(inRoot: bytes("a/x")) }
        #expect(error?.number == 40)
    }

    @Test("a tree is removed whatever is in it, and nothing outside of it")
    func removal() throws {
        let outside = try TestTree()
        try outside.write("kept", "")
        try tree.directory("t")
        try tree.directory("t/d")
        try tree.write("t/d/f", "")
        try handle.makeSymbolicLink(bytes("t/link"), target: bytes(outside.path.string))
        try handle.makeWhiteout(bytes("t/w"))
        try handle.setPermissions(0, of: bytes("t/d"))
        try handle.removeTree(bytes("t"))
        try handle.removeTree(bytes("t"))
        #expect(try handle.entries().isEmpty)
        #expect(try outside.handle.names() == ["kept"])
    }

    @Test("several may remove the same tree at the same time, and none of them fails")
    func removalAtOnce() async throws {
        for _ in 0..<20 {
            for directory in ["t", "t/a", "t/a/b", "t/c"] {
                try tree.directory(directory)
                for number in 0..<30 { try tree.write("\(directory)/f\(number)", "") }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<4 {
                    let handle = try DirectoryHandle.open(tree.path)
                    group.addTask { try handle.removeTree(Array("t".utf8)) }
                }
                try await group.waitForAll()
            }
            #expect(try handle.entries().isEmpty)
        }
    }

    @Test("owner and times are set on the entry itself, links included")
    func metadata() throws {
        let time = FileTime(seconds: -5, nanoseconds: 123_456_789)
        try handle.makeSymbolicLink(bytes("link"), target: bytes("nosuch"))
        try handle.setOwner(user: 12, group: 34, of: bytes("link"))
        try handle.setModified(time, of: bytes("link"))
        let status = try handle.status(of: bytes("link"))
        #expect((status.userID, status.groupID) == (12, 34))
        #expect(status.modified == time)
        try handle.setModified(time)
        #expect(try handle.status().modified == time)
    }

    @Test("a rename replaces, or does not where it must not")
    func rename() throws {
        try tree.write("a", "a")
        try tree.write("b", "b")
        let error = #expect(throws: SystemError.self) { try handle.renameExclusively(bytes("a"), to: bytes("b")) }
        #expect(error?.isExisting == true)
        try handle.rename(bytes("a"), to: bytes("b"))
        #expect(try handle.names() == ["b"])
        #expect(try handle.text("b") == "a")
    }

    @Test("attributes are kept on files and links, of any length")
    func attributes() throws {
        try tree.write("f", "")
        try handle.makeSymbolicLink(bytes("l"), target: bytes("f"))
        let value = (0..<1_000).map { UInt8(truncatingIfNeeded: $0) }
        try handle.setAttribute("user.long", to: value, of: bytes("f"))
        try handle.setAttribute("trusted.link", to: [], of: bytes("l"))
        #expect(try handle.attribute("user.long", of: bytes("f")) == value)
        #expect(try handle.attribute("trusted.link", of: bytes("l")) == [])
        #expect(try handle.attribute("user.none", of: bytes("f")) == nil)
        #expect(try handle.attributeNames(of: bytes("f")) == ["user.long"])
        try handle.removeAttribute("user.long", of: bytes("f"))
        try handle.removeAttribute("user.long", of: bytes("f"))
        #expect(try handle.attributeNames(of: bytes("f")) == [])
    }
}

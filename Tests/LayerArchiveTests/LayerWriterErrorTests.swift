import LayerArchive
import LinuxSystem
import OCI
import SystemPackage
import Testing

@Suite("What a layer writer refuses, and how it copies")
struct LayerWriterErrorTests {
    private func file(_ path: String, size: Int64 = 0) -> LayerEntry {
        LayerEntry(path: bytes(path), kind: .regular(size: size))
    }

    @Test("entries out of order, twice, or before their directory")
    func order() throws {
        func write(_ paths: [String]) throws {
            let scratch = try Scratch()
            let writer = LayerWriter(into: scratch.handle)
            for path in paths {
                try writer.add(
                    path.hasSuffix("/")
                        ? LayerEntry(path: bytes(String(path.dropLast())), kind: .directory) : file(path))
            }
        }
        #expect(try code { try write(["b", "a"]) } == .outOfOrder)
        #expect(try code { try write(["a", "a"]) } == .outOfOrder)
        #expect(try code { try write(["d/f"]) } == .outOfOrder)
        #expect(try code { try write(["d/", "d-", "d/f"]) } == .outOfOrder)
        #expect(try code { try write(["d/", "d/f", "d-", "e/", "e/f"]) } == nil)
    }

    @Test("paths that no entry can have", arguments: ["a/", "/a", "a//b", "./a", "a/..", "a\u{0}b"])
    func names(path: String) throws {
        let writer = LayerWriter(into: try Scratch().handle)
        #expect(try code { try writer.add(file(path)) } == .badName)
    }

    @Test("names that mark removed files")
    func reserved() throws {
        let writer = LayerWriter(into: try Scratch().handle)
        #expect(try code { try writer.add(file(".wh.a")) } == .reservedName)
    }

    @Test("a 0/0 character device")
    func forged() throws {
        let writer = LayerWriter(into: try Scratch().handle)
        let entry = LayerEntry(path: bytes("a"), kind: .characterDevice(major: 0, minor: 0))
        #expect(try code { try writer.add(entry) } == .forgedWhiteout)
    }

    @Test("a file that grew or shrank", arguments: [5, 200_000, 3_000_000])
    func sizeChanged(size: Int64) throws {
        let scratch = try Scratch()
        let source = try scratch.file("source")
        try source.setSize(size)
        try source.write(bytes("text"))
        for wrong in [size - 1, size + 1] {
            let writer = LayerWriter(into: try scratch.directory("layer\(wrong)"))
            #expect(try code { try writer.copy(file("f", size: wrong), from: source) } == .sizeChanged)
        }
        let writer = LayerWriter(into: try scratch.directory("layer"))
        try writer.begin(file("f", size: 2))
        #expect(try code { try bytes("xyz").withUnsafeBytes { try writer.write($0) } } == .sizeChanged)
        #expect(try code { _ = try writer.end() } == .sizeChanged)
    }

    @Test("copied files have their digest and bytes", arguments: [0, 1, 131_072, 131_073, 262_144, 5_000_000])
    func copies(size: Int) throws {
        let scratch = try Scratch()
        let content = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 >> 3) }
        let source = try scratch.file("source")
        try source.write(content)
        let layer = try scratch.directory("layer")
        let writer = LayerWriter(into: layer)
        #expect(try writer.copy(file("f", size: Int64(size)), from: source) == Digest.of(content))
        let summary = try writer.finish()
        var capture = LayerCapture(of: layer)
        capture.mtimeRule = .none
        #expect(try capture.capture() == summary)
        #expect(try FileHandle.open(FilePath(scratch.path("layer/f"))).readAll() == content)
    }

    @Test("a large file keeps its holes")
    func holes() throws {
        let scratch = try Scratch()
        let source = try scratch.file("source")
        try source.write(bytes("start"))
        try source.setSize(50_000_000)
        let writer = LayerWriter(into: try scratch.directory("layer"))
        try writer.copy(file("f", size: 50_000_000), from: source)
        _ = try writer.finish()
        try shell("cmp source layer/f && test $(stat -c %b layer/f) -lt 2000", in: scratch.path)
    }

    @Test("modes are exact whatever the umask, owners whatever the directory's group")
    func metadata() throws {
        let scratch = try Scratch()
        let writer = LayerWriter(into: scratch.handle)
        try writer.add(LayerEntry(path: bytes("d"), kind: .directory, permissions: 0o2777, groupID: 55))
        for (index, mode) in [UInt16(0o777), 0o666, 0o000, 0o7777].enumerated() {
            try writer.add(LayerEntry(path: bytes("d/f\(index)"), kind: .regular(size: 0), permissions: mode))
        }
        try writer.add(LayerEntry(path: bytes("d/s"), kind: .directory, permissions: 0o1700))
        _ = try writer.finish()
        let modes = try ["d/f0", "d/f1", "d/f2", "d/f3", "d/s", "d"].map {
            try scratch.handle.status(of: bytes($0)).permissions
        }
        #expect(modes == [0o777, 0o666, 0o000, 0o7777, 0o1700, 0o2777])
        #expect(try scratch.handle.status(of: bytes("d/f0")).groupID == 0)
        #expect(try scratch.handle.status(of: bytes("d/s")).groupID == 0)
    }
}

import LayerArchive
import LinuxSystem
import OCI
import SystemPackage
import TestRandom
import Testing

/// From some dozen entries on, files get their bytes and metadata on a thread of their own while the next names are made.
@Suite("Unpacking many files")
struct ManyFilesTests {
    private static let count = 400

    private static func path(_ number: Int) -> String { "d\(number / 50)/f\(number % 50)" }

    /// Directories of fifty files, in Strata's own order or in another one.
    private static func archive(
        _ seed: UInt64, _ change: (inout TarBuilder, Int) -> Void = { _, _ in }
    ) -> (builder: TarBuilder, contents: [[UInt8]]) {
        var generator = SeededGenerator(seed: seed)
        var builder = TarBuilder()
        var contents: [[UInt8]] = []
        for number in 0..<count {
            if number % 50 == 0 { builder.add("d\(number / 50)/", type: "5", mode: 0o755, modified: 7) }
            let size = number % 97 == 0 ? 200_000 : Int.random(in: 0..<9000, using: &generator)
            contents.append((0..<size).map { _ in UInt8.random(in: 0...255, using: &generator) })
            builder.add(path(number), content: contents[number], mode: 0o640, user: 3, group: 4, modified: number + 1)
            change(&builder, number)
        }
        return (builder, contents)
    }

    private static func recaptured(_ directory: DirectoryHandle) throws -> LayerSummary {
        try LayerCapture(of: directory).capture()
    }

    @Test("each has its bytes, mode, owner and time")
    func files() throws {
        let scratch = try Scratch()
        let directory = try scratch.directory("layer")
        let (builder, contents) = Self.archive(1)
        let applied = try LayerApplier(into: directory).apply(BytesSource(builder.finished()))
        for number in 0..<Self.count {
            let file = try directory.openFile(bytes(Self.path(number)))
            #expect(try file.readAll() == contents[number], "file \(number)")
            let status = try file.status()
            #expect(status.permissions == 0o640 && status.userID == 3 && status.groupID == 4)
            #expect(status.modified == FileTime(seconds: Int64(number + 1)))
        }
        #expect(try directory.status(of: bytes("d3")).modified == FileTime(seconds: 7))
        #expect(try applied.summary.contentDigest == Self.recaptured(directory).contentDigest)
        #expect(applied.summary.diffID == .of(builder.finished()))
    }

    @Test("an archive of Strata's own with many files is known as such", arguments: [false, true])
    func canonical(isChanged: Bool) throws {
        let scratch = try Scratch()
        let first = try scratch.directory("first")
        _ = try LayerApplier(into: first).apply(BytesSource(Self.archive(2).builder.finished()))
        for number in stride(from: 0, to: Self.count, by: 30) {
            let name = bytes(Self.path(number))
            try first.makeHardLink(bytes("link-\(number)"), to: name, in: first)
        }
        let sink = BytesSink()
        let summary = try LayerCapture(of: first).capture(to: sink)
        var archive = sink.bytes
        // More zeros at the end than Strata writes.
        if isChanged { archive += [UInt8](repeating: 0, count: 512) }
        let second = try scratch.directory("second")
        let applied = try LayerApplier(into: second).apply(BytesSource(archive))
        #expect(applied.isCanonical == !isChanged)
        #expect(applied.summary.contentDigest == summary.contentDigest)
        if !isChanged { #expect(applied.summary == summary) }
    }

    @Test("a later entry wins over one that is still to be written, and links to it keep the earlier bytes")
    func replaced() throws {
        let scratch = try Scratch()
        let directory = try scratch.directory("layer")
        let (builder, contents) = Self.archive(3) { builder, number in
            builder.add("link-\(number)", type: "1", link: Self.path(number))
            if number % 2 == 0 { builder.add(Self.path(number), content: bytes("later \(number)"), modified: 9) }
            if number % 10 == 1 {
                builder.add(Self.path(number), type: "5", modified: 9)
                builder.add(Self.path(number) + "/inner", content: [1])
            }
        }
        let applied = try LayerApplier(into: directory).apply(BytesSource(builder.finished()))
        for number in 0..<Self.count {
            #expect(try directory.openFile(bytes("link-\(number)")).readAll() == contents[number])
            switch number % 10 {
            case 1: #expect(try directory.openFile(bytes(Self.path(number) + "/inner")).readAll() == [1])
            case 3, 5, 7, 9: #expect(try directory.openFile(bytes(Self.path(number))).readAll() == contents[number])
            default: #expect(try directory.text(Self.path(number)) == "later \(number)")
            }
        }
        #expect(try applied.summary.contentDigest == Self.recaptured(directory).contentDigest)
    }

    @Test("what is wrong behind many files ends it", arguments: 1...8 as ClosedRange<UInt64>)
    func broken(seed: UInt64) throws {
        let scratch = try Scratch()
        let directory = try scratch.directory("layer")
        let place = 40 + Int(seed) * 40
        let (builder, _) = Self.archive(seed) { builder, number in
            if number == place { builder.add("../out", content: [1]) }
        }
        #expect(
            try code { _ = try LayerApplier(into: directory).apply(BytesSource(builder.finished())) } == .unsafePath)
        // Whoever throws it away now has thrown all of it away.
        try shell("rm -r layer && ! test -e layer", in: scratch.path)
    }

    @Test("a disk that fills up while files are written ends it with the system's error")
    func full() throws {
        let scratch = try Scratch()
        try shell("mkdir small && mount -t tmpfs -o size=600k tmpfs small", in: scratch.path)
        defer { _ = try? shell("umount small", in: scratch.path) }
        let directory = try DirectoryHandle.open(FilePath(scratch.path("small")))
        let error = #expect(throws: SystemError.self) {
            _ = try LayerApplier(into: directory).apply(BytesSource(Self.archive(4).builder.finished()))
        }
        #expect(error?.isNoSpace == true)
    }
}

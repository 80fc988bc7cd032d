import LayerArchive
import LinuxSystem
import OCI
import Synchronization
import SystemPackage
import Testing

/// Counts what is read of a source, and may end with an error.
private final class Counted: ByteSource {
    struct Broken: Error {}

    private let source: FileSource
    private let limit: Int
    let count = Mutex(0)

    init(_ source: FileSource, breaksAfter limit: Int = .max) {
        self.source = source
        self.limit = limit
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let before = count.withLock { $0 }
        if before >= limit { throw Broken() }
        let read = try source.read(into: buffer)
        count.withLock { $0 += read }
        return read
    }
}

@Suite("Unpacking what is decompressed ahead")
struct ReadAheadTests {
    /// An archive with a small and three large files at odd places, and what follows it, compressed.
    private func archive(_ scratch: Scratch, _ command: String, tail: String = "true") throws -> FileSource {
        try shell(
            "mkdir tree && cd tree && echo small > a && head -c 20000001 /dev/urandom > b && head -c 17000000 /dev/zero > c && "
                + "cp b d && cd .. && (tar --sort=name -cf - -C tree a b c d; \(tail)) | tee tar | \(command) > packed",
            in: scratch.path)
        return FileSource(try FileHandle.open(FilePath(scratch.path("packed"))))
    }

    @Test("the tree and its digests are those of the archive", arguments: ["gzip -1c", "zstd -1cq", "xz -0c", "cat"])
    func same(command: String) throws {
        let scratch = try Scratch()
        let source = try archive(scratch, command)
        let layer = try LayerApplier(into: scratch.directory("layer")).apply(DecompressingSource(source))
        #expect(try shell("openssl dgst -sha256 -r tar", in: scratch.path).hasPrefix(layer.summary.diffID.hex))
        #expect(layer.summary.entryCount == 4)
        try shell("diff -r tree layer && test $(stat -c %Y layer/d) = $(stat -c %Y tree/d)", in: scratch.path)
    }

    @Test("what the source throws comes out, after what it gave before")
    func broken() throws {
        let scratch = try Scratch()
        let source = Counted(try archive(scratch, "gzip -1c"), breaksAfter: 5_000_000)
        #expect(throws: Counted.Broken.self) {
            _ = try LayerApplier(into: scratch.directory("layer")).apply(DecompressingSource(source))
        }
        try shell("cmp tree/a layer/a && test -s layer/b && ! test -e layer/d", in: scratch.path)
    }

    @Test("an archive that is refused is not read to its end, nor by anybody afterwards")
    func refused() throws {
        let scratch = try Scratch()
        let source = Counted(try archive(scratch, "gzip -1c", tail: "head -c 90000000 /dev/urandom"))
        var applier = LayerApplier(into: try scratch.directory("layer"))
        applier.limits.trailingBytes = 1 << 20
        #expect(try code { _ = try applier.apply(DecompressingSource(source)) } == .tooLarge)
        let count = source.count.withLock { $0 }
        #expect(count < 60_000_000)
        try shell("sleep 0.2")
        #expect(source.count.withLock { $0 } == count)
    }
}

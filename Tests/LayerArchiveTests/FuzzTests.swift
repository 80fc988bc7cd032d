import LayerArchive
import LinuxSystem
import SystemPackage
import TestRandom
import Testing

/// Damaged input of every kind ends in an error or in a layer, never in a trap, and in bounded time and memory.
@Suite("Damaged input")
struct FuzzTests {
    /// An archive with every kind of header.
    static func archive(_ generator: inout SeededGenerator) throws -> [UInt8] {
        var builder = TarBuilder()
        builder.extend([("uid", "77")], type: "g")
        builder.add("d/", type: "5")
        builder.extend([("path", "d/é"), ("SCHILY.xattr.user.x", "1"), ("mtime", "5.5")])
        builder.add("short", content: (0..<700).map { UInt8($0 & 255) })
        builder.add("L", type: "L", content: bytes(String(repeating: "n", count: 150) + "\u{0}"), magic: .gnu)
        builder.add("n", magic: .gnu)
        builder.add("l", type: "2", link: "d")
        builder.add("l/.wh.x")
        builder.add("h", type: "1", link: "d/é")
        builder.extend([
            ("GNU.sparse.major", "1"), ("GNU.sparse.minor", "0"), ("GNU.sparse.realsize", "5000"),
            ("GNU.sparse.name", "s"),
        ])
        builder.add("s1", content: Array("1\n10\n5\n".utf8) + [UInt8](repeating: 0, count: 505) + bytes("hello"))
        builder.extend([("GNU.sparse.size", "5000"), ("GNU.sparse.map", "10,5")])
        builder.add("s2", content: bytes("hello"))
        return builder.finished()
    }

    /// Changes some bytes; for tar mostly so that the checksum is right again.
    static func mutate(_ input: [UInt8], _ generator: inout SeededGenerator, sealing: Bool) -> [UInt8] {
        var result = input
        for _ in 0..<Int.random(in: 1...4, using: &generator) {
            let index = Int.random(in: 0..<result.count, using: &generator)
            switch Int.random(in: 0...4, using: &generator) {
            case 0: result[index] = UInt8.random(in: 0...255, using: &generator)
            case 1:
                result[index] =
                    [0, 0x20, 0x30, 0x37, 0x38, 0x39, 0x7f, 0x80, 0xff].randomElement(using: &generator) ?? 0
            case 2: result[index] ^= 1 << UInt8.random(in: 0...7, using: &generator)
            case 3: result = Array(result[..<max(1, index)])
            default:
                let end = min(result.count, index + Int.random(in: 1...600, using: &generator))
                result += result[index..<end]
            }
        }
        guard sealing, Int.random(in: 0...9, using: &generator) > 0 else { return result }
        for start in stride(from: 0, to: result.count - 511, by: 512) where result[start + 257] == 0x75 {
            var block = Array(result[start..<(start + 512)])
            TarBuilder.seal(&block)
            result.replaceSubrange(start..<(start + 512), with: block)
        }
        return result
    }

    @Test("tar archives", arguments: 1...8 as ClosedRange<UInt64>)
    func tar(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let original = try Self.archive(&generator)
        let scratch = try Scratch()
        for round in 0..<150 {
            let archive = Self.mutate(original, &generator, sealing: true)
            let layer = try scratch.directory("l\(round)")
            do {
                _ = try LayerApplier(into: layer).apply(BytesSource(archive))
                _ = try LayerCapture(of: layer).capture()
            } catch is LayerArchiveError {
            } catch is SystemError {
            }
        }
        #expect(try scratch.handle.entries().count == 150, "seed \(seed)")
    }

    @Test("compressed streams", arguments: ["gzip", "zstd -q", "xz", "bzip2"])
    func compressed(command: String) throws {
        var generator = SeededGenerator(seed: 77)
        let scratch = try Scratch()
        try scratch.file("in").write(try Self.archive(&generator))
        try shell("\(command) -c < in > out", in: scratch.path)
        let original = try FileHandle.open(FilePath(scratch.path("out"))).readAll()
        for _ in 0..<500 {
            let damaged = Self.mutate(original, &generator, sealing: false)
            do {
                let source = try DecompressingSource(BytesSource(damaged))
                var buffer = [UInt8](repeating: 0, count: 10_000)
                var total = 0
                while total < 50_000_000,
                    case let count = try buffer.withUnsafeMutableBytes({ try source.read(into: $0) }), count > 0
                {
                    total += count
                }
            } catch is LayerArchiveError {
            }
        }
    }
}

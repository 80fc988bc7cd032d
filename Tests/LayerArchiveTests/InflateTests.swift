import CZlib
import LayerArchive
import TestRandom
import Testing

/// Gives a few bytes at a time, however many are asked for.
private final class Crumbs: ByteSource {
    private var rest: ArraySlice<UInt8>
    private let most: Int
    private var generator: SeededGenerator

    init(_ bytes: [UInt8], most: Int, seed: UInt64) {
        rest = bytes[...]
        self.most = most
        generator = SeededGenerator(seed: seed)
    }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = min(rest.count, buffer.count, Int.random(in: 1...most, using: &generator))
        buffer.copyBytes(from: rest.prefix(count))
        rest = rest.dropFirst(count)
        return count
    }
}

/// What a decoder makes of a stream.
private enum Outcome: Equatable {
    case whole([UInt8])
    case cutOff
    case refused
}

@Suite("Inflating")
struct InflateTests {
    /// Bytes of many kinds: noise, few letters, runs, repeats from near and far.
    private static func content(_ generator: inout SeededGenerator) -> [UInt8] {
        let count = Int.random(
            in: 0...(Int.random(in: 0...9, using: &generator) == 0 ? 400_000 : 4000), using: &generator)
        let kind = Int.random(in: 0...4, using: &generator)
        let far = Int.random(in: 1...33_000, using: &generator)
        var result: [UInt8] = []
        result.reserveCapacity(count)
        for index in 0..<count {
            switch kind {
            case 0: result.append(.random(in: 0...255, using: &generator))
            case 1: result.append(.random(in: 97...99, using: &generator))
            case 2: result.append(0)
            case 3:
                result.append(
                    index >= far && index % 9 > 0 ? result[index - far] : UInt8.random(in: 0...255, using: &generator))
            default: result.append(index % 5000 < 4000 ? UInt8(index % 91) : .random(in: 0...255, using: &generator))
            }
        }
        return result
    }

    /// zlib's gzip member, with any level and strategy, and any optional part in its head.
    private static func member(of bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var stream = z_stream()
        var head = gz_header()
        var name = Array("name\0".utf8)
        var extra: [UInt8] = [1, 2, 3]
        deflateInit2_(
            &stream, .random(in: 0...9, using: &generator), Z_DEFLATED, 31, .random(in: 1...9, using: &generator),
            .random(in: 0...4, using: &generator), ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        defer { deflateEnd(&stream) }
        var output = [UInt8](repeating: 0, count: 2 * bytes.count + 10_000)
        var input = bytes
        let (hasName, hasExtra) = (Bool.random(using: &generator), Bool.random(using: &generator))
        head.hcrc = Bool.random(using: &generator) ? 1 : 0
        name.withUnsafeMutableBufferPointer { name in
            extra.withUnsafeMutableBufferPointer { extra in
                input.withUnsafeMutableBufferPointer { input in
                    output.withUnsafeMutableBufferPointer { output in
                        if hasName { (head.name, head.comment) = (name.baseAddress, name.baseAddress) }
                        if hasExtra { (head.extra, head.extra_len) = (extra.baseAddress, 3) }
                        deflateSetHeader(&stream, &head)
                        stream.next_in = input.baseAddress
                        stream.avail_in = UInt32(input.count / 2)
                        (stream.next_out, stream.avail_out) = (output.baseAddress, UInt32(output.count))
                        deflate(
                            &stream, [Z_NO_FLUSH, Z_SYNC_FLUSH, Z_FULL_FLUSH].randomElement(using: &generator) ?? 0)
                        stream.avail_in += UInt32(input.count - input.count / 2)
                        deflate(&stream, Z_FINISH)
                    }
                }
            }
        }
        return Array(output.prefix(Int(stream.total_out)))
    }

    private static func damage(_ bytes: inout [UInt8], _ generator: inout SeededGenerator) {
        for _ in 0..<Int.random(in: 0...3, using: &generator) {
            // Most of what can go wrong stands at the beginning.
            let end = Bool.random(using: &generator) ? bytes.count : min(bytes.count, 100)
            let index = Int.random(in: 0..<end, using: &generator)
            switch Int.random(in: 0...9, using: &generator) {
            case 0: bytes.removeSubrange(max(4, index)...)
            case 1...4: bytes[index] = .random(in: 0...255, using: &generator)
            default: bytes[index] ^= 1 << UInt8.random(in: 0...7, using: &generator)
            }
        }
        // Another method would make it no gzip at all.
        bytes[0..<3] = [0x1f, 0x8b, 8]
    }

    private static func zlib(_ bytes: [UInt8], limit: Int) -> Outcome {
        var (input, output) = (bytes, [UInt8](repeating: 0, count: limit))
        var stream = z_stream()
        inflateInit2_(&stream, 31, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        defer { inflateEnd(&stream) }
        let result = input.withUnsafeMutableBufferPointer { input in
            output.withUnsafeMutableBufferPointer { output in
                (stream.next_in, stream.avail_in) = (input.baseAddress, UInt32(input.count))
                (stream.next_out, stream.avail_out) = (output.baseAddress, UInt32(output.count))
                return inflate(&stream, Z_SYNC_FLUSH)
            }
        }
        switch result {
        case Z_STREAM_END: return .whole(Array(output.prefix(Int(stream.total_out))))
        case Z_OK, Z_BUF_ERROR: return .cutOff
        default: return .refused
        }
    }

    private static func ours(_ bytes: [UInt8], _ generator: inout SeededGenerator) throws -> Outcome {
        let most = [9, 3000, 200_000].randomElement(using: &generator) ?? 1
        let source = try DecompressingSource(Crumbs(bytes, most: most, seed: generator.next()))
        var result: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: Int.random(in: 1...(most < 10 ? 50 : 300_000), using: &generator))
        do {
            while true {
                let count = try buffer.withUnsafeMutableBytes { try source.read(into: $0) }
                if count == 0 { return .whole(result) }
                result += buffer.prefix(count)
            }
        } catch let error as LayerArchiveError {
            return error.code == .truncated ? .cutOff : .refused
        }
    }

    @Test(
        "what zlib takes is taken, what it refuses is refused, in pieces of any size",
        arguments: 1...6 as ClosedRange<UInt64>)
    func agreesWithZlib(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var counts = (whole: 0, refused: 0)
        for round in 0..<120 {
            let content = Self.content(&generator)
            var bytes = Self.member(of: content, &generator)
            if round % 3 > 0 { Self.damage(&bytes, &generator) }
            let ours = try Self.ours(bytes, &generator)
            let theirs = Self.zlib(bytes, limit: 4_000_000)
            // zlib looks at the checksum before the length behind it has come; of a member that ends between them we say the latter.
            if case .refused = theirs, case .cutOff = ours, Self.endsInTrailer(bytes) { continue }
            #expect(ours == theirs, "seed \(seed), round \(round)")
            if round % 3 == 0 { #expect(ours == .whole(content)) }
            if case .whole = ours { counts.whole += 1 }
            if ours == .refused { counts.refused += 1 }
        }
        #expect(counts.whole >= 40 && counts.refused >= 5)
    }

    /// Whether zlib refuses the member for its checksum alone.
    private static func endsInTrailer(_ bytes: [UInt8]) -> Bool {
        (1...4).contains {
            if case .refused = zlib(Array(bytes.dropLast($0)), limit: 4_000_000) { false } else { true }
        }
    }

    @Test("many members are one stream, also where each is a few bytes")
    func manyMembers() throws {
        var generator = SeededGenerator(seed: 5)
        var (all, bytes): ([UInt8], [UInt8]) = ([], [])
        for _ in 0..<300 {
            let part = Array(Self.content(&generator).prefix(50))
            all += part
            bytes += Self.member(of: part, &generator)
        }
        #expect(try Self.ours(bytes, &generator) == .whole(all))
    }

    @Test("a member that lies about its checksum or its length is refused", arguments: [8, 5, 4, 1])
    func wrongTrailer(fromEnd: Int) throws {
        var generator = SeededGenerator(seed: 6)
        var bytes = Self.member(of: Array(repeating: 7, count: 1000), &generator)
        bytes[bytes.count - fromEnd] ^= 1
        #expect(try Self.ours(bytes, &generator) == .refused)
    }
}

import TestRandom
import Testing
import Transport

@testable import Registry

@Suite("Several parts of a blob in one answer")
struct PartedBodyTests {
    private static let size: Int64 = 5000
    private static let blob = (0..<size).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 7) }

    /// What a server sends for some ranges.
    private static func answer(_ ranges: [Range<Int64>], boundary: String = "x", line: String = "\r\n") -> [UInt8] {
        var bytes = Array("a preamble\(line)".utf8)
        for range in ranges {
            let place = "bytes \(range.lowerBound)-\(range.upperBound - 1)/\(size)"
            bytes += "\(line)--\(boundary)\(line)Content-Type: a/b\(line)CONTENT-range:  \(place)\(line)\(line)".utf8
            bytes += blob[Int(range.lowerBound)..<Int(range.upperBound)]
        }
        return bytes + "\(line)--\(boundary)--\(line)an epilogue".utf8
    }

    private static func begin(_ type: String?, _ range: String? = nil) -> PartedBody? {
        PartedBody(type: type, range: range, size: size)
    }

    /// The parts that a body gives when it comes in pieces.
    private static func parts(
        _ answer: [UInt8], _ body: PartedBody, _ generator: inout SeededGenerator
    ) throws -> RangeSet<Int64> {
        var (body, rest, came) = (body, answer[...], RangeSet<Int64>())
        while !rest.isEmpty {
            let piece = rest.prefix(Int.random(in: 1...300, using: &generator))
            rest = rest.dropFirst(piece.count)
            try Array(piece).withUnsafeBytes { bytes in
                try body.take(bytes) { offset, bytes in
                    let range = offset..<offset + Int64(bytes.count)
                    try #require(range.upperBound <= size)
                    if !blob[Int(offset)..<Int(range.upperBound)].elementsEqual(bytes) { throw NoParts() }
                    came.insert(contentsOf: range)
                }
            }
        }
        return came
    }

    private static func ranges(_ generator: inout SeededGenerator) -> [Range<Int64>] {
        (0..<Int.random(in: 1...12, using: &generator)).map { _ in
            let start = Int64.random(in: 0..<size, using: &generator)
            return start..<Int64.random(in: start + 1...size, using: &generator)
        }
    }

    @Test("is read in whatever pieces, order and lines it comes", arguments: 1...20 as ClosedRange<UInt64>)
    func roundTrip(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let ranges = Self.ranges(&generator)
        for (type, line) in [
            ("Multipart/Byteranges; boundary=x", "\r\n"), (#"multipart/byteranges;boundary="x""#, "\n"),
        ] {
            let body = try #require(Self.begin(type))
            #expect(try Self.parts(Self.answer(ranges, line: line), body, &generator) == RangeSet(ranges))
        }
        let one = ranges[0]
        let body = try #require(Self.begin("a/b", "bytes \(one.lowerBound)-\(one.upperBound - 1)/*"))
        let bytes = Array(Self.blob[Int(one.lowerBound)..<Int(one.upperBound)])
        #expect(try Self.parts(bytes, body, &generator) == RangeSet(one))
    }

    @Test(
        "that is changed anywhere gives bytes of the blob, other bytes where they were changed, or nothing",
        arguments: 1...60 as ClosedRange<UInt64>)
    func fuzz(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        var answer = Self.answer(Self.ranges(&generator))
        for _ in 0..<Int.random(in: 1...6, using: &generator) {
            let place = Int.random(in: 0..<answer.count, using: &generator)
            switch Int.random(in: 0...2, using: &generator) {
            case 0: answer[place] = UInt8.random(in: 0...255, using: &generator)
            case 1: answer.remove(at: place)
            default: answer.insert(UInt8.random(in: 0...255, using: &generator), at: place)
            }
        }
        let body = try #require(Self.begin("multipart/byteranges; boundary=x"))
        do { _ = try Self.parts(answer, body, &generator) } catch is NoParts {}
    }

    @Test(
        "is none where its head says something else",
        arguments: [
            ("text/html", nil), (nil, nil), ("multipart/byteranges", nil), ("multipart/mixed; boundary=x", nil),
            ("multipart/byteranges; boundary=", nil), ("a/b", "bytes 0-5000/5000"), ("a/b", "bytes 9-8/5000"),
            ("a/b", "bytes 0-9/4999"), ("a/b", "bytes */5000"), ("a/b", "lines 0-9/5000"), ("a/b", "bytes -9-9/5000"),
            ("a/b", "bytes 0-9"), ("a/b", "bytes 0-99999999999999999999/5000"),
        ] as [(String?, String?)])
    func noParts(type: String?, range: String?) {
        #expect(Self.begin(type, range) == nil)
    }

    @Test(
        "ends where lines never do, or a part does not say where it belongs",
        arguments: [
            String(repeating: "n", count: 9000), String(repeating: "n\n", count: 5000), "--x\n\n", "--x\na: b\n\nbytes",
            "--x\nContent-Range: bytes 0-9/7\n\n", "--x--\n" + String(repeating: "n\n", count: 5000),
        ])
    func bounds(text: String) throws {
        var generator = SeededGenerator(seed: 1)
        let body = try #require(Self.begin("multipart/byteranges; boundary=x"))
        #expect(throws: NoParts.self) { try Self.parts(Array(text.utf8), body, &generator) }
    }

    @Test(
        "gives what was asked for, each byte once, and no end of what was not", arguments: 1...20 as ClosedRange<UInt64>
    )
    func wanted(seed: UInt64) throws {
        var generator = SeededGenerator(seed: seed)
        let wanted = RangeSet(Self.ranges(&generator))
        let sent = Self.ranges(&generator).shuffled(using: &generator)
        var parts = BlobParts(Array(wanted.ranges), of: Self.size)
        try parts.begin(status: 206, headers: ["Content-Type": "multipart/byteranges; boundary=x"])
        var came = RangeSet<Int64>()
        let answer = Self.answer(sent)
        try answer.withUnsafeBytes { bytes in
            try parts.take(bytes) { offset, bytes in
                let range = offset..<offset + Int64(bytes.count)
                try #require(wanted.contains(range.lowerBound) && RangeSet(range).isSubset(of: wanted))
                try #require(came.isDisjoint(RangeSet(range)))
                try #require(Self.blob[Int(offset)..<Int(range.upperBound)].elementsEqual(bytes))
                came.insert(contentsOf: range)
            }
        }
        #expect(came == RangeSet(sent).intersection(wanted) && parts.missing == wanted.subtracting(came))
        #expect((parts.field == nil) == parts.missing.isEmpty)
        let count = came.ranges.reduce(0) { $0 + $1.count }
        #expect(parts.done == Int64(count) && parts.unwanted == Int64(answer.count - count))
    }

    @Test("ends where parts that nobody asked for have no end", arguments: [0..<1, 0..<5000] as [Range<Int64>])
    func endless(part: Range<Int64>) throws {
        var parts = BlobParts([4000..<4100], of: Self.size)
        try parts.begin(status: 206, headers: ["Content-Type": "multipart/byteranges; boundary=x"])
        let answer = Self.answer([Range<Int64>](repeating: part, count: 2000)).dropLast(20)
        var taken = 0
        #expect(throws: NoParts.self) {
            for _ in 0..<1000 {
                try Array(answer).withUnsafeBytes { try parts.take($0) { _, _ in } }
                taken += answer.count
            }
        }
        #expect(taken < 16 << 20)
    }

    @Test(
        "says in many forms what is between its parts",
        arguments: [
            "multipart/byteranges;\tboundary=a-b", #"multipart/byteranges; boundary="a\-b""#,
            #"multipart/x-byteranges; charset="x;boundary=y"; Boundary=a-b ; q=1"#,
            #"multipart/byteranges; boundary="a-b";q"#,
        ])
    func forms(type: String) throws {
        var generator = SeededGenerator(seed: 3)
        // The range of all parts, as some say besides.
        for range in [nil, "bytes 5-90/5000"] {
            let body = try #require(Self.begin(type, range))
            let answer = Self.answer([5..<10, 80..<91], boundary: "a-b")
            #expect(try Self.parts(answer, body, &generator) == RangeSet([5..<10, 80..<91] as [Range<Int64>]))
        }
    }

    @Test("is asked for by one field")
    func field() {
        #expect(BlobParts([0..<1, 5..<9, 100..<2000], of: 5000).field == "bytes=0-0,5-8,100-1999")
    }
}

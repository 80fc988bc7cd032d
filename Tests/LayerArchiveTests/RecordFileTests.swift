import LinuxSystem
import TestRandom
import Testing

@testable import LayerArchive

@Suite("Records in a file")
struct RecordFileTests {
    @Test(
        "each is found again in whatever order they are asked for, of few and of many, small and large",
        arguments: [(1, 40), (3000, 200), (40_000, 300), (5, 3_000_000)])
    func scattered(count: Int, size: Int) throws {
        let scratch = try Scratch()
        var records = RecordFile(try scratch.file("records"))
        var generator = SeededGenerator(seed: UInt64(count))
        var expected: [(place: RecordFile.Place, first: UInt8, count: Int)] = []
        for number in 0..<count {
            let bytes = [UInt8](
                repeating: UInt8(truncatingIfNeeded: number &* 31), count: Int.random(in: 0...size, using: &generator))
            expected.append((try records.append(bytes), bytes.first ?? 0, bytes.count))
        }
        try records.flush()
        for isScattered in [true, false] {
            let reader = records.reader(isScattered: isScattered)
            let order = isScattered ? expected.shuffled(using: &generator) : expected
            let wrong = try order.filter { record in
                try reader.withRecord(at: record.place) { bytes in
                    bytes.count != record.count || bytes.contains { $0 != record.first }
                }
            }
            #expect(wrong.isEmpty)
        }
    }
}

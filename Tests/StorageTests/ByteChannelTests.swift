import LinuxSystem
import Testing

@testable import Storage

@Suite struct ByteChannelTests {
    private func read(_ reader: ByteChannel.Reader) throws -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 100)
        let count = try buffer.withUnsafeMutableBytes { try reader.read(into: $0) }
        return Array(buffer.prefix(count))
    }

    @Test("a channel that has ended says so as often as it is asked")
    func end() throws {
        let (writer, reader) = ByteChannel.make()
        try Array("bytes".utf8).withUnsafeBytes { try writer.write($0) }
        try writer.finish()
        #expect(try read(reader) == Array("bytes".utf8))
        for _ in 0..<3 { #expect(try read(reader) == []) }
    }

    @Test("what a writer fails with is thrown where it is read, and the other way round")
    func failures() throws {
        let (writer, reader) = ByteChannel.make()
        writer.fail(CancellationError())
        #expect(throws: CancellationError.self) { try read(reader) }
        let (other, gone) = ByteChannel.make()
        gone.fail(CancellationError())
        #expect(throws: CancellationError.self) {
            try [UInt8](repeating: 1, count: 1 << 20).withUnsafeBytes { try other.write($0) }
        }
    }
    @Test(
        "what is written at once, however large, waits in pieces of one size",
        arguments: [1, 262_144, 262_145, 3_000_005])
    func pieces(count: Int) throws {
        let (writer, reader) = ByteChannel.make()
        let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 9) }
        DedicatedThread.start {
            do {
                // What waits for its piece to be full, first.
                try bytes.prefix(count / 3).withUnsafeBytes { try writer.write($0) }
                try bytes.dropFirst(count / 3).withUnsafeBytes { try writer.write($0) }
                try writer.finish()
            } catch { writer.fail(error) }
        }
        var (came, lengths): ([UInt8], [Int]) = ([], [])
        var buffer = [UInt8](repeating: 0, count: 4 << 20)
        while true {
            let length = try buffer.withUnsafeMutableBytes { try reader.read(into: $0) }
            if length == 0 { break }
            came += buffer.prefix(length)
            lengths.append(length)
        }
        #expect(came == bytes)
        #expect(lengths.dropLast().allSatisfy { $0 == ByteChannel.pieceSize })
        #expect(lengths.count == (count + ByteChannel.pieceSize - 1) / ByteChannel.pieceSize)
    }
}

import Storage
import Testing

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
}

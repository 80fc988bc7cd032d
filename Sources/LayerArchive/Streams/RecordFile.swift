public import LinuxSystem
internal import OCI

/// Records of bytes in a file, found again by where they begin: for what is too much for memory.
///
/// All of them are written before the first one is read.
public struct RecordFile: Sendable {
    /// Where a record begins, counted in steps of eight bytes: four bytes are enough for 32 GiB.
    public typealias Place = UInt32

    fileprivate static let step = 8
    /// A record begins with its length.
    fileprivate static let headSize = 4
    private static let pendingLimit = 1 << 17
    /// A file of at most so many bytes is read as a whole where its records are asked for in no order.
    private static let smallSize: Int64 = 4 << 20

    private let file: FileHandle
    private var pending: [UInt8] = []
    private var written: Int64 = 0

    /// Takes an empty file that is open for writing and reading.
    public init(_ file: FileHandle) { self.file = file }

    /// Appends a record; where it begins.
    public mutating func append(_ record: [UInt8]) throws -> Place {
        let place = Place((written + Int64(pending.count)) / Int64(Self.step))
        withUnsafeBytes(of: UInt32(record.count).littleEndian) { pending.append(contentsOf: $0) }
        pending += record
        while pending.count % Self.step != 0 { pending.append(0) }
        if pending.count >= Self.pendingLimit { try flush() }
        return place
    }

    /// Writes what is still in memory: nobody can read it before.
    public mutating func flush() throws {
        if pending.isEmpty { return }
        try pending.withUnsafeBytes { try file.write($0, at: written) }
        written += Int64(pending.count)
        pending.removeAll(keepingCapacity: true)
    }

    /// Replaces the first bytes of a record that is written.
    func overwrite(_ place: Place, with bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try file.write($0, at: Int64(place) * Int64(Self.step) + Int64(Self.headSize)) }
    }

    /// A reader for one thread.
    ///
    /// - Parameter isScattered: Records are asked for in no order; else those that are near each other are read together.
    public func reader(isScattered: Bool = false) -> RecordReader {
        let isWhole = isScattered && written <= Self.smallSize
        return RecordReader(file, ahead: isWhole ? Int(written) : isScattered ? 256 : 1 << 16, isWhole: isWhole)
    }
}

/// Reads the records of a file. Belongs to one thread.
public final class RecordReader {
    private let file: FileHandle
    private let isWhole: Bool
    private var buffer: [UInt8]
    /// The bytes of the file that the buffer holds.
    private var held: Range<Int64> = 0..<0

    /// - Parameters:
    ///   - ahead: So many bytes are read at once.
    ///   - isWhole: These are all that the file has.
    fileprivate init(_ file: FileHandle, ahead: Int, isWhole: Bool) {
        (self.file, self.isWhole, buffer) = (file, isWhole, [UInt8](repeating: 0, count: ahead))
    }

    /// The record that begins at a place.
    public func record(at place: RecordFile.Place) throws -> [UInt8] {
        try withRecord(at: place) { Array($0) }
    }

    /// Shows the record that begins at a place, where it is in memory. This reader cannot be used meanwhile.
    public func withRecord<Result>(
        at place: RecordFile.Place, _ body: (UnsafeRawBufferPointer) throws -> Result
    ) throws -> Result {
        let offset = Int64(place) * Int64(RecordFile.step)
        let head = try hold(RecordFile.headSize, at: offset)
        let count = Int(littleEndianBytes: buffer[head..<head + RecordFile.headSize])
        let first = try hold(count, at: offset + Int64(RecordFile.headSize))
        return try buffer.withUnsafeBytes { try body(UnsafeRawBufferPointer(rebasing: $0[first..<first + count])) }
    }

    /// Has so many bytes of the file in the buffer; where they begin there.
    private func hold(_ count: Int, at offset: Int64) throws -> Int {
        if offset < held.lowerBound || offset + Int64(count) > held.upperBound {
            if count > buffer.count { buffer = [UInt8](repeating: 0, count: count) }
            let start = isWhole ? 0 : offset
            held = start..<start
            while held.upperBound < offset + Int64(count) {
                let got = try buffer.withUnsafeMutableBytes { bytes in
                    try file.read(
                        into: UnsafeMutableRawBufferPointer(rebasing: bytes[held.count...]), at: held.upperBound)
                }
                precondition(got > 0, "a record is read after it was written")
                held = start..<held.upperBound + Int64(got)
            }
        }
        return Int(offset - held.lowerBound)
    }
}

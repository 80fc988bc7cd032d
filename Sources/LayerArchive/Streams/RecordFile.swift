public import LinuxSystem

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
        RecordReader(file, ahead: isScattered ? 256 : 1 << 16)
    }
}

/// Reads the records of a file. Belongs to one thread.
public final class RecordReader {
    private let file: FileHandle
    private let ahead: Int
    private var held: [UInt8] = []
    private var start: Int64 = 0

    fileprivate init(_ file: FileHandle, ahead: Int) { (self.file, self.ahead) = (file, ahead) }

    /// The record that begins at a place.
    public func record(at place: RecordFile.Place) throws(SystemError) -> [UInt8] {
        let offset = Int64(place) * Int64(RecordFile.step)
        let head = try bytes(RecordFile.headSize, at: offset)
        let count = head.reversed().reduce(0) { $0 << 8 | Int($1) }
        return Array(try bytes(count, at: offset + Int64(RecordFile.headSize)))
    }

    private func bytes(_ count: Int, at offset: Int64) throws(SystemError) -> ArraySlice<UInt8> {
        if offset < start || offset + Int64(count) > start + Int64(held.count) {
            held = try file.read(upTo: max(count, ahead), at: offset)
            start = offset
        }
        let first = Int(offset - start)
        precondition(first + count <= held.count, "a record is read after it was written")
        return held[first..<first + count]
    }
}

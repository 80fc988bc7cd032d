import LinuxSystem
import OCI

/// A context index as it was read: its records stay the bytes that they are in the file, in order of their path hash.
struct IndexContent: Sendable {
    private let bytes: IndexBytes
    /// Where the records begin whose path hashes have these highest bits; one more than there are values of them.
    private let starts: [UInt32]
    /// How many bits of a path hash choose among `starts`.
    private let bits: UInt64
    /// How many records there are.
    let count: Int
    /// The number of the save that wrote it.
    let generation: UInt32

    /// An index without records.
    init() {
        bytes = .own([])
        starts = []
        bits = 0
        count = 0
        generation = 0
    }

    /// Takes the bytes of an index; `nil` where they are none, or were cut short. Each record is checked when it is looked at.
    init?(_ bytes: IndexBytes) {
        let size = bytes.withUnsafeBytes { $0.starts(with: IndexFile.magic) ? $0.count - IndexFile.headerSize : -1 }
        guard size >= 0, size % IndexFile.recordSize == 0 else { return nil }
        let reader = { (offset: Int) in bytes.withUnsafeBytes { IndexReader(buffer: $0).word(offset) } }
        guard reader(16) == UInt64(size / IndexFile.recordSize) else { return nil }
        self.bytes = bytes
        let count = size / IndexFile.recordSize
        self.count = count
        let bits = UInt64(min(24, Int.bitWidth - count.leadingZeroBitCount))
        self.bits = bits
        starts = bytes.withUnsafeBytes { IndexReader(buffer: $0).starts(of: count, bits: bits) }
        generation = UInt32(truncatingIfNeeded: reader(8))
    }

    /// All records that are whole.
    var records: [IndexRecord] {
        bytes.withUnsafeBytes { buffer in
            let reader = IndexReader(buffer: buffer)
            return (0..<count).filter(reader.isWhole).map(reader.record)
        }
    }

    /// The digest kept for a file in exactly this state.
    func digest(for key: ContextIndex.Key) -> Digest? {
        bytes.withUnsafeBytes { buffer in
            let reader = IndexReader(buffer: buffer)
            guard count > 0 else { return nil }
            let slot = Int(key.path >> (64 - bits))
            // About one record: hashes are spread evenly.
            for index in Int(starts[slot])..<Int(starts[slot + 1]) where reader.path(index) == key.path {
                if reader.key(index) == key, reader.isWhole(index) { return reader.digest(index) }
            }
            return nil
        }
    }
}

/// The bytes of an index: those of its file, where they lie in the kernel's memory, or some of this process.
enum IndexBytes: Sendable {
    case mapped(MappedFile)
    case own([UInt8])

    func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) -> Result) -> Result {
        switch self {
        case .mapped(let file): file.withBytes(body)
        case .own(let bytes): bytes.withUnsafeBytes(body)
        }
    }
}

/// Reads numbers from the bytes of an index, whose size has been checked.
private struct IndexReader {
    let buffer: UnsafeRawBufferPointer

    func word(_ offset: Int) -> UInt64 {
        UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    private func half(_ offset: Int) -> UInt32 {
        UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// Whether a record is what was written.
    func isWhole(_ index: Int) -> Bool {
        RecordCheck.of(buffer, at: offset(index)) == half(offset(index) + IndexFile.checkOffset)
    }

    /// The path hash of a record.
    func path(_ index: Int) -> UInt64 { word(IndexFile.headerSize + index * IndexFile.recordSize) }

    private func offset(_ index: Int) -> Int { IndexFile.headerSize + index * IndexFile.recordSize }

    /// What identifies the state of the file that a record is about.
    func key(_ index: Int) -> ContextIndex.Key {
        let offset = offset(index)
        return ContextIndex.Key(
            path: word(offset), device: word(offset + 8), inode: word(offset + 16),
            size: Int64(bitPattern: word(offset + 24)),
            modified: FileTime(
                seconds: Int64(bitPattern: word(offset + 32)), nanoseconds: Int64(half(offset + 48))),
            changed: FileTime(
                seconds: Int64(bitPattern: word(offset + 40)), nanoseconds: Int64(half(offset + 52))))
    }

    /// The digest of a record.
    func digest(_ index: Int) -> Digest { Digest(reading: buffer, at: offset(index) + 64) }

    func record(_ index: Int) -> IndexRecord {
        IndexRecord(key: key(index), digest: digest(index), generation: half(offset(index) + 56))
    }

    /// For each value of a path hash's highest bits, and one more: how many records have a smaller one.
    func starts(of count: Int, bits: UInt64) -> [UInt32] {
        if count == 0 { return [] }
        var starts = [UInt32](repeating: UInt32(count), count: 1 << Int(bits) + 1)
        var next = 0
        for index in 0..<count {
            let slot = Int(path(index) >> (64 - bits))
            // Of records out of order, which no save has written, some are not found.
            while next <= slot {
                starts[next] = UInt32(index)
                next += 1
            }
        }
        return starts
    }
}

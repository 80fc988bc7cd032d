import LinuxSystem
import OCI

/// A context index as it was read: its records stay the bytes that they are in the file, in order of their path hash.
struct IndexContent: Sendable {
    private let bytes: [UInt8]
    /// How many records there are.
    let count: Int
    /// The number of the save that wrote it.
    let generation: UInt32

    /// An index without records.
    init() {
        bytes = []
        count = 0
        generation = 0
    }

    /// Checks bytes for being a whole index; `nil` where they are not.
    init?(_ bytes: [UInt8]) {
        let end = bytes.count - 32
        let size = end - IndexFile.headerSize
        guard size >= 0, size % IndexFile.recordSize == 0, bytes.starts(with: IndexFile.magic) else { return nil }
        var digester = Digester()
        bytes.withUnsafeBytes { digester.update(UnsafeRawBufferPointer(rebasing: $0[..<end])) }
        guard digester.finalize().bytes == Array(bytes[end...]) else { return nil }
        let reader = { (offset: Int) in bytes.withUnsafeBytes { IndexReader(buffer: $0).word(offset) } }
        guard reader(16) == UInt64(size / IndexFile.recordSize) else { return nil }
        self.bytes = bytes
        count = size / IndexFile.recordSize
        generation = UInt32(truncatingIfNeeded: reader(8))
    }

    /// All records.
    var records: [IndexRecord] {
        bytes.withUnsafeBytes { buffer in (0..<count).map { IndexReader(buffer: buffer).record($0) } }
    }

    /// The digest kept for a file in exactly this state.
    func digest(for key: ContextIndex.Key) -> Digest? {
        bytes.withUnsafeBytes { buffer in
            let reader = IndexReader(buffer: buffer)
            var index = reader.firstIndex(of: key.path, count: count)
            while index < count, reader.path(index) == key.path {
                let record = reader.record(index)
                if record.key == key { return record.digest }
                index += 1
            }
            return nil
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

    /// The path hash of a record.
    func path(_ index: Int) -> UInt64 { word(IndexFile.headerSize + index * IndexFile.recordSize) }

    func record(_ index: Int) -> IndexRecord {
        let offset = IndexFile.headerSize + index * IndexFile.recordSize
        let key = ContextIndex.Key(
            path: word(offset), device: word(offset + 8), inode: word(offset + 16),
            size: Int64(bitPattern: word(offset + 24)),
            modified: FileTime(
                seconds: Int64(bitPattern: word(offset + 32)), nanoseconds: Int64(half(offset + 48))),
            changed: FileTime(
                seconds: Int64(bitPattern: word(offset + 40)), nanoseconds: Int64(half(offset + 52))))
        return IndexRecord(key: key, digest: Digest(reading: buffer, at: offset + 64), generation: half(offset + 56))
    }

    /// The first record whose path hash is not smaller.
    ///
    /// Hashes are spread evenly, so the first looks are taken where one of that value should stand; each moves a bound
    /// closer, and the rest is a binary search in what is left.
    func firstIndex(of path: UInt64, count: Int) -> Int {
        var low = 0
        var high = count
        var smallest = UInt64.min
        var largest = UInt64.max
        var looks = 0
        while low < high {
            var middle = low + (high - low) / 2
            if looks < 4, largest > smallest {
                let share = Double(path - smallest) / Double(largest - smallest)
                middle = min(high - 1, low + Int(share * Double(high - low)))
            }
            looks += 1
            let found = self.path(middle)
            if found < path {
                low = middle + 1
                smallest = found
            } else {
                high = middle
                largest = found
            }
        }
        return low
    }
}

import LinuxSystem
import OCI

/// Reads numbers and records from the bytes of a context index (`IndexFile`), whose size has been checked.
struct IndexReader {
    let buffer: UnsafeRawBufferPointer

    /// A number of eight bytes.
    func word(_ offset: Int) -> UInt64 {
        UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
    }

    /// A number of four bytes.
    func half(_ offset: Int) -> UInt32 {
        UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
    }

    /// Where a record begins. Directories' stand behind those of the files.
    func offset(_ index: Int) -> Int { IndexFile.headerSize + index * IndexFile.recordSize }

    /// Whether a record is what was written.
    func isWhole(_ index: Int) -> Bool {
        RecordCheck.of(buffer, at: offset(index)) == half(offset(index) + IndexFile.checkOffset)
    }

    /// The path hash of a record.
    func path(_ index: Int) -> UInt64 { word(offset(index)) }

    /// Whether a record is about a file or directory in exactly this state, its path aside.
    func isAbout(_ index: Int, _ status: FileStatus) -> Bool {
        let offset = offset(index)
        return word(offset + 16) == status.inode && word(offset + 8) == status.device
            && word(offset + 24) == UInt64(bitPattern: status.size)
            && word(offset + 32) == UInt64(bitPattern: status.modified.seconds)
            && word(offset + 40) == UInt64(bitPattern: status.changed.seconds)
            && half(offset + 48) == UInt32(truncatingIfNeeded: status.modified.nanoseconds)
            && half(offset + 52) == UInt32(truncatingIfNeeded: status.changed.nanoseconds)
    }

    /// What identifies the state of what a record is about.
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

    /// The number of the save that last brought a record.
    func generation(_ index: Int) -> UInt32 { half(offset(index) + 56) }

    /// The digest of a file's record.
    func digest(_ index: Int) -> Digest { Digest(reading: buffer, at: offset(index) + 64) }

    /// The record of a file.
    func record(_ index: Int) -> IndexRecord {
        IndexRecord(key: key(index), digest: digest(index), generation: generation(index))
    }

    /// The first place in a list in order of its hashes that is not below one; the list's entries have a size and begin at an offset.
    func firstPlace(of hash: UInt64, from start: Int, size: Int, count: Int) -> Int {
        var low = 0
        var high = count
        while low < high {
            let middle = (low + high) / 2
            if word(start + middle * size) < hash { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

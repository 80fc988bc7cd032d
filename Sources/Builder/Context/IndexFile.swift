import LinuxSystem
import OCI
import SystemPackage

/// One record of a context index.
struct IndexRecord: Sendable {
    let key: ContextIndex.Key
    let digest: Digest
    /// The number of the save that last brought it; old ones are dropped in time.
    let generation: UInt32
}

/// The context index as bytes. All numbers are little-endian.
///
/// `STRIDX1\n`, generation (4), zero (4), count (8); per record: path hash, device, inode, size, mtime seconds, ctime
/// seconds (8 each), mtime and ctime nanoseconds, generation, zero (4 each), SHA-256 (32); last the SHA-256 of all before.
enum IndexFile {
    static let magic = Array("STRIDX1\n".utf8)
    static let headerSize = 24
    static let recordSize = 96
    private static let limit = 1 << 30

    /// Reads an index; `nil` where there is none or it is not whole.
    static func read(_ path: FilePath) -> (generation: UInt32, records: [IndexRecord])? {
        guard let file = try? FileHandle.open(path), let size = try? file.status().size, size <= limit else {
            return nil
        }
        let bytes = [UInt8](unsafeUninitializedCapacity: Int(size)) { buffer, count in
            while count < buffer.count {
                // SAFETY: the part of the buffer that is not filled yet, for the time of the call.
                let rest = UnsafeMutableRawBufferPointer(rebasing: UnsafeMutableRawBufferPointer(buffer)[count...])
                guard let more = try? file.read(into: rest), more > 0 else { return }
                count += more
            }
        }
        return parse(bytes)
    }

    /// Reads an index from bytes; `nil` where they are not one.
    static func parse(_ bytes: [UInt8]) -> (generation: UInt32, records: [IndexRecord])? {
        let end = bytes.count - 32
        guard end >= headerSize, (end - headerSize) % recordSize == 0, bytes.starts(with: magic) else { return nil }
        var digester = Digester()
        bytes.withUnsafeBytes { digester.update(UnsafeRawBufferPointer(rebasing: $0[..<end])) }
        guard digester.finalize().bytes == Array(bytes[end...]) else { return nil }
        return bytes.withUnsafeBytes { buffer in
            let reader = Reader(buffer: buffer)
            guard reader.word(16) == UInt64((end - headerSize) / recordSize) else { return nil }
            let records = stride(from: headerSize, to: end, by: recordSize).map { reader.record(at: $0) }
            return (reader.half(8), records)
        }
    }

    /// Writes an index beside the old one and puts it in its place.
    static func write(_ records: [IndexRecord], generation: UInt32, to path: FilePath) throws {
        guard let name = path.lastComponent else { return }
        let directory = try DirectoryHandle.open(path.removingLastComponent())
        let target = Array(name.string.utf8)
        let temporary = target + Array(".\(UInt64.random(in: 0...UInt64.max))".utf8)
        let file = try directory.createFile(temporary)
        do {
            try file.write(serialised(records, generation: generation))
            try directory.rename(temporary, to: target)
        } catch {
            // The name is ours alone; what could not be written must not stay.
            try? directory.removeFile(temporary)
            throw error
        }
    }

    /// The bytes of an index whose records are in order of their path hashes.
    static func serialised(_ records: [IndexRecord], generation: UInt32) -> [UInt8] {
        var bytes = magic
        bytes.reserveCapacity(headerSize + records.count * recordSize + 32)
        append(UInt64(generation), to: &bytes)
        append(UInt64(records.count), to: &bytes)
        for record in records {
            let key = record.key
            append(key.path, to: &bytes)
            append(key.device, to: &bytes)
            append(key.inode, to: &bytes)
            append(UInt64(bitPattern: key.size), to: &bytes)
            append(UInt64(bitPattern: key.modified.seconds), to: &bytes)
            append(UInt64(bitPattern: key.changed.seconds), to: &bytes)
            append(UInt64(key.modified.nanoseconds) | UInt64(key.changed.nanoseconds) << 32, to: &bytes)
            append(UInt64(record.generation), to: &bytes)
            record.digest.append(to: &bytes)
        }
        Digest.of(bytes).append(to: &bytes)
        return bytes
    }

    /// The first record with a path hash, found by where a hash of that value should stand among evenly spread ones.
    static func firstIndex(of path: UInt64, in records: [IndexRecord]) -> Int? {
        var low = 0
        var high = records.count
        while low < high {
            let middle = low + (high - low) / 2
            if records[middle].key.path < path { low = middle + 1 } else { high = middle }
        }
        return low < records.count && records[low].key.path == path ? low : nil
    }

    private static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }

    /// Reads numbers from a buffer whose size has been checked.
    private struct Reader {
        let buffer: UnsafeRawBufferPointer

        func word(_ offset: Int) -> UInt64 {
            UInt64(littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }

        func half(_ offset: Int) -> UInt32 {
            UInt32(littleEndian: buffer.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
        }

        func record(at offset: Int) -> IndexRecord {
            let key = ContextIndex.Key(
                path: word(offset), device: word(offset + 8), inode: word(offset + 16),
                size: Int64(bitPattern: word(offset + 24)),
                modified: FileTime(
                    seconds: Int64(bitPattern: word(offset + 32)), nanoseconds: Int64(half(offset + 48))),
                changed: FileTime(
                    seconds: Int64(bitPattern: word(offset + 40)), nanoseconds: Int64(half(offset + 52))))
            let digest = Digest(reading: buffer, at: offset + 64)
            return IndexRecord(key: key, digest: digest, generation: half(offset + 56))
        }
    }
}

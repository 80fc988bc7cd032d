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
/// `STRIDX2\n`, generation (4), zero (4), count (8); per record: path hash, device, inode, size, mtime seconds, ctime
/// seconds (8 each), mtime and ctime nanoseconds, generation, check (4 each), SHA-256 (32). The check is over the rest of its
/// record: a build looks at few of many records in a large context's index, and at none before it needs it.
enum IndexFile {
    static let magic = Array("STRIDX2\n".utf8)
    static let headerSize = 24
    static let recordSize = 96
    /// Where in a record its check is.
    static let checkOffset = 60
    private static let limit = 1 << 30

    /// Reads an index; `nil` where there is none or it is not whole.
    static func read(_ path: FilePath) -> IndexContent? {
        guard let file = try? FileHandle.open(path), let size = try? file.status().size, size <= limit else {
            return nil
        }
        guard let bytes = try? MappedFile(file, count: Int(size)) else { return nil }
        return IndexContent(.mapped(bytes))
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
        bytes.reserveCapacity(headerSize + records.count * recordSize)
        append(UInt64(generation), to: &bytes)
        append(UInt64(records.count), to: &bytes)
        for record in records {
            let key = record.key
            let start = bytes.count
            append(key.path, to: &bytes)
            append(key.device, to: &bytes)
            append(key.inode, to: &bytes)
            append(UInt64(bitPattern: key.size), to: &bytes)
            append(UInt64(bitPattern: key.modified.seconds), to: &bytes)
            append(UInt64(bitPattern: key.changed.seconds), to: &bytes)
            append(UInt64(key.modified.nanoseconds) | UInt64(key.changed.nanoseconds) << 32, to: &bytes)
            append(UInt64(record.generation), to: &bytes)
            record.digest.append(to: &bytes)
            bytes.withUnsafeMutableBytes { buffer in
                let check = RecordCheck.of(UnsafeRawBufferPointer(buffer), at: start)
                buffer.storeBytes(of: check.littleEndian, toByteOffset: start + checkOffset, as: UInt32.self)
            }
        }
        return bytes
    }

    private static func append(_ value: UInt64, to bytes: inout [UInt8]) {
        withUnsafeBytes(of: value.littleEndian) { bytes.append(contentsOf: $0) }
    }
}

import LinuxSystem
import OCI
import SystemPackage

/// What a context index remembers of one file.
struct IndexRecord: Sendable {
    let key: ContextIndex.Key
    let digest: Digest
    /// The number of the save that last brought it; old ones are dropped in time.
    let generation: UInt32
}

/// What a context index remembers of one directory.
struct IndexDirectory: Sendable {
    let key: ContextIndex.Key
    /// All names in it, in byte order.
    let names: [[UInt8]]
    /// The number of the save that last brought it; old ones are dropped in time.
    let generation: UInt32
}

/// The context index as bytes. All numbers are little-endian.
///
/// Header: `STRIDX3\n`, generation, how many files, how many directories, bytes of names (8 each), zero (8). Then four parts:
/// - a record per file: path hash, device, inode, size, mtime seconds, ctime seconds (8 each), mtime and ctime nanoseconds,
///   generation, check (4 each), SHA-256 (32). The files of one directory stand together, in order of their names;
/// - a record per directory, in order of the path hashes: the same, with where its names begin in their part, how many bytes
///   they are, how many names, and their check (8 each) in place of the SHA-256;
/// - for each file its path hash (8), the number of its record (4) and zero (4), in order of the path hashes;
/// - names: the number of the record of the file that has it (4, all ones where there is none), its bytes, NUL.
///
/// Each check is over the rest of its record: a build looks at few of many records in a large context's index, and at none
/// before it needs it.
enum IndexFile {
    static let magic = Array("STRIDX3\n".utf8)
    static let headerSize = 48
    static let recordSize = 96
    /// Where in a record its check is.
    static let checkOffset = 60
    /// Bytes of a place in the list of path hashes.
    static let placeSize = 16
    /// In place of the number of a record: there is none.
    static let noRecord = UInt32.max
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
    static func write(_ bytes: [UInt8], to path: FilePath) throws {
        guard let name = path.lastComponent else { return }
        let directory = try DirectoryHandle.open(path.removingLastComponent())
        let target = Array(name.string.utf8)
        let temporary = target + Array(".\(UInt64.random(in: 0...UInt64.max))".utf8)
        let file = try directory.createFile(temporary)
        do {
            try file.write(bytes)
            try directory.rename(temporary, to: target)
        } catch {
            // The name is ours alone; what could not be written must not stay.
            try? directory.removeFile(temporary)
            throw error
        }
    }
}

import LinuxSystem
import OCI

/// A context index as it was read: its records stay the bytes that they are in the file.
struct IndexContent: Sendable {
    private let bytes: IndexBytes
    /// How many files there are records of.
    let count: Int
    /// How many directories there are records of.
    let directoryCount: Int
    /// Where the names begin.
    private let namesStart: Int
    /// The number of the save that wrote it.
    let generation: UInt32

    /// An index without records.
    init() {
        bytes = .own([])
        count = 0
        directoryCount = 0
        namesStart = 0
        generation = 0
    }

    /// Takes the bytes of an index; `nil` where they are none, or were cut short. Each record is checked when it is looked at.
    init?(_ bytes: IndexBytes) {
        let size = bytes.withUnsafeBytes { $0.starts(with: IndexFile.magic) ? $0.count : -1 }
        guard size >= IndexFile.headerSize else { return nil }
        let word = { (offset: Int) in bytes.withUnsafeBytes { IndexReader(buffer: $0).word(offset) } }
        let counts = [word(16), word(24), word(32)]
        guard counts.allSatisfy({ $0 <= UInt64(size) }) else { return nil }
        let (files, directories, names) = (Int(counts[0]), Int(counts[1]), Int(counts[2]))
        namesStart =
            IndexFile.headerSize + (files + directories) * IndexFile.recordSize + files * IndexFile.placeSize
        guard size == namesStart + names else { return nil }
        self.bytes = bytes
        count = files
        directoryCount = directories
        generation = UInt32(truncatingIfNeeded: word(8))
    }

    /// All records of files that are whole.
    var records: [IndexRecord] {
        withReader { reader in (0..<count).filter(reader.isWhole).map(reader.record) }
    }

    /// All records of directories that are whole, with their names.
    var directories: [IndexDirectory] {
        withReader { reader in
            (count..<(count + directoryCount)).compactMap { index in
                guard let names = names(index, reader) else { return nil }
                var list: [[UInt8]] = []
                names.forEach { list.append(Array(UnsafeRawBufferPointer(start: $0, count: $1))) }
                return IndexDirectory(key: reader.key(index), names: list, generation: reader.generation(index))
            }
        }
    }

    /// The digest kept for a file in exactly this state.
    func digest(for key: ContextIndex.Key) -> Digest? {
        withReader { reader in
            let start = IndexFile.headerSize + (count + directoryCount) * IndexFile.recordSize
            var place = reader.firstPlace(of: key.path, from: start, size: IndexFile.placeSize, count: count)
            while place < count, reader.word(start + place * IndexFile.placeSize) == key.path {
                let index = Int(reader.half(start + place * IndexFile.placeSize + 8))
                if index < count, reader.key(index) == key, reader.isWhole(index) { return reader.digest(index) }
                place += 1
            }
            return nil
        }
    }

    /// The digest kept for a file in exactly this state, whose record has a number.
    func digest(at index: UInt32, for status: FileStatus) -> Digest? {
        withReader { reader in
            let index = Int(index)
            guard index < count, reader.isAbout(index, status), reader.isWhole(index) else { return nil }
            return reader.digest(index)
        }
    }

    /// Calls with the names kept for a directory in exactly this state; `nil` where there are none.
    func withNames<Result>(
        of path: UInt64, _ status: FileStatus, _ body: (IndexNames) throws -> Result
    ) rethrows -> Result? {
        try withReader { reader in
            let start = reader.offset(count)
            var place = reader.firstPlace(of: path, from: start, size: IndexFile.recordSize, count: directoryCount)
            while place < directoryCount, reader.path(count + place) == path {
                if reader.isAbout(count + place, status), let names = names(count + place, reader) {
                    return try body(names)
                }
                place += 1
            }
            return nil
        }
    }

    /// The names of a directory's record, where that and they are whole.
    private func names(_ index: Int, _ reader: IndexReader) -> IndexNames? {
        guard reader.isWhole(index) else { return nil }
        let offset = reader.offset(index) + 64
        let room = UInt64(reader.buffer.count - namesStart)
        let (start, size, count) = (reader.word(offset), reader.word(offset + 8), reader.word(offset + 16))
        guard start <= room, size <= room - start, count <= size else { return nil }
        let first = namesStart + Int(start)
        let bytes = UnsafeRawBufferPointer(rebasing: reader.buffer[first..<(first + Int(size))])
        guard RecordCheck.of(bytes) == reader.word(offset + 24) else { return nil }
        return IndexNames(bytes: bytes, count: Int(count))
    }

    private func withReader<Result>(_ body: (IndexReader) throws -> Result) rethrows -> Result {
        try bytes.withUnsafeBytes { try body(IndexReader(buffer: $0)) }
    }
}

/// The bytes of an index: those of its file, where they lie in the kernel's memory, or some of this process.
enum IndexBytes: Sendable {
    case mapped(MappedFile)
    case own([UInt8])

    func withUnsafeBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
        switch self {
        case .mapped(let file): try file.withBytes(body)
        case .own(let bytes): try bytes.withUnsafeBytes(body)
        }
    }
}

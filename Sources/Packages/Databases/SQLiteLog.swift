/// A write-ahead log that lies beside a database of SQLite: pages that were committed and are not in the database yet
/// (sqlite.org/fileformat2.html, section 4).
struct SQLiteLog {
    /// How the names of such files end, behind the database's.
    static let suffix = Array("-wal".utf8)
    private static let headerSize = 32
    private static let frameHeaderSize = 24

    private let reader: BinaryReader
    private let pageSize: Int
    private let isBigEndian: Bool

    /// `nil` for what does not begin as a log does: SQLite takes no notice of it either.
    init?(_ bytes: [UInt8]) {
        reader = BinaryReader(bytes, bigEndian: true)
        guard let magic = reader.word(at: 0), magic & ~1 == 0x377F_0682, reader.word(at: 4) == 3_007_000,
            let size = reader.word(at: 8), (512...65_536).contains(size), size & (size - 1) == 0
        else { return nil }
        (pageSize, isBigEndian) = (size, magic & 1 == 1)
    }

    /// A database with what its log has committed. A frame that is cut off, was left by an older log or is damaged ends the log, as it
    /// does for SQLite.
    ///
    /// - Throws: `DamagedFile` where the log wants more pages than both have.
    func applied(to database: [UInt8]) throws(DamagedFile) -> [UInt8] {
        let (pages, count) = committed()
        // SQLite takes an empty database for a new one, and no log for its own.
        guard count > 0, !database.isEmpty else { return database }
        guard count * pageSize <= database.count + reader.bytes.count else {
            throw DamagedFile("the log beside it speaks of \(count) pages, more than there are")
        }
        var result = Array(database.prefix(count * pageSize))
        result += [UInt8](repeating: 0, count: count * pageSize - result.count)
        for (page, offset) in pages where page <= count {
            result.replaceSubrange(
                (page - 1) * pageSize..<page * pageSize, with: reader.bytes[offset..<offset + pageSize])
        }
        return result
    }

    /// Where in the log the last committed bytes of each page stand, and how many pages the database has by the last commit.
    private func committed() -> (pages: [Int: Int], count: Int) {
        var sum = Checksum(isBigEndian: isBigEndian)
        sum.add(reader.bytes[0..<min(24, reader.bytes.count)])
        guard sum.matches(reader, at: 24) else { return ([:], 0) }
        var committed: [Int: Int] = [:]
        var count = 0
        var open: [Int: Int] = [:]
        var offset = Self.headerSize
        while let page = frame(at: offset, &sum) {
            let content = offset + Self.frameHeaderSize
            open[page.number] = content
            if page.count > 0 {
                committed.merge(open) { $1 }
                open = [:]
                count = page.count
            }
            offset = content + pageSize
        }
        return (committed, count)
    }

    /// The page of a valid frame; its count is that of the database where the frame commits, else 0.
    private func frame(at offset: Int, _ sum: inout Checksum) -> (number: Int, count: Int)? {
        let content = offset + Self.frameHeaderSize
        // The salts of the log and of its frames are the same two words.
        guard let page = reader.part(at: content, count: pageSize), let number = reader.word(at: offset), number > 0,
            let count = reader.word(at: offset + 4),
            reader.number(UInt64.self, at: offset + 8) == reader.number(UInt64.self, at: 16)
        else { return nil }
        sum.add(reader.bytes[offset..<offset + 8])
        sum.add(page)
        return sum.matches(reader, at: offset + 16) ? (number, count) : nil
    }
}

/// The sums that each frame of a log has over all before it.
private struct Checksum {
    let isBigEndian: Bool
    private var first: UInt32 = 0
    private var second: UInt32 = 0

    init(isBigEndian: Bool) { self.isBigEndian = isBigEndian }

    /// Goes on with bytes, eight at a time.
    mutating func add(_ bytes: ArraySlice<UInt8>) {
        var offset = bytes.startIndex
        while offset + 8 <= bytes.endIndex {
            first &+= word(bytes, offset) &+ second
            second &+= word(bytes, offset + 4) &+ first
            offset += 8
        }
    }

    func matches(_ reader: BinaryReader, at offset: Int) -> Bool {
        reader.word(at: offset) == Int(first) && reader.word(at: offset + 4) == Int(second)
    }

    private func word(_ bytes: ArraySlice<UInt8>, _ offset: Int) -> UInt32 {
        let little =
            UInt32(bytes[offset]) | UInt32(bytes[offset + 1]) << 8 | UInt32(bytes[offset + 2]) << 16
            | UInt32(bytes[offset + 3]) << 24
        return isBigEndian ? little.byteSwapped : little
    }
}

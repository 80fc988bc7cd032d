internal import LinuxSystem

/// Compares the entries of a tar with a table of contents: who believes the one must get what who believes the other gets.
public final class TableCheck {
    private let table: TableOfContents
    private let entries: TableEntries.Reader
    /// Which of the table's entries the tar has shown.
    private var isSeen: [Bool]

    /// Compares with a table.
    public init(_ table: TableOfContents) {
        self.table = table
        entries = table.entries.reader()
        isSeen = [Bool](repeating: false, count: table.entries.count)
    }

    /// Looks at an entry of the tar.
    ///
    /// - Throws: `badTable` where the table says something else.
    func see(_ entry: TarEntry, header: [UInt8]) throws {
        var name: String { String(decoding: entry.path, as: UTF8.self) }
        if table.isStargz, entry.path.elementsEqual(StargzFormat.tableName.utf8) { return }
        guard let number = try entries.find(entry.path), !isSeen[number] else {
            throw TableOfContents.bad("the tar has “\(name)”, and the table does not")
        }
        isSeen[number] = true
        guard var seen = TableEntry(entry, header: header) else {
            throw TableOfContents.bad("what the tar says of “\(name)” no table can say")
        }
        if table.isStargz, let time = seen.modified { seen.modified = Self.rounded(time) }
        guard try entries[number].says(seen) else {
            throw TableOfContents.bad("the tar says something else of “\(name)”")
        }
    }

    /// As Go rounds a time to seconds.
    private static func rounded(_ time: FileTime) -> FileTime {
        FileTime(seconds: time.seconds + (time.nanoseconds >= 500_000_000 ? 1 : 0))
    }

    /// Looks whether all of the table was in the tar.
    ///
    /// - Throws: `badTable`.
    func finish() throws {
        guard let number = isSeen.firstIndex(of: false) else { return }
        throw TableOfContents.bad(
            "the table has “\(String(decoding: try entries.name(number), as: UTF8.self))”, and the tar does not")
    }
}

extension TableEntry {
    /// Whether two entries mean the same thing, wherever the bytes are.
    fileprivate func says(_ other: TableEntry) -> Bool {
        kind == other.kind && name == other.name && link == other.link && mode == other.mode && size == other.size
            && userID == other.userID && groupID == other.groupID && major == other.major && minor == other.minor
            && attributes == other.attributes && Self.same(modified, other.modified)
    }

    /// Some writers leave out the epoch, as Go takes it for no time.
    private static func same(_ one: FileTime?, _ other: FileTime?) -> Bool {
        (one ?? FileTime(seconds: 0)) == (other ?? FileTime(seconds: 0))
    }
}

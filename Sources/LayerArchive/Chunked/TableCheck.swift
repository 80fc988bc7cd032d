internal import LinuxSystem

/// Compares the entries of a tar with a table of contents: who believes the one must get what who believes the other gets.
public final class TableCheck {
    private let table: TableOfContents
    /// Places among the table's entries of those that the tar has not shown yet.
    private var places: [String: Int32]

    /// Compares with a table.
    public init(_ table: TableOfContents) {
        self.table = table
        places = Dictionary(minimumCapacity: table.entries.count)
        for (place, entry) in table.entries.enumerated() where places[entry.name] == nil {
            places[entry.name] = Int32(place)
        }
    }

    /// Looks at an entry of the tar.
    ///
    /// - Throws: `badTable` where the table says something else.
    func see(_ entry: TarEntry, header: [UInt8]) throws {
        let name = String(decoding: entry.path, as: UTF8.self)
        if table.isStargz, name == StargzFormat.tableName { return }
        guard let place = places.removeValue(forKey: name) else {
            throw TableOfContents.bad("the tar has “\(name)”, and the table does not")
        }
        guard var seen = TableEntry(entry, header: header) else {
            throw TableOfContents.bad("what the tar says of “\(name)” no table can say")
        }
        if table.isStargz, let time = seen.modified { seen.modified = Self.rounded(time) }
        guard table.entries[Int(place)].says(seen) else {
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
        guard let name = places.keys.min() else { return }
        throw TableOfContents.bad("the table has “\(name)”, and the tar does not")
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

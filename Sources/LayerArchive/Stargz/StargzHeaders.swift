internal import OCI

/// The headers of an eStargz layer's tar, made of its table where the members that hold them are not loaded.
///
/// A table does not tell everything that a header has. Which program wrote the tar is learnt from the headers that are there, of
/// which several may remain; whether all of it was right, the layer's diff-id tells.
public struct StargzHeaders: Sendable {
    private let table: TableOfContents
    /// The entries, each with the names of its owners.
    private let entries: [TableEntry]
    private let style: HeaderStyle

    /// Learns how the headers are written: each way that gives those that are there, and that gives others than the ways before it.
    ///
    /// - Parameters:
    ///   - head: What stands before the bytes of the first file.
    ///   - tail: What follows the bytes of a file, for those whose members are there; `nil` for others.
    public static func learn(
        _ table: TableOfContents, head: [UInt8], tail: (_ file: Int) throws -> [UInt8]?
    ) throws -> [StargzHeaders] {
        guard let first = table.files.first else { return [] }
        let named = named(table.entries)
        var known: Set<Digest?> = []
        var styles = HeaderStyle.all.filter { style in
            Self.headers(named[...first], style) == head
                && known.insert(Self.digest(named, style)).inserted
        }
        for number in table.files.indices where styles.count > 1 {
            let made = styles.map { Self.tail(number, table, named, $0) }
            // A member is decompressed only where it tells something.
            guard Set(made).count > 1, let seen = try tail(number) else { continue }
            styles = zip(styles, made).filter { $1 == seen }.map(\.0)
        }
        return styles.map { StargzHeaders(table: table, entries: named, style: $0) }
    }

    /// What follows the bytes of a file, up to those of the next one.
    ///
    /// - Throws: `unsupported` for an entry of which the table does not say enough.
    public func tail(_ file: Int) throws -> [UInt8] {
        if let bytes = Self.tail(file, table, entries, style) { return bytes }
        throw LayerArchiveError(
            .unsupported, "the headers behind “\(entries[table.files[file]].name)” cannot be made of its layer's table",
            hint: "the layer has to be loaded whole")
    }

    private static func tail(
        _ file: Int, _ table: TableOfContents, _ entries: [TableEntry], _ style: HeaderStyle
    ) -> [UInt8]? {
        let place = table.files[file]
        let next = file + 1 < table.files.count ? table.files[file + 1] + 1 : entries.count
        return headers(entries[(place + 1)..<next], style).map {
            [UInt8](repeating: 0, count: TarHeader.padding(entries[place].size)) + $0
        }
    }

    /// The most bytes of headers between two files that are kept in memory.
    private static let limit = 8 << 20

    /// `nil` for headers that the style cannot say, and for more than are kept in memory.
    private static func headers(_ entries: ArraySlice<TableEntry>, _ style: HeaderStyle) -> [UInt8]? {
        var result: [UInt8] = []
        for entry in entries {
            guard result.count <= limit, let header = style.encode(entry) else { return nil }
            result += header
        }
        return result
    }

    /// What tells the headers of all entries from those of another style; `nil` where the style cannot say one.
    private static func digest(_ entries: [TableEntry], _ style: HeaderStyle) -> Digest? {
        var digester = Digester()
        for entry in entries {
            guard let header = style.encode(entry) else { return nil }
            digester.update(header)
        }
        return digester.finalize()
    }

    /// The table gives the name of an owner where it changes for a number.
    private static func named(_ entries: [TableEntry]) -> [TableEntry] {
        var users: [Int64: String] = [:]
        var groups: [Int64: String] = [:]
        return entries.map { entry in
            var entry = entry
            if !entry.userName.isEmpty { users[entry.userID] = entry.userName }
            if !entry.groupName.isEmpty { groups[entry.groupID] = entry.groupName }
            (entry.userName, entry.groupName) = (users[entry.userID] ?? "", groups[entry.groupID] ?? "")
            return entry
        }
    }
}

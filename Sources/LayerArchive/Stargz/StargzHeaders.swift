internal import OCI

/// The headers of an eStargz layer's tar, made of its table where the members that hold them are not loaded.
///
/// A table does not tell everything that a header has. Which program wrote the tar is learnt from the headers that are there, of
/// which several may remain; whether all of it was right, the layer's diff-id tells. Belongs to one thread.
public final class StargzHeaders {
    private let table: TableOfContents
    private let entries: NamedEntries
    private let style: HeaderStyle

    private init(_ table: TableOfContents, _ style: HeaderStyle) {
        (self.table, self.style, entries) = (table, style, NamedEntries(table.entries))
    }

    /// Learns how the headers are written: each way that gives those that are there, and that gives others than the ways before it.
    ///
    /// - Parameters:
    ///   - head: What stands before the bytes of the first file.
    ///   - tail: What follows the bytes of a file, for those whose members are there; `nil` for others.
    public static func learn(
        _ table: TableOfContents, head: [UInt8], tail: (_ file: Int) throws -> [UInt8]?
    ) throws -> [StargzHeaders] {
        guard let first = table.files.first else { return [] }
        let entries = NamedEntries(table.entries)
        let heads = try headers(0..<Int(first) + 1, entries, HeaderStyle.all)
        var styles = try distinct(zip(HeaderStyle.all, heads).filter { $1 == head }.map(\.0), entries)
        for number in table.files.indices where styles.count > 1 {
            let made = try tails(number, table, entries, styles)
            // A member is decompressed only where it tells something.
            guard Set(made).count > 1, let seen = try tail(number) else { continue }
            styles = zip(styles, made).filter { $1 == seen }.map(\.0)
        }
        return styles.map { StargzHeaders(table, $0) }
    }

    /// What follows the bytes of a file, up to those of the next one. Files are best asked for in their order.
    ///
    /// - Throws: `unsupported` for an entry of which the table does not say enough.
    public func tail(_ file: Int) throws -> [UInt8] {
        if let bytes = try Self.tails(file, table, entries, [style])[0] { return bytes }
        throw LayerArchiveError(
            .unsupported, "the headers behind “\(try table.reader().name(file))” cannot be made of its layer's table",
            hint: "the layer has to be loaded whole")
    }

    /// What follows the bytes of a file, in each of some styles.
    private static func tails(
        _ file: Int, _ table: TableOfContents, _ entries: NamedEntries, _ styles: [HeaderStyle]
    ) throws -> [[UInt8]?] {
        let place = Int(table.files[file])
        let next = file + 1 < table.files.count ? Int(table.files[file + 1]) + 1 : table.entries.count
        let padding = TarHeader.padding(try entries.size(of: place))
        return try headers(place + 1..<next, entries, styles).map { headers in
            headers.map { [UInt8](repeating: 0, count: padding) + $0 }
        }
    }

    /// The most bytes of headers between two files that are kept in memory.
    private static let limit = 8 << 20

    /// In each of some styles the headers of entries; `nil` for those that the style cannot say, and for more than are kept in memory.
    private static func headers(
        _ range: Range<Int>, _ entries: NamedEntries, _ styles: [HeaderStyle]
    ) throws -> [[UInt8]?] {
        var result = [[UInt8]?](repeating: [], count: styles.count)
        try entries.forEach(range) { entry in
            for (index, style) in styles.enumerated() where result[index] != nil {
                guard result[index]?.count ?? 0 <= limit, let header = style.encode(entry) else {
                    result[index] = nil
                    continue
                }
                result[index]? += header
            }
        }
        return result
    }

    /// Those styles that give other headers than the ones before them, for all entries; of those that cannot say one, the first.
    private static func distinct(_ styles: [HeaderStyle], _ entries: NamedEntries) throws -> [HeaderStyle] {
        if styles.count < 2 { return styles }
        var sinks = styles.map { _ in DigestingSink() as DigestingSink? }
        try entries.forEach(0..<entries.count) { entry in
            for (index, style) in styles.enumerated() {
                guard let sink = sinks[index] else { continue }
                if let header = style.encode(entry) { try sink.write(header) } else { sinks[index] = nil }
            }
        }
        var known: Set<Digest?> = []
        return zip(styles, sinks).filter { known.insert($1?.finalize()).inserted }.map(\.0)
    }
}

/// The entries of a table, each with the names of its owners: the table gives the name of an owner where it changes for a number.
///
/// Entries are read from one to the next: who goes back begins at the first one.
private final class NamedEntries {
    let count: Int
    private let reader: TableEntries.Reader
    private var next = 0
    private var users: [Int64: String] = [:]
    private var groups: [Int64: String] = [:]

    init(_ entries: TableEntries) { (count, reader) = (entries.count, entries.reader()) }

    func size(of number: Int) throws -> Int64 { try reader.location(number).size }

    func forEach(_ range: Range<Int>, _ body: (TableEntry) throws -> Void) throws {
        if range.lowerBound < next { (next, users, groups) = (0, [:], [:]) }
        while next < range.upperBound {
            var entry = try reader[next]
            if !entry.userName.isEmpty { users[entry.userID] = entry.userName }
            if !entry.groupName.isEmpty { groups[entry.groupID] = entry.groupName }
            (entry.userName, entry.groupName) = (users[entry.userID] ?? "", groups[entry.groupID] ?? "")
            next += 1
            if next > range.lowerBound { try body(entry) }
        }
    }
}

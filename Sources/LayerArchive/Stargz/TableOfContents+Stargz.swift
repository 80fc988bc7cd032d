public import LinuxSystem
public import OCI

extension TableOfContents {
    /// Reads the table of an eStargz layer.
    ///
    /// A file's member ends where that of the next one begins: behind the file's bytes it holds the headers up to those of the next
    /// file. Files that share members have these together.
    ///
    /// - Parameters:
    ///   - place: Where the blob has the table's member and what follows, without the footer.
    ///   - digest: The digest of the table, as the verified manifest says.
    ///   - file: An empty file that is open for writing and reading: the table is kept there.
    ///   - open: Opens parts of the blob.
    /// - Returns: `nil` for a table that is right, and from which a tar cannot be made in order: a name twice, files in another order
    ///   than their entries, members that begin elsewhere.
    /// - Throws: `badTable` where the bytes are not those that the manifest vouches for, or the table is none that can be;
    ///   `unsupported` where it is too large.
    public init?(stargz place: Range<Int64>, digest: Digest, in file: FileHandle, opening open: Part) throws {
        var entries = TableEntries(in: file)
        let json = try DigestingSource(Self.table(in: open(place)))
        _ = try TableDocument.read(json) { try entries.append($0) }
        guard try json.finalize() == digest else {
            throw Self.bad("its bytes do not have the digest that the manifest says")
        }
        try entries.finish()
        guard try entries.repeatedName() == nil, try entries.reader().find(Array(StargzFormat.tableName.utf8)) == nil,
            try MemberPlaces.find(in: entries, end: place.lowerBound)
        else { return nil }
        try self.init(entries, split: nil, end: place.upperBound, isStargz: true)
    }

    /// The table itself, out of its tar.
    private static func table(in members: any ByteSource) throws -> any ByteSource {
        let reader = TarReader(try blaming { try DecompressingSource(members) }, limits: .standard)
        guard let entry = try blaming({ try reader.next() }), entry.path == Array(StargzFormat.tableName.utf8),
            entry.kind == .regular
        else { throw bad("it is not where the footer says") }
        guard entry.size <= ChunkedLayout.tableLimit else { throw tooLarge("\(entry.size) bytes") }
        return Table(reader)
    }

    private final class Table: ByteSource {
        private let reader: TarReader

        init(_ reader: TarReader) { self.reader = reader }

        func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
            try blaming { try reader.read(into: buffer) }
        }
    }

    private static func blaming<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as LayerArchiveError
            where error.code != .badTable && error.code != .unsupported
        {
            throw bad("it cannot be read where the footer says: \(error.message)")
        }
    }
}

/// Where the files of an eStargz layer are in its members.
///
/// A member begins with bytes of a file, but for the blob's first. Where a file does not begin one, it is in the last member of
/// the file before it.
private struct MemberPlaces {
    /// The most bytes that members may have before a file's own.
    private static let positionLimit: Int64 = 1 << 44

    /// Gives each file with bytes the range of members that it shares with its neighbours, and its place in these; whether the members
    /// begin in the order of the entries.
    ///
    /// - Throws: `badTable`.
    static func find(in entries: TableEntries, end: Int64) throws -> Bool {
        let reader = entries.reader()
        var (member, start): (Int64, Int64) = (0, 0)
        /// The files that share members with the last one.
        var shared: [(number: Int, position: Int64)] = []
        var first: Int64 = 0
        func close(at end: Int64) throws {
            for file in shared { try entries.place(file.number, at: first, end: end, position: file.position) }
            shared.removeAll(keepingCapacity: true)
        }
        for number in 0..<entries.count {
            let entry = try reader[number]
            guard entry.location.hasBytes else { continue }
            if entry.position == 0 {
                guard entry.offset > member else { return false }
                try close(at: entry.offset)
                (first, start) = (entry.offset, 0)
            } else {
                guard entry.offset == member else { return false }
            }
            let (position, isLarge) = start.addingReportingOverflow(entry.position)
            let (last, isFar) = position.addingReportingOverflow(entry.lastStart)
            guard !isLarge, !isFar, position >= 0, position < positionLimit else {
                throw TableOfContents.bad("it says of “\(entry.name)” that its bytes are where they cannot be")
            }
            shared.append((number, position))
            (member, start) = (entry.lastFrame, last)
        }
        try close(at: end)
        return true
    }
}

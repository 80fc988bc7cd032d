public import OCI

extension TableOfContents {
    /// Reads the table of an eStargz layer.
    ///
    /// A file's member ends where that of the next one begins: behind the file's bytes it holds the headers up to those of the next
    /// file. Files that share members have these together.
    ///
    /// - Parameters:
    ///   - members: The blob's bytes from the table's member on, without the footer.
    ///   - offset: Where these begin in the blob.
    ///   - digest: The digest of the table, as the verified manifest says.
    /// - Returns: `nil` for a table that is right, and from which a tar cannot be made in order: a name twice, files in another order
    ///   than their entries, members that begin elsewhere.
    /// - Throws: `badTable` where the bytes are not those that the manifest vouches for, or the table is none that can be;
    ///   `unsupported` where it is too large.
    public init?(stargz members: [UInt8], at offset: Int64, digest: Digest) throws {
        let json = try Self.table(in: members)
        guard Digest.of(json) == digest else {
            throw Self.bad("its bytes do not have the digest that the manifest says")
        }
        let document = try TableDocument(json)
        let names = Set(document.entries.map(\.name))
        guard names.count == document.entries.count, !names.contains(StargzFormat.tableName),
            let entries = try Self.placed(document.entries, end: offset)
        else { return nil }
        self.entries = entries
        files = try Self.files(entries, end: offset)
        (split, end, isStargz) = (nil, offset + Int64(members.count), true)
    }

    /// The most bytes that members may have before a file's own.
    private static let positionLimit: Int64 = 1 << 44

    /// Gives each file with bytes the range of members that it shares with its neighbours, and its place in these.
    ///
    /// A member begins with bytes of a file, but for the blob's first. Where a file does not begin one, it is in the last member of
    /// the file before it.
    private static func placed(_ entries: [TableEntry], end: Int64) throws -> [TableEntry]? {
        var entries = entries
        let places = entries.indices.filter { entries[$0].kind == .regular && entries[$0].size > 0 }
        var (first, member, start): (Int64, Int64, Int64) = (0, 0, 0)
        for place in places {
            let entry = entries[place]
            if entry.position == 0 {
                guard entry.offset > member else { return nil }
                (first, start) = (entry.offset, 0)
            } else {
                guard entry.offset == member else { return nil }
            }
            let (position, isLarge) = start.addingReportingOverflow(entry.position)
            let (last, isFar) = position.addingReportingOverflow(entry.lastStart)
            guard !isLarge, !isFar, position >= 0, position < positionLimit else {
                throw bad("it says of “\(entry.name)” that its bytes are where they cannot be")
            }
            (entries[place].offset, entries[place].position) = (first, position)
            (member, start) = (entry.lastFrame, last)
        }
        var (bound, following) = (end, end)
        for place in places.reversed() {
            if entries[place].offset != following { (bound, following) = (following, entries[place].offset) }
            entries[place].end = bound
        }
        return entries
    }

    /// The table itself, out of its tar.
    private static func table(in members: [UInt8]) throws -> [UInt8] {
        let reader = TarReader(try DecompressingSource(BytesSource(members)), limits: .standard)
        do {
            guard let entry = try reader.next(), entry.path == Array(StargzFormat.tableName.utf8),
                entry.kind == .regular
            else { throw bad("it is not where the footer says") }
            guard entry.size <= ChunkedLayout.tableLimit else { throw tooLarge("\(entry.size) bytes") }
            return try reader.readAll(limit: Int(ChunkedLayout.tableLimit))
        } catch let error as LayerArchiveError where error.code != .badTable && error.code != .unsupported {
            throw bad("it cannot be read where the footer says: \(error.message)")
        }
    }
}

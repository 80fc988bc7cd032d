public import OCI

extension TableOfContents {
    /// Reads the table of an eStargz layer.
    ///
    /// A file's member ends where that of the next one begins: behind the file's bytes it holds the headers up to those of the next
    /// file.
    ///
    /// - Parameters:
    ///   - members: The blob's bytes from the table's member on, without the footer.
    ///   - offset: Where these begin in the blob.
    ///   - digest: The digest of the table, as the verified manifest says.
    /// - Returns: `nil` for a table that is right, and from which a tar cannot be made in order: several files in one member, a name
    ///   twice, files in another order than their entries.
    /// - Throws: `badTable` where the bytes are not those that the manifest vouches for, or the table is none that can be.
    public init?(stargz members: [UInt8], at offset: Int64, digest: Digest) throws {
        let json = try Self.table(in: members)
        guard Digest.of(json) == digest else {
            throw Self.bad("its bytes do not have the digest that the manifest says")
        }
        let document = try TableDocument(json)
        guard !document.hasSharedMembers else { return nil }
        var entries = document.entries
        let places = entries.indices.filter { entries[$0].kind == .regular && entries[$0].size > 0 }
        let names = Set(entries.map(\.name))
        guard names.count == entries.count, !names.contains(StargzFormat.tableName),
            zip(places, places.dropFirst()).allSatisfy({ entries[$0].offset < entries[$1].offset })
        else { return nil }
        for (one, next) in zip(places, places.dropFirst().map { entries[$0].offset } + [offset]) {
            entries[one].end = next
        }
        self.entries = entries
        files = try Self.files(entries, end: offset)
        (split, end, isStargz) = (nil, offset + Int64(members.count), true)
    }

    /// The table itself, out of its tar.
    private static func table(in members: [UInt8]) throws -> [UInt8] {
        let reader = TarReader(try DecompressingSource(BytesSource(members)), limits: .standard)
        do {
            guard let entry = try reader.next(), entry.path == Array(StargzFormat.tableName.utf8),
                entry.kind == .regular,
                entry.size <= ChunkedLayout.tableLimit
            else { throw bad("it is not where the footer says") }
            return try reader.readAll(limit: Int(ChunkedLayout.tableLimit))
        } catch let error as LayerArchiveError where error.code != .badTable {
            throw bad("it cannot be read where the footer says: \(error.message)")
        }
    }
}

internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// Finding files by their bytes. What has been hashed once is remembered; who opens a file compares again.
extension Store {
    /// So many entries of layers are looked at.
    private static let entryLimit = 500_000
    /// Hashing costs less than loading, within bounds: so many bytes for each byte that is looked for, and this many in any case.
    private static let hashFactor: Int64 = 2
    private static let hashFloor: Int64 = 64 << 20

    /// Whether the store has any layer.
    func hasLayers() throws -> Bool {
        try database.read { connection in try connection.integer("SELECT EXISTS (SELECT 1 FROM layers)") != 0 }
    }

    /// Files of the store's layers that have the bytes of a table's.
    ///
    /// - Parameters:
    ///   - order: The table's files by their digests.
    ///   - work: Where what is found is noted.
    func localFiles(
        for table: TableOfContents, _ order: NumberIndex, in work: WorkDirectory
    ) throws -> LocalFiles {
        var search = FileSearch(
            table, order: order, result: LocalFiles(table.fileCount, in: try scratchFile("found", in: work)))
        try database.read { connection in
            // In the order of the index: each of its pages is read once.
            try search.find { digest in
                try connection.first(
                    "SELECT layer, path FROM file_digests WHERE digest = ? ORDER BY layer DESC LIMIT 1", digest
                ) { row throws(DatabaseError) in LocalFile(layer: LayerID(rawValue: row.integer(0)), path: row.blob(1))
                }
            }
        }
        try search.begin()
        if !search.isComplete { try look(&search, work) }
        var result = search.result
        try result.finish()
        return result
    }

    /// A file that is empty, and open for writing and reading.
    func scratchFile(_ name: String, in work: WorkDirectory) throws -> FileHandle {
        try whileDoing("writing into \(work.path)") {
            try directory.openFile(Array("\(work.name)/\(name)".utf8), OpenFlags.newReadableFile, mode: 0o600)
        }
    }

    /// Remembers the files of a layer that came with a table of contents: all that it has.
    func remember(_ table: TableOfContents, _ order: NumberIndex, of layer: Layer) throws {
        let files = table.reader(isScattered: true)
        try record(order, of: layer.id, areAll: true) { number in
            (Self.plain(try files.path(number)), try files[number].digest)
        }
    }

    /// A path of a table without what names nothing: `./a//b` is `a/b`.
    private static func plain(_ path: [UInt8]) -> [UInt8] {
        let slash = UInt8(ascii: "/")
        let parts = path.split(separator: slash, omittingEmptySubsequences: false)
        if !parts.contains(where: { $0.isEmpty || $0.elementsEqual(".".utf8) }) { return path }
        return Array(parts.filter { !$0.isEmpty && !$0.elementsEqual(".".utf8) }.joined(separator: [slash]))
    }

    /// Hashes files of the sizes that are still wanted: of the layers with most of them first, then of newer ones.
    private func look(_ search: inout FileSearch, _ work: WorkDirectory) throws {
        var candidates: [(layer: LayerID, bytes: Int64)] = []
        var seen = 0
        for layer in try layersToLookAt() where seen < Self.entryLimit {
            try Cancellation.check()
            guard try hasDirectory(layer) else { continue }
            var (isFitting, bytes): (Bool, Int64) = (false, 0)
            try LayerListing.forEachFile(of: try place(of: layer)) { path, size in
                seen += 1
                if search.mayWant(path, size) { isFitting = true }
                if search.isNamed(path, size) { bytes += size }
            }
            if isFitting { candidates.append((layer, bytes)) }
        }
        candidates.sort { $0.bytes > $1.bytes }
        var budget = max(Self.hashFloor, Self.hashFactor * search.bytes)
        for (layer, _) in candidates where budget > 0 && !search.isComplete {
            try hash(layer, &search, &budget, scratchFile("hashed-\(layer.name)", in: work))
        }
    }

    /// The layers with files whose digests are not known, newest first.
    private func layersToLookAt() throws -> [LayerID] {
        try database.read { connection in
            try connection.query(
                "SELECT id FROM layers WHERE id NOT IN (SELECT layer FROM digested_layers) ORDER BY id DESC"
            ) { LayerID(rawValue: $0.integer(0)) }
        }
    }

    private func place(of layer: LayerID) throws -> DirectoryHandle {
        try directory.openDirectory(Array("layers/\(layer.name)".utf8))
    }

    /// - Parameter file: Is empty: what is hashed is noted there.
    private func hash(
        _ layer: LayerID, _ search: inout FileSearch, _ budget: inout Int64, _ file: FileHandle
    ) throws {
        var made = HashedFiles(in: file)
        let known = try hashedPaths(of: layer)
        let place = try place(of: layer)
        try LayerListing.forEachFile(of: place) { path, size in
            guard budget > 0, search.mayWant(path, size), !known.contains(path.hashValue) else { return }
            try Cancellation.check()
            budget -= size
            let digest = try whileDoing("reading layer \(layer.name)") {
                try DigestingSource(FileSource(place.openForReading(path))).finalize()
            }
            try made.add(path, digest)
            try search.found(digest, LocalFile(layer: layer, path: path))
        }
        try made.finish()
        let files = made.reader()
        try record(made.order, of: layer, areAll: false) { try files[$0] }
    }

    /// The hashes of the paths of which the digests are known. A path that has the hash of another is not looked at, which costs no
    /// more than its bytes.
    private func hashedPaths(of layer: LayerID) throws -> Set<Int> {
        try database.read { connection in
            var known: Set<Int> = []
            try connection.forEach("SELECT path FROM file_digests WHERE layer = ?", layer.rawValue) { row in
                known.insert(row.blob(0).hashValue)
            }
            return known
        }
    }

    /// Remembers the files of a layer, all that it has.
    func remember(_ made: HashedFiles, of layer: Layer) throws {
        let files = made.reader()
        try record(made.order, of: layer.id, areAll: true) { try files[$0] }
    }

    /// - Parameter order: The files by their digests: in any other order, each row would read and write a page of the index anew as soon
    ///   as it outgrows SQLite's cache.
    private func record(
        _ order: NumberIndex, of layer: LayerID, areAll: Bool, _ file: (Int) throws -> (path: [UInt8], digest: Digest)
    ) throws {
        if order.count == 0 { return }
        try database.write { connection in
            // Removed meanwhile: then there is nothing to record.
            guard try Self.layer(connection, id: layer) != nil else { return }
            for number in order.numbers {
                let (path, digest) = try file(number)
                // A layer never changes: what is known of a file is the same.
                try connection.run(
                    "INSERT OR IGNORE INTO file_digests (layer, path, digest) VALUES (?, ?, ?)", layer.rawValue,
                    path, digest)
            }
            if areAll { try connection.run("INSERT OR IGNORE INTO digested_layers VALUES (?)", layer.rawValue) }
        }
    }
}

extension Migration {
    /// Version 11: the digests of layers' files, as far as they are known, to find files by.
    static let fileDigests = Migration { connection in
        try connection.execute(
            """
            CREATE TABLE file_digests (
                layer INTEGER NOT NULL REFERENCES layers (id) ON DELETE CASCADE,
                path BLOB NOT NULL,
                digest BLOB NOT NULL,
                PRIMARY KEY (layer, path)
            ) WITHOUT ROWID;
            CREATE INDEX file_digests_by_digest ON file_digests (digest);
            """)
    }
    /// Version 14: the layers of which `file_digests` has every file that has bytes.
    static let digestedLayers = Migration { connection in
        try connection.execute(
            """
            CREATE TABLE digested_layers (layer INTEGER PRIMARY KEY REFERENCES layers (id) ON DELETE CASCADE);
            """)
    }
}

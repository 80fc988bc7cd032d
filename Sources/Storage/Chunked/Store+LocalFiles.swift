internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// A file of a layer that has certain bytes.
struct LocalFile: Hashable, Sendable {
    let layer: LayerID
    let path: [UInt8]
}

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

    /// Files of the store's layers that have the bytes of wanted ones.
    func localFiles(for wanted: [TableOfContents.File]) throws -> [Digest: LocalFile] {
        var search = FileSearch(wanted)
        try database.read { connection in
            // In the order of the index: each of its pages is read once.
            for digest in search.digests.sorted() {
                let found = try connection.first(
                    "SELECT layer, path FROM file_digests WHERE digest = ? ORDER BY layer DESC LIMIT 1", digest
                ) { row throws(DatabaseError) in LocalFile(layer: LayerID(rawValue: row.integer(0)), path: row.blob(1))
                }
                if let found { search.found(digest, found) }
            }
        }
        if search.isComplete { return search.result }
        try look(&search)
        return search.result
    }

    /// Remembers the files of a layer that came with a table of contents: all that it has.
    func remember(_ files: [TableOfContents.File], of layer: Layer) throws {
        let rows = files.map { file in
            let path = LayerPath.components(file.path).filter { $0 != Array(".".utf8) }
            return (path: Array(path.joined(separator: [UInt8(ascii: "/")])), size: file.size, digest: file.digest)
        }
        try record(rows, of: layer.id, areAll: true)
    }

    /// Hashes files of the sizes that are still wanted: of the layers with most of them first, then of newer ones.
    private func look(_ search: inout FileSearch) throws {
        var candidates: [(layer: LayerID, files: [(path: [UInt8], size: Int64)], bytes: Int64)] = []
        var seen = 0
        for layer in try layersToLookAt() where seen < Self.entryLimit {
            try Cancellation.check()
            guard try hasDirectory(layer) else { continue }
            let place = try directory.openDirectory(Array("layers/\(layer.name)".utf8))
            let files = try LayerListing.files(of: place)
            seen += files.count
            let fitting = files.filter { search.mayWant($0.path, $0.size) }
            if fitting.isEmpty { continue }
            candidates.append((layer, fitting, search.overlap(fitting)))
        }
        candidates.sort { $0.bytes > $1.bytes }
        var budget = max(Self.hashFloor, Self.hashFactor * search.bytes)
        for (layer, files, _) in candidates where budget > 0 && !search.isComplete {
            try hash(files, of: layer, &search, &budget)
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

    private func hash(
        _ files: [(path: [UInt8], size: Int64)], of layer: LayerID, _ search: inout FileSearch, _ budget: inout Int64
    ) throws {
        let known = Set(
            try database.read { connection in
                try connection.query("SELECT path FROM file_digests WHERE layer = ?", layer.rawValue) { $0.blob(0) }
            })
        let place = try directory.openDirectory(Array("layers/\(layer.name)".utf8))
        var made: [(path: [UInt8], size: Int64, digest: Digest)] = []
        for (path, size) in files where budget > 0 && search.mayWant(path, size) && !known.contains(path) {
            try Cancellation.check()
            budget -= size
            let digest = try whileDoing("reading layer \(layer.name)") {
                try DigestingSource(FileSource(place.openForReading(path))).finalize()
            }
            made.append((path, size, digest))
            search.found(digest, LocalFile(layer: layer, path: path))
        }
        try record(made, of: layer, areAll: false)
    }

    private func record(
        _ files: [(path: [UInt8], size: Int64, digest: Digest)], of layer: LayerID, areAll: Bool
    ) throws {
        if files.isEmpty { return }
        try database.write { connection in
            // Removed meanwhile: then there is nothing to record.
            guard try Self.layer(connection, id: layer) != nil else { return }
            // In any other order, each row would read and write a page of the index anew as soon as it outgrows SQLite's cache.
            for file in files.sorted(by: { $0.digest < $1.digest }) {
                try connection.run(
                    "INSERT OR REPLACE INTO file_digests (layer, path, digest) VALUES (?, ?, ?)", layer.rawValue,
                    file.path, file.digest)
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

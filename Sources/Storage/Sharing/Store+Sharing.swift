internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// Identical files of several layers occupy their blocks once, where the file system can do that.
///
/// The kernel compares the bytes before it lets two files have the same blocks, and each keeps owner, mode, times and
/// attributes of its own: hard links could not (layer rule 11).
extension Store {
    /// A smaller file has no block that it could share.
    private static let smallest: Int64 = 4096
    /// So many files with the same fingerprint are compared with a new one.
    private static let candidates = 16

    /// What has been found of one file.
    private struct Found {
        let file: LayerFingerprint
        /// The row of `contents` that it shares its blocks with.
        var content: Int64?
        /// The file of the same layer that it shares its blocks with, by its place in the list.
        var twin: Int?
    }

    /// Another file that may be the same.
    private struct Candidate {
        let layer: LayerID
        let path: [UInt8]
        let content: Int64
    }

    /// Lets the files of a new layer have the blocks of those that are kept already. A layer is complete without it: what
    /// goes wrong is told by `--debug` alone.
    func shareContents(of layer: Layer) {
        do {
            guard try Self.mayShare(directory.fileSystemKind()) else { return }
            try share(layer)
        } catch {
            DebugLog.note("store", "layer \(layer.id.name) shares no blocks: \(error)")
        }
    }

    /// btrfs, xfs and bcachefs can; an xfs may have been made without, and says so at the first try.
    private static func mayShare(_ kind: FileSystemKind) -> Bool { ["btrfs", "xfs", "bcachefs"].contains(kind.name) }

    private func share(_ layer: Layer) throws {
        let place = try directory.openDirectory(Array("layers/\(layer.id.name)".utf8))
        let files = try LayerFingerprint.list(of: place, ofAtLeast: Self.smallest)
        if files.isEmpty { return }
        var found: [Found] = []
        var own: [Int64: [Int]] = [:]
        for file in files {
            try Cancellation.check()
            var result = Found(file: file)
            let target = try place.openForReading(file.path)
            for number in (own[file.fingerprint] ?? []).suffix(Self.candidates)
            where result.twin == nil && files[number].size == file.size {
                switch try target.shareBlocks(of: place.openForReading(files[number].path), size: file.size) {
                case .shared: result.twin = number
                case .different: continue
                case .unsupported: return
                }
            }
            for candidate in try candidates(for: file) where result.twin == nil && result.content == nil {
                guard let other = try open(candidate) else { continue }
                switch try target.shareBlocks(of: other, size: file.size) {
                case .shared: result.content = candidate.content
                case .different: continue
                case .unsupported: return
                }
            }
            if result.twin == nil { own[file.fingerprint, default: []].append(found.count) }
            found.append(result)
        }
        try record(found, of: layer)
    }

    private func candidates(for file: LayerFingerprint) throws -> [Candidate] {
        try database.read { connection in
            try connection.query(
                "SELECT layer, path, coalesce(content, id) FROM contents WHERE size = ? AND fingerprint = ? ORDER BY id DESC LIMIT ?",
                file.size, file.fingerprint, Int64(Self.candidates)
            ) { row throws(DatabaseError) in
                Candidate(layer: LayerID(rawValue: row.integer(0)), path: row.blob(1), content: row.integer(2))
            }
        }
    }

    /// The file of a candidate; `nil` where its layer is gone or damaged.
    private func open(_ candidate: Candidate) throws -> FileHandle? {
        let path = Array("layers/\(candidate.layer.name)/".utf8) + candidate.path
        do throws(SystemError) { return try directory.openForReading(path) } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }

    private func record(_ found: [Found], of layer: Layer) throws {
        try database.write { connection in
            // Removed meanwhile: then there is nothing to record.
            guard try Self.layer(connection, id: layer.id) != nil else { return }
            var contents: [Int64] = []
            for one in found {
                let shared = one.content ?? one.twin.map { contents[$0] }
                try connection.run(
                    "INSERT INTO contents (size, fingerprint, layer, path, content) VALUES (?, ?, ?, ?, ?)",
                    one.file.size, one.file.fingerprint, layer.id.rawValue, one.file.path, shared)
                contents.append(shared ?? connection.lastInsertedRow)
            }
        }
    }

    /// The bytes that identical files of layers do not take, because they have their blocks together.
    public func sharedFileBytes() throws -> Int64 {
        try database.read { connection in
            try connection.integer(
                """
                SELECT coalesce(sum(saved), 0) FROM (
                    SELECT (count(*) - 1) * size AS saved FROM contents GROUP BY coalesce(content, id) HAVING count(*) > 1)
                """)
        }
    }
}

internal import LayerArchive
internal import LinuxSystem
public import OCI

/// A blob of a layer that came by files, or in another blob: its bytes were never here.
public struct AbsentBlob: Hashable, Sendable {
    /// What the manifest says of it.
    public let blob: Descriptor
    let layer: Layer
}

/// Blobs that were not loaded, as the store had most of what is in them.
extension Store {
    /// The layers' blobs of images, and of all images of their indexes, that are neither here nor made on demand.
    ///
    /// - Throws: `.missingLayer`.
    public func absentBlobs(of images: [Image]) throws -> [AbsentBlob] {
        var known: Set<Digest> = []
        var result: [AbsentBlob] = []
        for image in images {
            let indexes = [image.index].compactMap { $0 } + image.indexes.values
            for member in try [image] + indexes.flatMap({ try index($0).images })
            where known.insert(member.manifestDigest).inserted {
                for (layer, blob) in zip(try layers(of: member), try manifest(of: member).value.layers)
                where known.insert(blob.digest).inserted {
                    if try isAbsent(blob, of: layer) { result.append(AbsentBlob(blob: blob, layer: layer)) }
                }
            }
        }
        return result
    }

    func isAbsent(_ blob: Descriptor, of layer: Layer) throws -> Bool {
        try !layer.isMade(as: blob.digest) && !hasBlob(blob.digest)
    }

    /// Whether a blob was never kept, as its layer came by files or in another blob: then its absence is no loss.
    func isLeftAway(_ blob: Digest) throws -> Bool {
        try database.read { connection in
            try connection.integer("SELECT NOT EXISTS (SELECT 1 FROM blobs WHERE digest = ?)", blob) != 0
        }
    }

    /// Makes a blob again of its layer, where Strata's own encoder made it; whether that was so.
    ///
    /// - Throws: `.noSpace`, `.corruptLayer`.
    public func remake(_ absent: AbsentBlob) throws -> Bool {
        guard absent.layer.isCanonical, let encoding = try encoding(of: absent) else { return false }
        let work = try makeWorkDirectory()
        defer { work.remove() }
        let made = try encode(absent.layer, encoding, into: work)
        guard made.digest == absent.blob.digest else { return false }
        try database.write { connection in try keepBlob(made, connection) }
        return true
    }

    /// The encoding that a blob may be of; `nil` where another program made it for sure.
    private func encoding(of absent: AbsentBlob) throws -> LayerEncoding? {
        let recorded = try database.read { connection in
            try connection.first(
                "SELECT algorithm, level FROM encodings WHERE diff_id = ? AND digest = ?", absent.layer.diffID,
                absent.blob.digest
            ) { row in (name: row.text(0), level: row.integer(1)) }
        }
        if let recorded { return try LayerEncoding(named: recorded.name, level: Int(recorded.level)) }
        guard absent.blob.annotations[ChunkedFormat.tableDigest] != nil,
            let encoding = try LayerEncoding(named: "zstd:chunked"), try encodedLayer(absent.layer, encoding) == nil
        else { return nil }
        return encoding
    }

    /// Loads a blob whole and keeps it.
    ///
    /// - Throws: `.corruptBlob`, `.noSpace`; what the provider throws.
    public func load(_ absent: AbsentBlob, from provider: BlobProvider) async throws {
        let lock = try lockBlob(absent.blob.digest)
        defer { lock.release() }
        if try hasBlob(absent.blob.digest) { return }
        for _ in 0..<2 {
            let partial = try PartialBlob(absent.blob, in: directory)
            try partial.readKept { _ in }
            let kept = partial.count
            do { try await provider.fetch(absent.blob, kept) { try partial.append($0) } } catch {
                // What has come is gone on with.
                try? partial.write()
                throw error
            }
            try partial.write()
            if partial.isWhole() {
                return try database.write { connection in try keepBlob(partial.staged, connection) }
            }
            try partial.remove()
            // What was kept may have been damaged: then all of it comes again.
            if kept == 0 { break }
        }
        throw StorageError(
            .corruptBlob, "the bytes of the blob \(absent.blob.digest) that came do not have that digest",
            hint: "try again; if it stays so, it is broken where it comes from")
    }
}

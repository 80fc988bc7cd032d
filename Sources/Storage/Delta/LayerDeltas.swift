internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// The layers of an archive that are put together of deltas and of what the store has.
struct LayerDeltas {
    private let document: DeltaDocument
    private let store: Store
    private let parts: [Digest: DeltaDocument.Part]

    init(_ document: DeltaDocument, store: Store) {
        self.document = document
        self.store = store
        parts = Dictionary(document.parts.map { ($0.digest, $0) }) { first, _ in first }
    }

    /// Whether a blob is among them.
    func has(_ digest: Digest) -> Bool { parts[digest] != nil }

    /// The uncompressed archive of a layer, not verified; `nil` where it is no delta.
    ///
    /// - Throws: `.missingBlob`, `.missingBase`; `LayerArchiveError` while it is read.
    func open(_ digest: Digest, in archive: ArchiveMembers) throws -> (any ByteSource)? {
        guard let part = parts[digest] else { return nil }
        let delta = try BlobSupply.archive(archive).open(part.delta.digest)
        var places: [Int: DirectoryHandle] = [:]
        return DeltaSource(try DecompressingSource(delta)) { number, path in
            guard part.sources.indices.contains(number) else {
                throw StorageError(
                    .invalidArchive, "the delta of layer \(digest) counts on a layer that it does not name",
                    hint: "make the delta again")
            }
            let place = try places[number] ?? directory(of: part.sources[number])
            places[number] = place
            return FileSource(
                try whileDoing("reading \(String(decoding: path, as: UTF8.self)) of layer \(part.sources[number])") {
                    try place.openForReading(path)
                })
        }
    }

    /// Refuses images of which something is neither in the archive nor in the store, before anything is unpacked.
    ///
    /// - Throws: `.missingBase`.
    func requireBases(of images: [LoadableImage]) throws {
        let absent = Set(document.absent)
        for image in images {
            for (blob, diffID) in zip(image.manifest.value.layers, image.configuration.value.diffIDs) {
                if try store.layer(of: blob, diffID: diffID) != nil { continue }
                for source in parts[blob.digest]?.sources ?? [] { _ = try directory(of: source) }
                if absent.contains(DeltaDocument.Absent(digest: blob.digest, diffID: diffID)) { throw missing(diffID) }
            }
        }
    }

    private func directory(of diffID: Digest) throws -> DirectoryHandle {
        guard let layer = try store.layer(diffID: diffID), try store.hasDirectory(layer.id) else {
            throw missing(diffID)
        }
        return try whileDoing("reading layer \(diffID)") {
            try store.directory.openDirectory(Array("layers/\(layer.id.name)".utf8))
        }
    }

    private func missing(_ diffID: Digest) -> StorageError {
        let since = document.since.isEmpty ? "the image that it was made since" : document.since.joined(separator: ", ")
        return StorageError(
            .missingBase, "the delta leaves out layer \(diffID), which this store does not have",
            hint: "load \(since) first, then the delta; or save without --since")
    }
}

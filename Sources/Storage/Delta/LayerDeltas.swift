internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// The layers of an archive that are put together of deltas and of what the store has.
struct LayerDeltas {
    private let document: DeltaDocument
    private let store: Store
    private let parts: [Digest: DeltaDocument.Part]
    private let absent: Set<DeltaDocument.Absent>

    init(_ document: DeltaDocument, store: Store) {
        self.document = document
        self.store = store
        parts = Dictionary(document.parts.map { ($0.digest, $0) }) { first, _ in first }
        absent = Set(document.absent)
    }

    /// Whether a blob is among them.
    func has(_ digest: Digest) -> Bool { parts[digest] != nil }

    /// The uncompressed archive of a layer, not verified; `nil` where it is neither a delta nor left out.
    ///
    /// - Throws: `.missingBlob`, `.missingBase`; `LayerArchiveError` while it is read.
    func open(_ digest: Digest, in archive: ArchiveMembers) throws -> (any ByteSource)? {
        guard let part = parts[digest] else { return try archiveOfBase(digest) }
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
            return FileSource(try open(path, of: part.sources[number], in: place))
        }
    }

    /// Opens a file that a delta takes over. Devices and pipes of a layer are not opened: that alone may do something.
    private func open(_ path: [UInt8], of diffID: Digest, in place: DirectoryHandle) throws -> FileHandle {
        let name = String(decoding: path, as: UTF8.self)
        return try whileDoing("reading \(name) of layer \(diffID)") {
            guard try place.statusIfPresent(of: path)?.kind == .regular else {
                throw StorageError(
                    .missingBase, "the delta takes \(name) out of layer \(diffID), which has no such file",
                    hint: "`strata store check` tells whether the layer is damaged; or save without --since")
            }
            return try place.openForReading(path)
        }
    }

    /// The uncompressed archive of a layer that is left out and came here compressed; `nil` where that is not so.
    private func archiveOfBase(_ digest: Digest) throws -> (any ByteSource)? {
        guard absent.contains(DeltaDocument.Absent(digest: digest, diffID: digest)),
            let layer = try store.layer(diffID: digest), try store.hasBlob(layer.descriptor.digest)
        else { return nil }
        return try whileDoing("reading the blob \(layer.descriptor.digest)") {
            try DecompressingSource(
                FileSource(store.directory.openFile(Store.blobName(layer.descriptor.digest))))
        }
    }

    /// Refuses images of which something is neither in the archive nor in the store, before anything is unpacked.
    ///
    /// - Throws: `.missingBase`.
    func requireBases(of images: [LoadableImage]) throws {
        for image in images {
            // What lies below in the same image is there by the time that a delta is read.
            var below: Set<Digest> = []
            for (blob, diffID) in zip(image.manifest.value.layers, image.configuration.value.diffIDs) {
                defer { below.insert(diffID) }
                if try store.layer(of: blob, diffID: diffID) != nil { continue }
                for source in parts[blob.digest]?.sources ?? [] where !below.contains(source) {
                    _ = try directory(of: source)
                }
                if absent.contains(DeltaDocument.Absent(digest: blob.digest, diffID: diffID)),
                    try archiveOfBase(blob.digest) == nil
                {
                    throw try missing(diffID, as: blob.digest, of: image)
                }
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

    private var since: String {
        document.since.isEmpty ? "the image that it was made since" : document.since.joined(separator: ", ")
    }

    private func missing(_ diffID: Digest, of image: LoadableImage? = nil) -> StorageError {
        let choice = image?.index == nil ? "" : "; `load --platform` takes the image for one platform alone"
        return StorageError(
            .missingBase, "the delta leaves out layer \(diffID), which this store does not have",
            hint: "load \(since) first, then the delta; or save without --since\(choice)")
    }

    /// The bytes of another compression cannot be made of what is here.
    private func missing(_ diffID: Digest, as blob: Digest, of image: LoadableImage) throws -> StorageError {
        guard let layer = try store.layer(diffID: diffID), try store.hasDirectory(layer.id) else {
            return missing(diffID, of: image)
        }
        return StorageError(
            .missingBase,
            "the delta leaves out layer \(diffID) as the blob \(blob), which this store has as the blob "
                + "\(layer.descriptor.digest), compressed in another way",
            hint: "load \(since) as the other side has it, then the delta; or save without --since")
    }
}

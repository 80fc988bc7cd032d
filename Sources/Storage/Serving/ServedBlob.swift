internal import LayerArchive
public import LinuxSystem
public import OCI
internal import SystemPackage

/// A blob that can be handed out: one that is kept, or one that can be made of a layer.
public struct ServedBlob: Sendable {
    /// What it is.
    public let digest: Digest
    /// Its bytes.
    public let size: Int64

    enum Place: Sendable {
        case kept
        case staged
        /// A layer in an encoding, whose bytes are known, with what a manifest says of them.
        case made(Layer, LayerEncoding, annotations: [String: String])
    }

    let place: Place
    let store: Store

    /// It is made of a layer when it is opened.
    public var isMade: Bool { if case .made = place { true } else { false } }

    /// Its bytes as a file. What has to be made is made now, verified, and there for the next one who asks.
    ///
    /// - Throws: `.missingBlob` where it has gone meanwhile; `.noSpace`, `.corruptLayer`, `.corruptBlob`.
    public func open() throws -> FileHandle {
        do throws(SystemError) {
            switch place {
            case .kept: return try store.directory.openFile(Store.blobName(digest))
            case .staged: return try store.directory.openFile(StagedBlobs.name(digest))
            case .made: break
            }
        } catch {
            if !error.isNotFound { throw StorageError(error, doing: "reading the blob \(digest)") }
            throw StorageError(
                .missingBlob, "the blob \(digest) was removed from the store meanwhile", hint: "send it again",
                cause: error)
        }
        try make()
        return try whileDoing("reading the blob \(digest)") {
            try store.directory.openFile(StagedBlobs.name(digest))
        }
    }

    /// The layer that gives it when it is compressed again; others that want it at the same moment wait.
    private func make() throws {
        guard case .made(let layer, let encoding, let annotations) = place else { return }
        let lock = try store.lockBlob(digest)
        defer { lock.release() }
        if try StagedBlobs(store: store).size(of: digest) != nil { return }
        let work = try store.makeWorkDirectory()
        defer { work.remove() }
        let file = "\(work.name)/\(digest.hex)"
        try whileDoing("making the blob \(digest)") {
            let sink = FileSink(try store.directory.openFile(Array(file.utf8), OpenFlags.newFile, mode: 0o600))
            if encoding == .uncompressed {
                try store.writeTar(of: layer, to: sink)
            } else {
                let known = Descriptor(
                    mediaType: .ociLayer, digest: digest, size: size, annotations: annotations)
                try store.encode(layer, encoding, as: known, to: sink)
            }
            try store.directory.rename(Array(file.utf8), to: StagedBlobs.name(digest))
        }
    }
}

extension Store {
    /// A blob by its digest, wherever the store has it; `nil` where it has not.
    public func servedBlob(_ digest: Digest) throws -> ServedBlob? {
        let kept = try whileDoing("looking for the blob \(digest)") {
            try directory.statusIfPresent(of: Self.blobName(digest))
        }
        if let kept { return ServedBlob(digest: digest, size: kept.size, place: .kept, store: self) }
        if let size = try StagedBlobs(store: self).size(of: digest) {
            return ServedBlob(digest: digest, size: size, place: .staged, store: self)
        }
        return try madeBlob(digest)
    }

    /// A blob that is a layer's archive, compressed as it was before or not at all.
    private func madeBlob(_ digest: Digest) throws -> ServedBlob? {
        if let layer = try layer(diffID: digest), layer.isCanonical {
            let place = ServedBlob.Place.made(layer, .uncompressed, annotations: [:])
            return ServedBlob(digest: digest, size: layer.tarSize, place: place, store: self)
        }
        for made in try encodings(giving: digest) {
            // Of another encoder's version: those bytes cannot be made again.
            guard let encoding = try? LayerEncoding(named: made.name, level: made.level),
                encoding.encoder == made.encoder, let layer = try layer(diffID: made.diffID),
                let known = try encodedLayer(layer, encoding)
            else { continue }
            let place = ServedBlob.Place.made(layer, encoding, annotations: known.annotations)
            return ServedBlob(digest: digest, size: known.size, place: place, store: self)
        }
        return nil
    }

    private struct RecordedEncoding {
        let diffID: Digest
        let name: String
        let level: Int
        let encoder: String
    }

    private func encodings(giving digest: Digest) throws -> [RecordedEncoding] {
        try database.read { connection in
            try connection.query("SELECT diff_id, algorithm, level, encoder FROM encodings WHERE digest = ?", digest) {
                row throws(DatabaseError) in
                RecordedEncoding(
                    diffID: try row.digest(0), name: row.text(1), level: Int(row.integer(2)), encoder: row.text(3))
            }
        }
    }

    /// Removes a blob that nothing refers to. `nil` where it is not there, `false` where something refers to it.
    public func removeStagedBlob(_ digest: Digest) throws -> Bool? {
        if try StagedBlobs(store: self).remove(digest), try servedBlob(digest) == nil { return true }
        return try servedBlob(digest) == nil ? nil : false
    }

    /// Takes what was compressed for an image that goes out as blobs that can be served.
    func stageLayers(of image: OutgoingImage) throws {
        for blob in image.layers {
            guard case .staged(let staged, _) = blob.content else { continue }
            try whileDoing("keeping the blob \(staged.digest)") {
                try directory.rename(Array(staged.name.utf8), to: StagedBlobs.name(staged.digest))
            }
        }
    }
}

internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// The bytes of a layer as a manifest names them: the blob that is kept, or the archive made again.
extension Store {
    /// Writes the blob of a layer. Bytes that do not have the digest are an error, and what was written is worth nothing.
    ///
    /// - Throws: `.missingBlob`, `.corruptBlob`, `.corruptLayer`.
    func writeLayer(_ layer: Layer, as blob: Descriptor, to sink: any ByteSink) throws {
        DebugLog.note("store", "writing layer \(layer.id.name): \(blob.digest)")
        if try hasBlob(blob.digest) { return try writeBlob(blob.digest, to: sink) }
        guard layer.isMade(as: blob.digest) else {
            if try isLeftAway(blob.digest) {
                throw StorageError(
                    .missingBlob,
                    "the blob \(blob.digest) of layer \(layer.diffID) is not here, as the layer came by files or in another blob",
                    hint: "`strata store materialize IMAGE` loads it; then run the command again")
            }
            throw StorageError(
                .missingBlob, "the blob \(blob.digest) of layer \(layer.diffID) is missing from the store",
                hint: "load the image again; `strata store check` tells what else is missing")
        }
        try archive(layer, to: sink)
    }

    /// Writes the uncompressed archive of a layer, whatever its blob is.
    ///
    /// - Throws: `.missingBlob`, `.corruptBlob`, `.corruptLayer`.
    func writeTar(of layer: Layer, to sink: any ByteSink) throws {
        if layer.isCanonical { return try archive(layer, to: sink) }
        let blob = layer.descriptor.digest
        guard try hasBlob(blob) else { return try writeLayer(layer, as: layer.descriptor, to: sink) }
        let found = try whileDoing("reading the blob \(blob)") {
            try DecompressingSource(FileSource(directory.openFile(Self.blobName(blob)))).copyHashing(to: sink).digest
        }
        if found != layer.diffID { throw Self.damaged(blob) }
    }

    private func writeBlob(_ digest: Digest, to sink: any ByteSink) throws {
        let found = try whileDoing("reading the blob \(digest)") {
            try FileSource(directory.openFile(Self.blobName(digest))).copyHashing(to: sink).digest
        }
        if found != digest { throw Self.damaged(digest) }
    }

    private func archive(_ layer: Layer, to sink: any ByteSink) throws {
        let place: DirectoryHandle
        do throws(SystemError) { place = try directory.openDirectory(Array("layers/\(layer.id.name)".utf8)) } catch {
            if !error.isNotFound { throw StorageError(error, doing: "reading layer \(layer.id.name)") }
            throw StorageError(
                .missingLayer, "the directory of layer \(layer.diffID) is missing from the store",
                hint: "load or build the image again; `strata store check` tells what else is missing", cause: error)
        }
        let checks = try database.read { try Self.partChecks($0, of: layer.id) }
        if let checks {
            let found = try capture(layer, in: place).archiveChecking(to: sink)
            if found == checks { return }
            let part = zip(found.parts, checks.parts).prefix { $0 == $1 }.count
            throw Self.changed(layer, "its archive is another from MiB \(part) on")
        }
        let found = try capture(layer, in: place).archive(to: sink)
        if found != layer.diffID { throw Self.changed(layer, "it archives to \(found)") }
    }

    private static func changed(_ layer: Layer, _ found: String) -> StorageError {
        StorageError(
            .corruptLayer, "the directory of layer \(layer.diffID) has changed: \(found)",
            hint: "`strata store check` tells what else is damaged; build the image again with --no-cache")
    }

    private static func damaged(_ digest: Digest) -> StorageError {
        StorageError(
            .corruptBlob, "the bytes of the blob \(digest) do not have that digest",
            hint: "`strata store check` tells what else is damaged; load or build the image again")
    }

    /// Writes the blobs of images that are made on demand into the store, so that other tools can read the layers too
    /// (layer rule 5).
    ///
    /// - Throws: `.noSpace`, `.corruptLayer`.
    public func materialize(_ images: [Image]) throws {
        let work = try makeWorkDirectory()
        defer { work.remove() }
        for image in images {
            let blobs = try manifest(of: image).value.layers
            for (layer, blob) in zip(try layers(of: image), blobs) where try !hasBlob(blob.digest) {
                try Cancellation.check()
                let place = "\(work.name)/\(blob.digest.hex)"
                try whileDoing("writing the blob \(blob.digest)") {
                    let file = try directory.openFile(Array(place.utf8), OpenFlags.newFile, mode: 0o644)
                    try writeLayer(layer, as: blob, to: FileSink(file))
                }
                try database.write { connection in
                    try keepBlob(StagedBlob(digest: blob.digest, size: blob.size, name: place), connection)
                }
            }
        }
        try synchronize()
    }
}

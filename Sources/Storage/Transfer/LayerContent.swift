internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// The bytes of a layer as a manifest names them: the blob that is kept, or the archive made again.
extension Store {
    /// Writes the blob of a layer. Bytes that do not have the digest are an error, and what was written is worth nothing.
    ///
    /// - Throws: `.missingBlob`, `.corruptBlob`, `.corruptLayer`.
    func writeLayer(_ layer: Layer, as blob: Descriptor, to sink: any ByteSink) throws {
        if try hasBlob(blob.digest) {
            let digesting = DigestingSink(sink)
            try whileDoing("reading the blob \(blob.digest)") {
                _ = try FileSource(directory.openFile(Self.blobName(blob.digest))).copy(to: digesting)
            }
            if digesting.finalize() == blob.digest { return }
            throw StorageError(
                .corruptBlob, "the bytes of the blob \(blob.digest) do not have that digest",
                hint: "strata store check tells what else is damaged; load or build the image again")
        }
        guard blob.digest == layer.diffID, layer.isCanonical else {
            throw StorageError(
                .missingBlob, "the blob \(blob.digest) of layer \(layer.diffID) is missing from the store",
                hint: "load the image again; strata store check tells what else is missing")
        }
        let place = try whileDoing("reading layer \(layer.id.name)") {
            try directory.openDirectory(Array("layers/\(layer.id.name)".utf8))
        }
        let found = try capture(layer, in: place).capture(to: sink)
        if found.diffID == layer.diffID { return }
        throw StorageError(
            .corruptLayer, "the directory of layer \(layer.diffID) has changed: it archives to \(found.diffID)",
            hint: "strata store check tells what else is damaged; build the image again with --no-cache")
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

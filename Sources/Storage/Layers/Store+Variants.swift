internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// Directories of layers whose archives leave out parents, for other things below (layer rule 8).
extension Store {
    /// Unpacks the blob of a layer above some parents and keeps the directory; one that was made where the same was
    /// found below serves again.
    func unpackVariant(of layer: Layer, above stack: LayerStack, parents: Digest) throws -> String {
        let work = try makeWorkDirectory()
        defer { work.remove() }
        let view = try stack.layers.isEmpty ? nil : view(of: stack)
        var applier = LayerApplier(into: try DirectoryHandle.open(work.upper))
        applier.base = try view?.root()
        let blob = try whileDoing("reading the blob of layer \(layer.diffID)") {
            try directory.openFile(Self.blobName(layer.descriptor.digest))
        }
        let applied = try applier.apply(DecompressingSource(FileSource(blob)))
        guard applied.summary.diffID == layer.diffID, let facts = applied.baseFacts else {
            throw StorageError(
                .corruptLayer, "the blob of layer \(layer.diffID) does not unpack to that layer any more")
        }
        return try database.write { connection in
            let known = try VariantRecord.number(connection, layer: layer.id, facts: facts)
            let number = try known ?? VariantRecord.next(connection, layer: layer.id)
            let name = VariantRecord.name(layer.id, number)
            if try known == nil || !hasDirectory(named: name) { try keepDirectory(of: work, as: name) }
            try VariantRecord.insert(connection, layer: layer.id, parents: parents, facts: facts, number: number)
            return name
        }
    }

    /// Whether the bytes of a blob have the digest.
    func isBlobIntact(_ digest: Digest) throws -> Bool {
        guard try hasBlob(digest) else { return false }
        return try whileDoing("reading the blob \(digest)") {
            try DigestingSource(FileSource(directory.openFile(Self.blobName(digest)))).finalize() == digest
        }
    }
}

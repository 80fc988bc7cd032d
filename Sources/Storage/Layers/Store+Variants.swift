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
        let facts = try unpackBlob(of: layer, above: stack, into: work)
        return try database.write { connection in
            try keepVariant(of: layer.id, parents: parents, facts: facts, from: work, connection)
        }
    }

    /// Unpacks the blob of a layer above some parents into the `upper` of a work directory, and gives what it found below.
    func unpackBlob(of layer: Layer, above stack: LayerStack, into work: WorkDirectory) throws -> Digest {
        let view = try stack.layers.isEmpty ? nil : view(of: stack)
        var applier = LayerApplier(into: try DirectoryHandle.open(work.upper))
        applier.base = try view?.root()
        guard try hasBlob(layer.descriptor.digest) else {
            throw StorageError(
                .missingLayer, "the blob of layer \(layer.diffID), of which its directory is made, is missing",
                hint: "load the image again")
        }
        let blob = try whileDoing("reading the blob of layer \(layer.diffID)") {
            try directory.openFile(Self.blobName(layer.descriptor.digest))
        }
        let applied = try applier.apply(DecompressingSource(FileSource(blob)))
        guard applied.summary.diffID == layer.diffID, let facts = applied.baseFacts else {
            throw StorageError(
                .corruptLayer, "the blob of layer \(layer.diffID) does not unpack to that layer any more",
                hint: "load the image again: the blob is then replaced")
        }
        return facts
    }

    /// Takes a finished directory of a layer in, unless there is one made where the same was found below, and gives its
    /// name. The layer then counts as not flushed: a power cut may take the new directory.
    func keepVariant(
        of layer: LayerID, parents: Digest, facts: Digest, from work: WorkDirectory, _ connection: Connection
    ) throws -> String {
        let known = try VariantRecord.number(connection, layer: layer, facts: facts)
        let number = try known ?? VariantRecord.next(connection, layer: layer)
        let name = VariantRecord.name(layer, number)
        if try known == nil || !hasDirectory(named: name) {
            try keepDirectory(of: work, as: name)
            try connection.run("UPDATE layers SET boot = ? WHERE id = ?", Boot.current, layer.rawValue)
        }
        try VariantRecord.insert(connection, layer: layer, parents: parents, facts: facts, number: number)
        return name
    }

    /// Takes away all directories of a layer, which are made again of its blob, and marks the layer as safe. Nothing is
    /// done where another process has been here since the mark was read: it may use new directories already.
    func dropVariants(of layer: LayerID, markedBy boot: String) throws {
        let trash = try makeLockedDirectory()
        defer { trash.remove() }
        try whileDoing("removing the directories of layer \(layer.name)") {
            try database.write { connection in
                try connection.run(
                    "UPDATE layers SET boot = NULL WHERE id = ? AND boot = ?", layer.rawValue, boot)
                if connection.changedRows == 0 { return }
                for name in try VariantRecord.names(connection, of: layer) where try hasDirectory(named: name) {
                    try directory.rename(Array("layers/\(name)".utf8), to: Array("\(trash.name)/\(name)".utf8))
                }
            }
        }
    }

    /// Whether the layer has a kept blob that is not what was recorded any more.
    func hasLostBlob(_ layer: Layer) throws -> Bool {
        let isRecorded = try database.read { connection in
            try connection.integer("SELECT blob IS NOT NULL FROM layers WHERE id = ?", layer.id.rawValue) != 0
        }
        return try isRecorded && !isBlobIntact(layer.descriptor.digest)
    }

    /// Whether the bytes of a blob have the digest.
    func isBlobIntact(_ digest: Digest) throws -> Bool {
        guard try hasBlob(digest) else { return false }
        return try whileDoing("reading the blob \(digest)") {
            try DigestingSource(FileSource(directory.openFile(Self.blobName(digest)))).finalize() == digest
        }
    }
}

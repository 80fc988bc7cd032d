public import LayerArchive
internal import LinuxSystem
public import OCI

/// Looking layers up.
extension Store {
    /// The layer of a diff-id; `nil` where the store has none.
    public func layer(diffID: Digest) throws -> Layer? {
        let layer = try database.read { connection in try Self.layer(connection, diffID: diffID) }
        guard let layer else { return nil }
        return try verified(layer)
    }

    /// The layers of an image, bottom first.
    ///
    /// - Throws: `.missingLayer` where the store has lost one.
    public func layers(of image: Image) throws -> [Layer] {
        let layers = try database.read { connection in
            try connection.query(
                """
                SELECT \(Layer.columns) FROM image_layers JOIN layers ON layers.id = image_layers.layer
                WHERE image_layers.manifest = ? ORDER BY image_layers.position
                """, image.manifestDigest
            ) { row throws(DatabaseError) in try Layer(row: row) }
        }
        guard layers.count == image.layerCount else {
            throw StorageError(
                .missingLayer,
                "image \(image.id.short) has \(image.layerCount) layers, of which the store has \(layers.count)",
                hint: "load or build the image again; `strata store check` tells what else is missing")
        }
        return layers
    }

    /// Opens the archive that a layer came with, compressed or not, where it has been kept because the directory does not say all that
    /// it says; `nil` where archiving the directory gives the same, or the archive has not come.
    ///
    /// - Throws: `.noAccess`; what is returned throws `.missingBlob`.
    public func keptArchive(of layer: Layer) throws -> (@Sendable () throws -> any ByteSource)? {
        let blob = layer.descriptor.digest
        guard try !layer.isCanonical && hasBlob(blob) else { return nil }
        return {
            try whileDoing("reading the blob \(blob)") {
                let file = try self.directory.openFile(Self.blobName(blob))
                return FileRangeSource(file, offset: 0, count: try file.status().size)
            }
        }
    }

    static func layer(_ connection: Connection, diffID: Digest) throws(DatabaseError) -> Layer? {
        try connection.first("SELECT \(Layer.columns) FROM layers WHERE diff_id = ?", diffID) {
            row throws(DatabaseError) in try Layer(row: row)
        }
    }

    static func layer(_ connection: Connection, contentDigest: Digest) throws(DatabaseError) -> Layer? {
        try connection.first(
            "SELECT \(Layer.columns) FROM layers WHERE content_digest = ? AND is_canonical ORDER BY id LIMIT 1",
            contentDigest
        ) { row throws(DatabaseError) in try Layer(row: row) }
    }

    static func layer(_ connection: Connection, id: LayerID) throws(DatabaseError) -> Layer? {
        try connection.first("SELECT \(Layer.columns) FROM layers WHERE id = ?", id.rawValue) {
            row throws(DatabaseError) in try Layer(row: row)
        }
    }

    /// Marks layers as used now, so that no collection takes them from the present session.
    static func touch(_ connection: Connection, layers: [LayerID]) throws(DatabaseError) {
        for layer in layers {
            try connection.run("UPDATE layers SET touched = \(Connection.now) WHERE id = ?", layer.rawValue)
        }
    }
}

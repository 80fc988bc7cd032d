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

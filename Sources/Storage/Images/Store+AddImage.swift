public import OCI

/// Making images and naming them.
extension Store {
    /// Keeps an image that was built: writes its configuration and its manifest, then gives it its names.
    ///
    /// `diffIDs` of the configuration are set to those of the layers. Everything that the image needs is flushed to the
    /// disk before a name becomes visible, and all names become visible together. The same configuration and layers
    /// are the same image again. An image that loses a name to this one stays, unnamed.
    ///
    /// - Throws: `.noSpace`, `.missingLayer`, `.busy`.
    public func addImage(
        configuration: ImageConfiguration, layers: [Layer], references: [ImageReference],
        annotations: [String: String] = [:]
    ) throws -> Image {
        var configuration = configuration
        configuration.diffIDs = layers.map(\.diffID)
        let document = ConfigurationDocument(configuration)
        let manifest = Manifest(
            configuration: document.descriptor(mediaType: .ociConfiguration), layers: layers.map(\.descriptor),
            annotations: annotations)
        return try addImage(
            manifest: ManifestDocument(manifest), configuration: document, layers: layers, references: references)
    }

    /// Keeps an image whose documents are there already, byte for byte.
    ///
    /// It is in no list before it has its names: whoever prunes meanwhile would take it for one that lost them. What it needs is
    /// held by the session until then.
    ///
    /// - Throws: `.noSpace`, `.missingLayer`, `.busy`.
    public func addImage(
        manifest: ManifestDocument, configuration: ConfigurationDocument, layers: [Layer], references: [ImageReference]
    ) throws -> Image {
        try beginSession()
        if try !renewDocuments([manifest.digest, configuration.digest], layers) {
            let work = try makeLockedDirectory()
            defer { work.remove() }
            let blobs = try [stage(manifest.bytes, in: work), stage(configuration.bytes, in: work)]
            try database.write { connection in
                for blob in blobs { try keepBlob(blob, connection) }
                try Self.hold(layers, connection)
            }
        }
        try synchronize()
        return try name(manifest.digest, nil, references) { connection in
            try Self.hold(layers, connection)
            try Self.insert(connection, manifest, configuration.value, configuration.digest, layers)
        }
    }

    /// Whether the documents of an image are here already and whole: nothing need be written then, as in most builds of what has
    /// not changed. They and the layers count as used now.
    private func renewDocuments(_ digests: [Digest], _ layers: [Layer]) throws -> Bool {
        try database.write { connection in
            for digest in digests where try !renewBlob(digest, connection) { return false }
            try Self.hold(layers, connection)
            return true
        }
    }

    /// Gives an image one more name; another image that had it loses it. One that was found by an index is named with that.
    ///
    /// - Throws: `.noSuchImage` where the image is gone meanwhile; `.noSpace`.
    public func tag(_ image: Image, as reference: ImageReference) throws {
        try beginSession()
        try synchronize()
        _ = try name(image.manifestDigest, image.index?.digest, [reference])
    }

    /// Gives an image, with the index that leads to it, its names. What `prepare` records becomes visible together with them.
    func name(
        _ manifest: Digest, _ list: Digest?, _ references: [ImageReference],
        after prepare: (Connection) throws -> Void = { _ in }
    ) throws -> Image {
        let image = try database.write { connection in
            try prepare(connection)
            try Self.touch(connection, image: manifest)
            guard let image = try Self.image(connection, manifest: manifest) else {
                throw Self.noSuchImage(manifest.description)
            }
            var changes = 0
            for reference in references {
                let same = try Self.sameImage(connection, as: manifest, named: reference)
                let old = try Self.list(connection, named: reference)
                try connection.run(
                    """
                    INSERT INTO tags (reference, manifest, list) VALUES (?, ?, ?) ON CONFLICT (reference)
                    DO UPDATE SET manifest = excluded.manifest, list = excluded.list
                    WHERE manifest <> excluded.manifest OR list IS NOT excluded.list
                    """, reference.tagName, manifest, list)
                changes += connection.changedRows
                if let old, old != list { try Self.forgetShadowed(connection, list: old) }
                // Another manifest of the same image (its layers compressed otherwise) is no image of its own.
                if same != nil { try Self.removeUnnamed(connection, configuration: image.id) }
            }
            if changes > 0 { try Self.countTagChange(connection) }
            var named = try Self.image(connection, manifest: manifest)
            named?.index = try list.flatMap { list throws(DatabaseError) in
                try Self.indexDescriptor(list, connection)
            }
            return named
        }
        if !references.isEmpty { try rewriteIndexIfStale() }
        guard let image else { throw Self.noSuchImage(manifest.description) }
        return image
    }

    /// The other manifest of the same image that has a name.
    private static func sameImage(
        _ connection: Connection, as manifest: Digest, named reference: ImageReference
    ) throws(DatabaseError) -> Digest? {
        try connection.first(
            """
            SELECT old.manifest FROM tags JOIN images AS old USING (manifest) JOIN images AS new USING (configuration)
            WHERE reference = ? AND new.manifest = ? AND old.manifest <> new.manifest
            """, reference.tagName, manifest
        ) { row throws(DatabaseError) in try row.digest(0) }
    }

    /// Marks the layers of an image that is being made as used now.
    private static func hold(_ layers: [Layer], _ connection: Connection) throws {
        for layer in layers where try Self.layer(connection, id: layer.id) == nil {
            throw StorageError(
                .missingLayer, "layer \(layer.diffID) was removed from the store while an image of it was being made",
                hint: "run the same command again")
        }
        try touch(connection, layers: layers.map(\.id))
    }

    /// Records an image whose documents are kept. Inside a write transaction.
    static func insert(
        _ connection: Connection, _ manifest: ManifestDocument, _ configuration: ImageConfiguration,
        _ configurationDigest: Digest, _ layers: [Layer]
    ) throws {
        try connection.run(
            """
            INSERT INTO images (manifest, manifest_size, media_type, configuration, platform, created, byte_size, layer_count, touched)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, \(Connection.now))
            ON CONFLICT (manifest) DO UPDATE SET touched = excluded.touched, is_removed = 0
            """,
            manifest.digest, manifest.bytes.count, manifest.value.documentMediaType.rawValue, configurationDigest,
            configuration.platform.description, configuration.created?.description,
            layers.reduce(0) { $0 + $1.byteSize }, layers.count)
        for (position, layer) in layers.enumerated() {
            try connection.run(
                "INSERT OR REPLACE INTO image_layers VALUES (?, ?, ?, ?)", manifest.digest, position, layer.id.rawValue,
                manifest.value.layers[position].digest)
        }
        try touch(connection, image: manifest.digest)
    }
}

extension ImageReference {
    /// The key of a tag: the canonical name with its tag, without a digest.
    var tagName: String {
        let tagged = withDefaultTag()
        return "\(tagged.repository):\(tagged.tag ?? Self.defaultTag)"
    }
}

internal import OCI

/// Removing images because nothing needs them: whether that is so is asked again when they go.
extension Store {
    /// The images without a name that no container is made of, newest first; with `named` also those with one.
    public func unusedImages(named: Bool) throws -> [UnusedImage] {
        // What is used from now on has a number above all that is read here.
        try beginSession()
        // Before the images are read: a use in between shows when they are removed.
        let (uses, needed) = try database.read { connection in
            let uses = try connection.query(
                "SELECT configuration, max(touched) FROM images WHERE NOT is_removed GROUP BY configuration"
            ) { row throws(DatabaseError) in (try row.digest(0), row.integer(1)) }
            let needed = try connection.query(
                "SELECT DISTINCT configuration FROM containers JOIN images USING (manifest)"
            ) { row throws(DatabaseError) in try row.digest(0) }
            return (Dictionary(uniqueKeysWithValues: uses), Set(needed))
        }
        return try images().compactMap { image in
            guard named || image.references.isEmpty, !needed.contains(image.id) else { return nil }
            return uses[image.id].map { UnusedImage(image: image, touched: $0) }
        }
    }

    /// Removes an image with its names, if it still is as it was found. One that got or lost a name meanwhile, that a command uses or
    /// that a container is made of stays with all its names, and nothing is returned.
    ///
    /// - Throws: `.busy`, `.system`.
    public func removeImage(_ unused: UnusedImage) throws -> [ImageRemoval] {
        try untag(unused.image, unused.image.references, force: true) { connection in
            try Self.isUnchanged(unused, connection)
        }
    }

    private static func isUnchanged(_ unused: UnusedImage, _ connection: Connection) throws(DatabaseError) -> Bool {
        let image = unused.image
        let touched = try connection.integer(
            "SELECT max(touched) FROM images WHERE configuration = ? AND NOT is_removed", image.id)
        let isNeeded = try connection.integer(
            "SELECT EXISTS (SELECT 1 FROM containers JOIN images USING (manifest) WHERE configuration = ?)", image.id)
        if touched != unused.touched || isNeeded != 0 { return false }
        let names = try NamedTag.list(
            connection, where: "tags.manifest IN (SELECT manifest FROM images WHERE configuration = ?1)", image.id)
        return Set(names.map(\.reference.tagName)) == Set(image.references.map(\.tagName))
    }
}

internal import LinuxSystem
internal import OCI
internal import SystemPackage

/// Removing images.
extension Store {
    /// Removes a name, and with the last name the image; or an image by its ID, with its names. As `docker rmi`.
    ///
    /// Layers that another image or a cache record needs stay. An image with several names, or one that a container uses, is
    /// removed with `force` only; one that a running container uses is not. An image that a container still needs leaves the
    /// lists with its last name, and goes when the container does.
    ///
    /// - Throws: `.noSuchImage`, `.ambiguous`, `.conflict`.
    public func removeImage(named text: String, force: Bool = false) throws -> [ImageRemoval] {
        let image = try requireImage(named: text)
        let named = Self.reference(text, of: image)
        let rest = image.references.filter { $0 != named }
        if image.references.isEmpty { try refuseMember(image) }
        let users = try containers().filter { $0.image == image.id }
        if named != nil, !rest.isEmpty { return try untag(image, named.map { [$0] } ?? [], force: false) }
        if named != nil, !force, let user = users.first { throw Self.isReferenced(image, as: text, by: user) }
        if named != nil, force, users.contains(where: { $0.state == .running }) {
            _ = try untag(image, image.references, force: false)
        }
        try refuseConflict(image, users, force: force)
        return try untag(image, image.references, force: true)
    }

    /// Takes names away, and removes the image where that is wanted. Nothing goes where `isWanted`, asked in the transaction that
    /// would do it, says no.
    func untag(
        _ image: Image, _ names: [ImageReference], force removesImage: Bool,
        if isWanted: (Connection) throws -> Bool = { _ in true }
    ) throws -> [ImageRemoval] {
        let chains = removesImage ? try chainIDs(of: image) : []
        let (isDone, isGone) = try database.write { connection in
            guard try isWanted(connection) else { return (false, false) }
            for reference in names {
                let list = try Self.list(connection, named: reference)
                try connection.run("DELETE FROM tags WHERE reference = ?", reference.tagName)
                if let list, !removesImage { try Self.forgetShadowed(connection, list: list) }
            }
            if !names.isEmpty { try Self.countTagChange(connection) }
            if removesImage { try Self.removeUnnamed(connection, configuration: image.id) }
            // One that got a name meanwhile, or that an index with a name has, stays.
            let isThere = try connection.integer(
                "SELECT EXISTS (SELECT 1 FROM images WHERE configuration = ? AND NOT is_removed)", image.id)
            return (true, isThere == 0)
        }
        if !isDone { return [] }
        try rewriteIndexIfStale()
        var result = names.map { ImageRemoval.untagged($0) }
        guard removesImage, isGone else { return result }
        let gone = Set(try collectGarbage().layers)
        result.append(.deleted(image.id))
        result += try unusedChains(chains, gone: gone).map { .deleted($0) }
        return result
    }

    /// The tag that a text names, if it names one rather than an ID.
    private static func reference(_ text: String, of image: Image) -> ImageReference? {
        guard IdentifierPrefix(text)?.isExplicit != true, let reference = try? ImageReference(parsing: text),
            reference.digest == nil
        else { return nil }
        return image.references.first { $0.tagName == reference.tagName }
    }

    // MARK: - what docker refuses, in its words

    private static func isReferenced(_ image: Image, as text: String, by user: Container) -> StorageError {
        StorageError(
            .conflict,
            "conflict: unable to remove repository reference \"\(text)\" (must force) - container \(user.shortID) is using its "
                + "referenced image \(image.id.short)",
            hint: "remove the container first (`strata rm \(user.name)`), or use --force")
    }

    private func refuseMember(_ image: Image) throws {
        let name = try database.read { connection in
            try connection.first(
                "SELECT reference FROM tags WHERE list IN (SELECT list FROM index_images WHERE manifest = ?)",
                image.manifestDigest
            ) { $0.text(0) }
        }
        guard let name else { return }
        let shown = (try? ImageReference(parsing: name))?.familiar ?? name
        throw Self.conflict(
            image, "cannot be forced", "it is the image for \(image.platform) of the index \(shown)",
            hint: "remove the index: strata rmi \(shown)")
    }

    private func refuseConflict(_ image: Image, _ users: [Container], force: Bool) throws {
        if let user = users.first(where: { $0.state == .running }) {
            throw Self.conflict(
                image, "cannot be forced", "image is being used by running container \(user.shortID)",
                hint: "end the container \(user.name) first")
        }
        if force { return }
        if image.references.count > 1 {
            throw Self.conflict(
                image, "must be forced", "image is referenced in multiple repositories",
                hint: "remove its names one by one, or use --force")
        }
        if let user = users.first {
            throw Self.conflict(
                image, "must be forced", "image is being used by stopped container \(user.shortID)",
                hint: "remove the container first (`strata rm \(user.name)`), or use --force")
        }
    }

    private static func conflict(_ image: Image, _ force: String, _ why: String, hint: String) -> StorageError {
        StorageError(.conflict, "conflict: unable to delete \(image.id.short) (\(force)) - \(why)", hint: hint)
    }

    /// Deletes an image that has no name, with the indexes without a name that it is in; where a container needs it, it is only
    /// marked as removed.
    static func removeUnnamed(_ connection: Connection, configuration: Digest) throws(DatabaseError) {
        for list in try unnamedIndexes(connection, of: configuration) { try forgetIndex(connection, list: list) }
        try connection.run(
            """
            UPDATE images SET is_removed = 1
            WHERE configuration = ? AND NOT EXISTS (SELECT 1 FROM tags WHERE tags.manifest = images.manifest)
            AND manifest NOT IN (SELECT manifest FROM index_images)
            """, configuration)
        try forgetRemoved(connection)
    }

    /// Deletes the removed images that no container needs any more.
    static func forgetRemoved(_ connection: Connection) throws(DatabaseError) {
        try connection.run(
            """
            DELETE FROM images WHERE is_removed
            AND NOT EXISTS (SELECT 1 FROM containers WHERE containers.manifest = images.manifest)
            """)
    }

    /// The layers of an image, bottom first, each with the chain-id that it ends (image-spec, config.md, "Layer ChainID").
    private func chainIDs(of image: Image) throws -> [(chain: Digest, diffID: Digest)] {
        var result: [(chain: Digest, diffID: Digest)] = []
        for diffID in try database.read({ connection in try Self.diffIDs(connection, of: image.manifestDigest) }) {
            let chain = result.last.map { Digest.of("\($0.chain) \(diffID)") } ?? diffID
            result.append((chain, diffID))
        }
        return result
    }

    private static func diffIDs(_ connection: Connection, of manifest: Digest) throws(DatabaseError) -> [Digest] {
        try connection.query(
            """
            SELECT diff_id FROM image_layers JOIN layers ON layers.id = image_layers.layer
            WHERE image_layers.manifest = ? ORDER BY position
            """, manifest
        ) { row throws(DatabaseError) in try row.digest(0) }
    }

    /// What of a removed image docker would say is deleted, the top first: the chains that no other image has. A layer that other
    /// images have above other ones is there still; one that the build cache keeps is not named.
    private func unusedChains(_ chains: [(chain: Digest, diffID: Digest)], gone: Set<Digest>) throws -> [Digest] {
        let diffIDs = chains.map(\.diffID)
        return try database.read { connection in
            var result: [Digest] = []
            for position in chains.indices.reversed() {
                let users = try connection.query(
                    """
                    SELECT manifest FROM image_layers JOIN layers ON layers.id = image_layers.layer
                    WHERE diff_id = ?
                    """, diffIDs[position]
                ) { row throws(DatabaseError) in try row.digest(0) }
                let isUsed = try users.contains { manifest in
                    try Self.diffIDs(connection, of: manifest).starts(with: diffIDs[...position])
                }
                // What is used is so with all that is below it.
                if isUsed { break }
                if !users.isEmpty || gone.contains(diffIDs[position]) { result.append(chains[position].chain) }
            }
            return result
        }
    }
}

internal import LinuxSystem
internal import OCI
internal import SystemPackage

/// Removing images.
extension Store {
    /// Removes a name, and with the last name the image; or an image by its ID, with its names. As `docker rmi`.
    ///
    /// Layers that another image or a cache record needs stay. An image that a container uses keeps its layers: it is
    /// refused, or with `force` only loses its names.
    ///
    /// - Throws: `.noSuchImage`, `.ambiguous`, `.conflict`.
    public func removeImage(named text: String, force: Bool = false) throws -> [ImageRemoval] {
        let image = try requireImage(named: text)
        let named = Self.reference(text, of: image)
        if named == nil, !force, Set(image.references.map(\.repository)).count > 1 {
            throw StorageError(
                .conflict,
                "unable to delete \(image.id.short) (must be forced): the image has names in several repositories",
                hint: "remove its names one by one, or use --force")
        }
        let untagged = named.map { [$0] } ?? image.references
        let isLast = untagged.count == image.references.count
        if isLast, !force { try refuseUsed(image, as: named?.familiar ?? image.id.short) }
        let chains = isLast ? try chainIDs(of: image) : [:]
        let isGone = try database.write { connection in
            for reference in untagged {
                try connection.run(
                    "DELETE FROM tags WHERE reference = ? AND manifest = ?", reference.tagName, image.manifestDigest)
            }
            if !untagged.isEmpty { try Self.countTagChange(connection) }
            return try isLast && Self.removeUnnamed(connection, image.manifestDigest)
        }
        try rewriteIndexIfStale()
        var result = untagged.map { ImageRemoval.untagged($0) }
        if isGone {
            let gone = Set(try collectGarbage().layers)
            result.append(.deleted(image.id))
            result += chains.filter { gone.contains($0.value.diffID) }.sorted { $0.value.position > $1.value.position }
                .map { .deleted($0.key) }
        }
        return result
    }

    /// The tag that a text names, if it names one rather than an ID.
    private static func reference(_ text: String, of image: Image) -> ImageReference? {
        guard IdentifierPrefix(text)?.isExplicit != true, let reference = try? ImageReference(parsing: text),
            reference.digest == nil
        else { return nil }
        return image.references.first { $0.tagName == reference.tagName }
    }

    private func refuseUsed(_ image: Image, as name: String) throws {
        let users = try containers().filter { $0.manifestDigest == image.manifestDigest }
        guard let user = users.first(where: { $0.state == .running }) ?? users.first else { return }
        let state = user.state == .running ? "running container" : "container"
        throw StorageError(
            .conflict, "unable to remove \(name): \(state) \(user.name) (\(user.shortID)) uses the image",
            hint: "remove the container first (`strata rm \(user.name)`), or take the name away only (--force)")
    }

    /// Deletes an image that has no name and no container. False where it has got one.
    static func removeUnnamed(_ connection: Connection, _ manifest: Digest) throws(DatabaseError) -> Bool {
        try connection.run(
            """
            DELETE FROM images WHERE manifest = ?1 AND NOT EXISTS (SELECT 1 FROM tags WHERE manifest = ?1)
            AND NOT EXISTS (SELECT 1 FROM containers WHERE manifest = ?1)
            """, manifest)
        return connection.changedRows > 0
    }

    /// The chain-ids of an image (image-spec, config.md, "Layer ChainID"), with what they end in.
    private func chainIDs(of image: Image) throws -> [Digest: (diffID: Digest, position: Int)] {
        var result: [Digest: (diffID: Digest, position: Int)] = [:]
        var chain: Digest?
        let diffIDs = try database.read { connection in
            try connection.query(
                """
                SELECT diff_id FROM image_layers JOIN layers ON layers.id = image_layers.layer
                WHERE image_layers.manifest = ? ORDER BY position
                """, image.manifestDigest
            ) { row throws(DatabaseError) in try row.digest(0) }
        }
        for (position, diffID) in diffIDs.enumerated() {
            let next = chain.map { Digest.of("\($0) \(diffID)") } ?? diffID
            result[next] = (diffID, position)
            chain = next
        }
        return result
    }
}

internal import LinuxSystem
public import OCI
internal import Synchronization

/// Finding images.
extension Store {
    /// All images, newest first; of those made at the same moment, by name. A few queries, however many there are.
    ///
    /// Manifests of one configuration are one image: it has the names of all of them, and the manifest of the first name.
    /// Of an index there is the image that its name means here; the others, where nothing names them, are not in the list.
    public func images() throws -> [Image] {
        let hidden = try database.read { connection in try Self.hiddenMembers(connection) }
        var images = try imagesByManifest()
        if !hidden.isEmpty { images.removeAll { hidden.contains($0.manifestDigest) } }
        let identifiers = images.map(\.id).sorted()
        if zip(identifiers, identifiers.dropFirst()).allSatisfy(!=) { return images }
        var result: [Image] = []
        var places: [Digest: Int] = [:]
        for image in images {
            if let place = places[image.id] {
                result[place] = result[place].adding(image)
            } else {
                places[image.id] = result.count
                result.append(image)
            }
        }
        return result
    }

    /// All manifests, each with the names that are its own, in the order of `images()`.
    ///
    /// With `removed`, those too that were removed while a container needs them.
    public func imagesByManifest(withRemoved removed: Bool = false) throws -> [Image] {
        try database.read { connection in
            let tags = try NamedTag.list(connection, order: "tags.manifest, reference")
            var place = 0
            var names: [String] = []
            let images = try connection.query(
                "SELECT \(Image.columns) FROM images WHERE \(removed ? "TRUE" : "NOT is_removed") ORDER BY manifest"
            ) {
                row throws(DatabaseError) in
                let manifest = try row.digest(0)
                // Both are in the order of the manifests.
                while place < tags.count, tags[place].manifest < manifest { place += 1 }
                let end = tags[place...].firstIndex { $0.manifest != manifest } ?? tags.count
                names.append(place < end ? tags[place].name : "")
                defer { place = end }
                return try Image(row: row, tags: tags[place..<end])
            }
            return Self.newestFirst(images, names: names)
        }
    }

    /// Images, newest first; of those made at the same moment, by name.
    private static func newestFirst(_ images: [Image], names: [String]) -> [Image] {
        // Places are moved about, not images.
        let times = images.map { $0.created ?? .zero }
        let order = images.indices.sorted { left, right in
            if times[left] != times[right] { return times[left] > times[right] }
            return names[left] != names[right] ? names[left] < names[right] : left < right
        }
        return order.map { images[$0] }
    }

    /// The image ID of each name, by the name's full form. One query.
    public func imageIDsByName() throws -> [String: Digest] {
        let pairs = try database.read { connection in
            try connection.query("SELECT reference, configuration FROM tags JOIN images USING (manifest)") {
                row throws(DatabaseError) in (row.text(0), try row.digest(1))
            }
        }
        return Dictionary(pairs) { first, _ in first }
    }

    /// The image that a text names: `name[:tag][@digest]`, an image ID or the start of one, or a manifest's digest.
    ///
    /// A name comes before an ID that reads the same. `nil` where there is none. Within a session (`beginSession()`)
    /// the image and its layers are held.
    ///
    /// - Throws: `.ambiguous` where several image IDs begin so; `.badName` where the text is neither name nor ID.
    public func image(named text: String) throws -> Image? {
        let image = try find(text)
        DebugLog.note("store", "image \(text): \(image.map { "\($0.id)" } ?? "not there")")
        return image
    }

    private func find(_ text: String) throws -> Image? {
        let prefix = IdentifierPrefix(text)
        if prefix?.isExplicit != true {
            do {
                if let image = try image(ImageReference(parsing: text)) { return image }
            } catch let error as OCIError {
                if prefix == nil { throw StorageError(.badName, error.message, hint: error.hint, cause: error) }
            }
        }
        guard let prefix else { return nil }
        return try image(identifiedBy: prefix)
    }

    /// The image of a name; a name without tag and digest means `latest`.
    public func image(_ reference: ImageReference) throws -> Image? {
        let wanted = reference.withDefaultTag()
        return try found { connection in
            if let digest = wanted.digest { return try Self.place(ofDigest: digest, connection) }
            return try connection.query("SELECT manifest, list FROM tags WHERE reference = ?", wanted.description) {
                row throws(DatabaseError) in ImagePlace(manifest: try row.digest(0), list: try row.digestIfPresent(1))
            }
        }
    }

    /// The image that a text names.
    ///
    /// - Throws: `.noSuchImage`, `.ambiguous`, `.badName`.
    public func requireImage(named text: String) throws -> Image {
        guard let image = try image(named: text) else { throw Self.noSuchImage(text) }
        return image
    }

    static func noSuchImage(_ text: String) -> StorageError {
        StorageError(.noSuchImage, "No such image: \(shown(text))", hint: "`strata images` lists what the store has")
    }

    /// What was looked for, in docker's words: a name without a tag is one with `latest`.
    private static func shown(_ text: String) -> String {
        guard let reference = try? ImageReference(parsing: text) else { return text }  // an ID is no name
        return reference.withDefaultTag().familiar
    }

    /// Where a query found an image.
    private struct ImagePlace {
        let manifest: Digest
        /// The index that leads to it.
        var list: Digest?
    }

    /// The image whose manifest has a digest, or the one that an index of that digest means here.
    private static func place(ofDigest digest: Digest, _ connection: Connection) throws -> [ImagePlace] {
        try connection.query("SELECT manifest FROM images WHERE manifest = ? AND NOT is_removed", digest) {
            row throws(DatabaseError) in ImagePlace(manifest: try row.digest(0))
        }
            + connection.query("SELECT manifest, digest FROM indexes WHERE digest = ?", digest) {
                row throws(DatabaseError) in ImagePlace(manifest: try row.digest(0), list: try row.digest(1))
            }
            + connection.query(
                "SELECT manifest FROM sources JOIN images ON configuration = image WHERE sources.digest = ? AND NOT is_removed",
                digest
            ) { row throws(DatabaseError) in ImagePlace(manifest: try row.digest(0)) }
    }

    private func image(identifiedBy prefix: IdentifierPrefix) throws -> Image? {
        try found { connection in
            let (low, high) = Self.range(of: prefix.hex)
            let images = try connection.query(
                """
                SELECT \(Image.columns) FROM images WHERE configuration BETWEEN ? AND ? AND NOT is_removed
                ORDER BY (SELECT count(*) FROM tags WHERE tags.manifest = images.manifest) DESC, touched DESC
                """, low, high
            ) { row throws(DatabaseError) in try Image(row: row) }
            let matching = images.filter { prefix.matches($0.id) }
            let identifiers = Set(matching.map(\.id))
            if identifiers.count > 1 {
                throw StorageError(
                    .ambiguous, "\(prefix.hex) is the beginning of \(identifiers.count) image IDs",
                    hint: "give more digits: "
                        + identifiers.map { String($0.hex.prefix(prefix.hex.count + 4)) }.sorted().joined(
                            separator: ", "))
            }
            if !matching.isEmpty { return matching.map { ImagePlace(manifest: $0.manifestDigest) } }
            if let digest = prefix.digest { return try Self.place(ofDigest: digest, connection) }
            let lists = try connection.query(
                "SELECT manifest, digest FROM indexes WHERE digest BETWEEN ? AND ?", low, high
            ) { row throws(DatabaseError) in (try row.digest(0), try row.digest(1)) }
            let named = lists.filter { prefix.matches($0.1) }
            return named.count == 1 ? named.map { ImagePlace(manifest: $0.0, list: $0.1) } : []
        }
    }

    /// Completes the first image that a query finds, and holds it for the present session.
    private func found(_ find: (Connection) throws -> [ImagePlace]) throws -> Image? {
        let isHolding = session.withLock { $0 != nil }
        let look = { (connection: Connection) throws -> Image? in
            guard let place = try find(connection).first else { return nil }
            if isHolding {
                try Self.touch(connection, image: place.manifest)
                if let list = place.list { try Self.touch(connection, index: list) }
            }
            var image = try Self.withAllNames(Self.image(connection, manifest: place.manifest), connection)
            image?.index = try place.list.flatMap { list throws(DatabaseError) in
                try Self.indexDescriptor(list, connection)
            }
            return image
        }
        return isHolding ? try database.write(look) : try database.read(look)
    }

    /// An image with the names of all manifests that have its configuration.
    private static func withAllNames(_ image: Image?, _ connection: Connection) throws -> Image? {
        guard var image else { return nil }
        image.setNames(
            try NamedTag.list(
                connection, where: "tags.manifest IN (SELECT manifest FROM images WHERE configuration = ?1)", image.id)[
                    ...])
        return image
    }

    static func image(_ connection: Connection, manifest: Digest) throws -> Image? {
        let tags = try NamedTag.list(connection, where: "tags.manifest = ?1", manifest)
        return try connection.first("SELECT \(Image.columns) FROM images WHERE manifest = ?", manifest) {
            row throws(DatabaseError) in try Image(row: row, tags: tags[...])
        }
    }

    /// Marks an image with all that it consists of as used now.
    static func touch(_ connection: Connection, image manifest: Digest) throws(DatabaseError) {
        try connection.run("UPDATE images SET touched = \(Connection.now) WHERE manifest = ?", manifest)
        try connection.run(
            "UPDATE layers SET touched = \(Connection.now) WHERE id IN (SELECT layer FROM image_layers WHERE manifest = ?)",
            manifest)
    }

    /// The digests that begin with some hexadecimal digits, as bytes: a search in the index.
    private static func range(of hex: String) -> ([UInt8], [UInt8]) {
        let low = Digest(hex: hex + String(repeating: "0", count: max(0, 64 - hex.count)))
        let high = Digest(hex: hex + String(repeating: "f", count: max(0, 64 - hex.count)))
        return (low?.bytes ?? [], high?.bytes ?? [])
    }
}

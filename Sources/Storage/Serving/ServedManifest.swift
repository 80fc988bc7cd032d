public import LayerArchive
public import OCI

/// A manifest or an index that a registry hands out.
public struct ServedManifest: Sendable, Hashable {
    /// Its bytes.
    public let bytes: [UInt8]
    /// What it is.
    public let mediaType: MediaType
    /// The digest of the bytes.
    public let digest: Digest
}

/// What a tag of a repository stands for.
public enum ServedName: Sendable {
    /// A manifest that is handed out as it came.
    case manifest(Digest)
    /// An image of the store, which goes out as `push` would send it.
    case image(Image)
}

extension Store {
    /// What a name with a tag stands for; `nil` where it is not there.
    public func servedName(_ reference: ImageReference) throws -> ServedName? {
        if let image = try image(reference) {
            let digest = image.indexes[reference]?.digest ?? image.index?.digest ?? image.manifestDigest
            let isPushed = try database.read { connection in
                try connection.integer("SELECT EXISTS (SELECT 1 FROM kept_manifests WHERE digest = ?)", digest) != 0
            }
            return isPushed ? .manifest(digest) : .image(image)
        }
        let kept = try database.read { connection in
            try connection.first(
                "SELECT digest FROM kept_tags WHERE repository = ? AND tag = ?", reference.repository.description,
                reference.tag ?? ImageReference.defaultTag
            ) { row throws(DatabaseError) in try row.digest(0) }
        }
        return kept.map { .manifest($0) }
    }

    /// A manifest of a repository by its digest: one that was sent there, or one that a tag of the repository leads to.
    ///
    /// - Throws: `.corruptBlob`.
    public func servedManifest(_ digest: Digest, in repository: RepositoryName) throws -> ServedManifest? {
        guard try isServed(digest, in: repository), let bytes = try blobIfPresent(digest) else { return nil }
        return try ServedManifest(bytes: bytes, mediaType: type(of: bytes, digest), digest: digest)
    }

    private func isServed(_ digest: Digest, in repository: RepositoryName) throws -> Bool {
        let (low, high) = repository.tagRange
        return try database.read { connection in
            try connection.integer(
                """
                SELECT EXISTS (SELECT 1 FROM kept_manifests WHERE repository = ?1 AND digest = ?2
                    AND (kind = 'other' OR digest IN (SELECT manifest FROM images WHERE NOT is_removed)
                        OR digest IN (SELECT digest FROM indexes)))
                OR EXISTS (SELECT 1 FROM tags WHERE reference > ?3 AND reference < ?4 AND (manifest = ?2 OR list = ?2
                    OR list IN (SELECT list FROM index_images WHERE manifest = ?2)
                    OR list IN (SELECT list FROM index_blobs WHERE blob = ?2)))
                """, repository.description, digest, low, high) != 0
        }
    }

    /// What a document is: by its own word, by what its client said, or by its form.
    private func type(of bytes: [UInt8], _ digest: Digest) throws -> MediaType {
        let said = try database.read { connection in
            try connection.first("SELECT media_type FROM kept_manifests WHERE digest = ?", digest) { $0.text(0) }
        }
        return try said.map { MediaType($0) } ?? PushedManifest(bytes: bytes, mediaType: nil).mediaType
    }

    /// The documents of an image as `push` sends them, what a name stands for last. Layers that were compressed for it can be served
    /// from then on.
    ///
    /// Of an index whose images are not all here, the image for here alone.
    ///
    /// - Throws: as `outgoing(_:named:encoding:isAlone:progress:)`.
    public func servedManifests(
        of image: Image, named reference: ImageReference, encoding: LayerEncoding
    ) async throws -> [ServedManifest] {
        var departure = try departure(of: image, named: reference, encoding: encoding)
        if !departure.absent.isEmpty {
            departure = try self.departure(of: image, named: reference, encoding: encoding, isAlone: true)
        }
        let outgoing = try await departure.compressed()
        try stageLayers(of: outgoing)
        return outgoing.manifests.map {
            ServedManifest(bytes: $0.bytes, mediaType: $0.descriptor.mediaType, digest: $0.descriptor.digest)
        }
    }
}

extension RepositoryName {
    /// The texts between which the keys of its tags are.
    var tagRange: (low: String, high: String) { ("\(self):", "\(self);") }
}

extension Store {
    /// Whether an image can go out without a layer being compressed first.
    public func isEncoded(_ image: Image, named reference: ImageReference, encoding: LayerEncoding) throws -> Bool {
        let index = try ExportPlan.index(of: image, named: reference).map { try self.index($0) }
        return try (index?.images ?? [image]).allSatisfy { member in
            try zip(layers(of: member), manifest(of: member).value.layers).allSatisfy { layer, kept in
                try !layer.isMade(as: kept.digest) || encodedLayer(layer, encoding) != nil
            }
        }
    }
}

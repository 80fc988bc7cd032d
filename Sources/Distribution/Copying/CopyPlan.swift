import OCI
import Storage

/// The manifests that a copy moves; what one of them names comes before it.
struct CopyPlan {
    /// The manifest or index that gets the name.
    var root: RawManifest
    /// All below it.
    var members: [RawManifest] = []
    /// What refers to one of these, or to each other.
    var referrers: [RawManifest] = []

    private var known: Set<Digest> = []
    private let origin: any ImageOrigin
    private let capability: DestinationCapability

    /// Indexes in each other.
    private static let maximumDepth = 4
    /// So many manifests are in no image; whoever has more would be read for ever.
    private static let maximumCount = 4096

    /// Reads with `members` all manifests below one, and with `referrers` those that refer to them.
    init(
        _ root: RawManifest, of origin: any ImageOrigin, members isWhole: Bool, referrers wanted: Bool,
        _ capability: DestinationCapability
    ) async throws {
        (self.root, self.origin, self.capability) = (root, origin, capability)
        known = [root.descriptor.digest]
        if isWhole { try await add(below: root, depth: 0, to: \.members) }
        guard wanted, capability.referrers else { return }
        var subjects = [root.descriptor.digest] + members.map(\.descriptor.digest)
        while let subject = subjects.popLast() {
            for descriptor in try await origin.referrers(of: subject) where !known.contains(descriptor.digest) {
                try await add(descriptor, depth: 1, to: \.referrers)
                subjects.append(descriptor.digest)
            }
        }
    }

    /// The blobs of a manifest that are to be moved: not those that lie elsewhere for everybody.
    ///
    /// - Throws: `StorageError` with `invalidArchive` for a layer that the destination cannot leave elsewhere.
    static func blobs(of manifest: RawManifest, _ capability: DestinationCapability) throws -> [Descriptor] {
        guard manifest.descriptor.mediaType.isManifest else { return [] }
        let document = try ManifestDocument(bytes: manifest.bytes).value
        return try ([document.configuration] + document.layers).filter { blob in
            guard blob.mediaType.isNondistributable else { return true }
            if capability.foreignLayers, !blob.urls.isEmpty { return false }
            throw StorageError(
                .invalidArchive, "the layer \(blob.digest) is not handed on by registries (\(blob.mediaType))",
                hint:
                    "such layers are of Windows images, and come from where their maker says; no Linux image needs one")
        }
    }

    private mutating func add(
        _ member: Descriptor, depth: Int, to place: WritableKeyPath<CopyPlan, [RawManifest]>
    ) async throws {
        guard known.insert(member.digest).inserted else { return }
        guard depth <= Self.maximumDepth, known.count <= Self.maximumCount else {
            throw StorageError(
                .invalidArchive,
                "\(root.descriptor.digest) has more indexes in each other, or more manifests, than are copied",
                hint: "no image needs so many")
        }
        let manifest = try await origin.manifest(member)
        try await add(below: manifest, depth: depth, to: place)
        self[keyPath: place].append(manifest)
    }

    private mutating func add(
        below manifest: RawManifest, depth: Int, to place: WritableKeyPath<CopyPlan, [RawManifest]>
    ) async throws {
        let type = manifest.descriptor.mediaType
        if type.isIndex {
            for entry in try IndexDocument(bytes: manifest.bytes).value.manifests {
                try await add(entry, depth: depth + 1, to: place)
            }
            return
        }
        guard type.isManifest else {
            throw StorageError(
                .invalidArchive, "\(manifest.descriptor.digest) is of the type \(type), which is not copied",
                hint: type == .dockerManifestSchema1
                    ? "it is of the form of 2015: pull and push it with an older docker" : nil)
        }
        _ = try Self.blobs(of: manifest, capability)
    }
}

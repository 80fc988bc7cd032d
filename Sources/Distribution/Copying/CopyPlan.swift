import OCI
import Storage

/// What a copy moves: manifests, what one names before it, and their blobs, each once.
struct CopyPlan {
    /// The manifest or index that gets the name.
    let root: RawManifest
    /// All others.
    private(set) var others: [RawManifest] = []
    private(set) var blobs: [Descriptor] = []

    private var known: Set<Digest> = []
    private let origin: any ImageOrigin
    private let capability: DestinationCapability

    /// Indexes in each other.
    private static let maximumDepth = 4
    /// So many manifests are in no image; whoever has more would be read for ever.
    private static let maximumCount = 4096

    /// Reads all manifests below one, and with `all` those that refer to them.
    init(
        _ root: RawManifest, of origin: any ImageOrigin, referrers: Bool, _ capability: DestinationCapability
    ) async throws {
        (self.root, self.origin, self.capability) = (root, origin, capability)
        known = [root.descriptor.digest]
        var subjects = [root.descriptor.digest]
        try await add(root, depth: 0, &subjects)
        guard referrers, capability.referrers else { return }
        while let subject = subjects.popLast() {
            for descriptor in try await origin.referrers(of: subject) {
                try await add(member: descriptor, depth: 1, &subjects)
            }
        }
    }

    private mutating func add(member: Descriptor, depth: Int, _ subjects: inout [Digest]) async throws {
        guard known.insert(member.digest).inserted else { return }
        guard depth <= Self.maximumDepth, known.count <= Self.maximumCount else {
            throw StorageError(
                .invalidArchive,
                "\(root.descriptor.digest) has more indexes in each other, or more manifests, than are copied",
                hint: "no image needs so many")
        }
        let manifest = try await origin.manifest(member)
        try await add(manifest, depth: depth, &subjects)
        others.append(manifest)
        subjects.append(member.digest)
    }

    private mutating func add(_ manifest: RawManifest, depth: Int, _ subjects: inout [Digest]) async throws {
        let type = manifest.descriptor.mediaType
        if type.isIndex {
            for entry in try IndexDocument(bytes: manifest.bytes).value.manifests {
                try await add(member: entry, depth: depth + 1, &subjects)
            }
            return
        }
        guard type.isManifest else {
            throw StorageError(
                .invalidArchive, "\(manifest.descriptor.digest) is of the type \(type), which is not copied",
                hint: type == .dockerManifestSchema1
                    ? "it is of the form of 2015: pull and push it with an older docker" : nil)
        }
        let document = try ManifestDocument(bytes: manifest.bytes).value
        for blob in [document.configuration] + document.layers { try add(blob) }
    }

    private mutating func add(_ blob: Descriptor) throws {
        if blob.mediaType.isNondistributable {
            // Whoever needs it loads it from where its maker says.
            if capability.foreignLayers, !blob.urls.isEmpty { return }
            throw StorageError(
                .invalidArchive, "the layer \(blob.digest) is not handed on by registries (\(blob.mediaType))",
                hint:
                    "such layers are of Windows images, and come from where their maker says; no Linux image needs one")
        }
        if known.insert(blob.digest).inserted { blobs.append(blob) }
    }
}

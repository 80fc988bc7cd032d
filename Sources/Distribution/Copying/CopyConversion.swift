import LayerArchive
import LinuxSystem
import OCI
import Storage

/// Changes what a plan moves into another form: layers, the manifests that name them, and what names these.
struct CopyConversion {
    private let form: CopyForm
    private let read: @Sendable (Descriptor, ByteTaker) async throws -> Void
    private let work: () throws -> WorkDirectory
    /// Layers that were compressed, by what they were.
    private var encoded: [Digest: EncodedBlob] = [:]
    /// Manifests that are others now, by what they were.
    private(set) var renamed: [Digest: Descriptor] = [:]
    /// Blobs that the origin does not have.
    private(set) var own: [Digest: CopyBlob.Content] = [:]

    /// - Parameters:
    ///   - read: Hands a blob of the origin on, verified.
    ///   - work: Where layers are compressed.
    init(
        _ form: CopyForm, work: @escaping () throws -> WorkDirectory,
        read: @escaping @Sendable (Descriptor, ByteTaker) async throws -> Void
    ) {
        (self.form, self.work, self.read) = (form, work, read)
    }

    /// Changes a plan. What refers to a manifest that is another now stays behind: it names that by its digest.
    mutating func convert(_ plan: inout CopyPlan) async throws {
        try await encode(layers(of: plan.members + [plan.root]))
        for index in plan.members.indices where plan.members[index].descriptor.mediaType.isManifest {
            plan.members[index] = try converted(plan.members[index])
        }
        for index in plan.members.indices where plan.members[index].descriptor.mediaType.isIndex {
            plan.members[index] = try await converted(index: plan.members[index], &plan.members)
        }
        plan.root =
            plan.root.descriptor.mediaType.isIndex
            ? try await converted(index: plan.root, &plan.members) : try converted(plan.root)
        if !renamed.isEmpty { plan.referrers = [] }
    }

    // MARK: layers

    private func layers(of manifests: [RawManifest]) throws -> [Descriptor] {
        var found: Set<Digest> = []
        return try manifests.filter { $0.descriptor.mediaType.isManifest }.flatMap { manifest in
            try ManifestDocument(bytes: manifest.bytes).value.layers.filter {
                form.encodes($0) && found.insert($0.digest).inserted
            }
        }
    }

    private mutating func encode(_ layers: [Descriptor]) async throws {
        guard let encoding = form.encoding, !layers.isEmpty else { return }
        let (work, read) = (try work(), read)
        // Each takes a processor.
        let blobs = try await layers.map(atOnce: 2) { layer in
            try await EncodedBlob.make(encoding, in: work) { try await read(layer, $0) }
        }
        for (layer, blob) in zip(layers, blobs) { encoded[layer.digest] = blob }
    }

    // MARK: manifests

    private mutating func converted(_ manifest: RawManifest) throws -> RawManifest {
        let kept = try ManifestDocument(bytes: manifest.bytes).value
        var changed = kept
        for index in changed.layers.indices {
            guard let blob = encoded[changed.layers[index].digest], let encoding = form.encoding else { continue }
            let isDocker = changed.layers[index].mediaType.isDocker
            changed.layers[index].mediaType =
                isDocker ? encoding.compression.dockerMediaType : encoding.compression.ociMediaType
            (changed.layers[index].digest, changed.layers[index].size) = (blob.digest, blob.size)
            own[blob.digest] = .encoded(blob)
        }
        changed = try form.applied(to: changed, of: manifest.descriptor.mediaType)
        if changed == kept { return manifest }
        let document = ManifestDocument(changed)
        return note(manifest, RawManifest(document.bytes, mediaType: document.value.documentMediaType))
    }

    private mutating func converted(
        index manifest: RawManifest, _ members: inout [RawManifest]
    ) async throws -> RawManifest {
        let kept = try IndexDocument(bytes: manifest.bytes).value
        var changed = kept
        for place in changed.manifests.indices {
            let entry = changed.manifests[place]
            if entry.annotations[AnnotationKey.dockerReferenceDigest] != nil {
                changed.manifests[place] = try await renamedAttestation(entry, &members)
            } else if let new = renamed[entry.digest] {
                changed.manifests[place].mediaType = new.mediaType
                (changed.manifests[place].digest, changed.manifests[place].size) = (new.digest, new.size)
            }
        }
        if form.changes(manifest.descriptor.mediaType) {
            changed.mediaType = form.types == .docker ? .dockerManifestList : .ociIndex
        }
        if changed == kept { return manifest }
        let document = IndexDocument(changed)
        return note(manifest, RawManifest(document.bytes, mediaType: document.value.documentMediaType))
    }

    /// An attestation about an image that is another now: it has to name that one.
    private mutating func renamedAttestation(
        _ entry: Descriptor, _ members: inout [RawManifest]
    ) async throws -> Descriptor {
        let digest = renamed[entry.digest]?.digest ?? entry.digest
        guard let place = members.firstIndex(where: { $0.descriptor.digest == digest }) else { return entry }
        var blobs = [digest: members[place].bytes]
        for blob in try CopyPlan.blobs(of: members[place], DestinationCapability()) {
            var bytes: [UInt8] = []
            try await read(blob) { bytes.append(contentsOf: $0) }
            blobs[blob.digest] = bytes
        }
        var now = entry
        (now.digest, now.size) = (digest, Int64(members[place].bytes.count))
        now.mediaType = members[place].descriptor.mediaType
        let known = blobs
        var attestation = try Attestation(now) { digest in
            guard let bytes = known[digest] else {
                throw StorageError(.missingBlob, "the attestation \(entry.digest) names \(digest), which is not there")
            }
            return bytes
        }
        try attestation.rename(renamed)
        for (descriptor, bytes) in attestation.blobs {
            if descriptor.digest == attestation.descriptor.digest {
                members[place] = RawManifest(bytes, mediaType: attestation.descriptor.mediaType)
            } else {
                own[descriptor.digest] = .bytes(bytes)
            }
        }
        return attestation.descriptor
    }

    private mutating func note(_ old: RawManifest, _ new: RawManifest) -> RawManifest {
        renamed[old.descriptor.digest] = new.descriptor
        return new
    }
}

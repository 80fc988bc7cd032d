public import LayerArchive
internal import LinuxSystem
public import OCI

extension Store {
    /// Looks what of an image has to be done before it can be sent under a name: with the index that the name stands for, or
    /// alone.
    ///
    /// Layers that Strata made are compressed; what comes out is recorded, so that the next time only the digest is needed.
    /// Everything else goes as it came.
    ///
    /// - Parameter isAlone: The image goes without its index.
    /// - Throws: `.noSpace`, `.missingBlob`.
    public func departure(
        of image: Image, named reference: ImageReference, encoding: LayerEncoding, isAlone: Bool = false
    ) throws -> Departure {
        try beginSession()
        let image = isAlone ? image.alone : image
        let index = try ExportPlan.index(of: image, named: reference).map { try self.index($0) }
        var departure = Departure(image: image, reference: reference, encoding: encoding, store: self)
        departure.absent = try index.map { try absent(from: $0) } ?? []
        for member in index?.images ?? [image] {
            let blobs = try manifest(of: member).value.layers
            for (layer, blob) in zip(try layers(of: member), blobs) { try departure.add(layer, blob) }
        }
        return departure
    }

    /// Makes an image ready to be sent, with all its layers compressed, two at once.
    ///
    /// - Parameter progress: Called with the diff-id of a layer that is about to be compressed.
    /// - Throws: `.noSpace`, `.missingBlob`, `.corruptLayer`; `CancellationError`.
    public func outgoing(
        _ image: Image, named reference: ImageReference, encoding: LayerEncoding, isAlone: Bool = false,
        progress: @escaping @Sendable (Digest) -> Void = { _ in }
    ) async throws -> OutgoingImage {
        try await departure(of: image, named: reference, encoding: encoding, isAlone: isAlone).compressed(progress)
    }

    /// The entries of an index that are not here.
    private func absent(from index: StoredIndex) throws -> [Descriptor] {
        let runnable = index.document.value.runnable
        return try index.document.value.manifests.filter { entry in
            if index.images.contains(where: { $0.manifestDigest == entry.digest }) { return false }
            let isAttestation = entry.mediaType.isManifest && !runnable.contains(entry)
            return try !(isAttestation && hasBlob(entry.digest))
        }
    }
}

/// An image, or an index with its images, that is about to be sent.
public struct Departure: Sendable {
    /// The diff-ids of all layers, each once.
    public private(set) var layers: [Digest] = []
    /// The layers whose blobs are known.
    public private(set) var known: [OutgoingImage.Blob] = []
    /// The layers that have to be compressed. Those that are not sent while that is done lie in a work directory that goes with the
    /// value.
    public private(set) var unknown: [CompressedLayer] = []
    /// Entries of the index that the store does not have.
    public fileprivate(set) var absent: [Descriptor] = []

    let image: Image
    let reference: ImageReference
    let encoding: LayerEncoding
    let store: Store
    private var work: WorkDirectory?

    fileprivate init(image: Image, reference: ImageReference, encoding: LayerEncoding, store: Store) {
        (self.image, self.reference, self.encoding, self.store) = (image, reference, encoding, store)
    }

    fileprivate mutating func add(_ layer: Layer, _ kept: Descriptor) throws {
        if layers.contains(layer.diffID) { return }
        layers.append(layer.diffID)
        guard layer.isMade(as: kept.digest) else {
            return known.append(.init(descriptor: kept, content: .layer(layer), store: store))
        }
        if let made = try store.encodedLayer(layer, encoding) {
            let blob = Descriptor(
                mediaType: encoding.compression.ociMediaType, digest: made.digest, size: made.size,
                annotations: made.annotations)
            return known.append(.init(descriptor: blob, content: .encoded(layer, encoding), store: store))
        }
        let place = try work ?? store.makeWorkDirectory()
        work = place
        unknown.append(CompressedLayer(layer, encoding, of: store, into: place))
    }

    /// Compresses all layers, two at once, and makes the documents that name what came out.
    ///
    /// - Parameter progress: Called with the diff-id of a layer that is about to be compressed.
    /// - Throws: `.noSpace`, `.corruptLayer`; `CancellationError`.
    func compressed(_ progress: @escaping @Sendable (Digest) -> Void = { _ in }) async throws -> OutgoingImage {
        try await unknown.forEach(atOnce: 2) { layer in
            progress(layer.diffID)
            try layer.compress()
        }
        return try outgoing()
    }

    /// The image with all its documents, when all layers are compressed.
    ///
    /// - Throws: `.missingBlob`.
    public func outgoing() throws -> OutgoingImage {
        let prepared = Dictionary(
            uniqueKeysWithValues: unknown.compactMap { layer in layer.staged.map { (layer.diffID, $0) } })
        let plan = try ExportPlan(
            [(image, [reference])], .own(encoding), ManifestForm(), in: store, prepared: prepared
        ) { preconditionFailure("all layers are known") }
        guard let item = plan.items.first else { preconditionFailure("one image is one item") }
        return OutgoingImage(plan, item, of: store, work)
    }
}

extension OutgoingImage {
    fileprivate init(_ plan: ExportPlan, _ item: ExportPlan.Item, of store: Store, _ work: WorkDirectory?) {
        var documents: [Blob] = []
        var manifests: [(bytes: [UInt8], descriptor: Descriptor)] = []
        for blob in plan.documents {
            guard case .bytes(let bytes) = blob.content else { continue }
            if blob.descriptor.mediaType.isManifest || blob.descriptor.mediaType.isIndex {
                manifests.append((bytes, blob.descriptor))
            } else {
                documents.append(.init(descriptor: blob.descriptor, content: blob.content, store: store))
            }
        }
        self.documents = documents
        // An index names what stands beside it.
        self.manifests =
            manifests.filter { !$0.descriptor.mediaType.isIndex } + manifests.filter { $0.descriptor.mediaType.isIndex }
        layers = plan.layers.map { .init(descriptor: $0.descriptor, content: $0.content, store: store) }
        descriptor = item.descriptor
        self.work = work
    }
}

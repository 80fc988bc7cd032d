internal import LayerArchive
internal import LinuxSystem
public import OCI
internal import SystemPackage

/// Layers that come from elsewhere, each byte once.
extension Store {
    /// Has the layers of an image in the store: those that are not there are received, verified and unpacked at the same time.
    ///
    /// Several layers come at once, in any order; memory is bounded by a few megabytes for each. A layer is seen by nobody
    /// before its blob has the digest and the size of its descriptor and unpacks to the diff-id of the configuration. Where
    /// others bring the same blob at the same moment, one of all does and the others wait. What has come of a blob when the
    /// call ends early is kept for a day, and the next call goes on there.
    ///
    /// - Parameters:
    ///   - count: How many layers come at once.
    ///   - sparesBlobs: A layer that the store has out of another blob is taken as it is: the files are the same, and the blob
    ///     can be had later from where the image comes from if somebody wants the image handed on as it is.
    ///   - progress: Called from any thread, and for one layer in order.
    /// - Throws: `.corruptBlob`, `.noSpace`; `LayerArchiveError` for a layer that cannot be unpacked; what the provider throws.
    public func receive(
        _ image: IncomingImage, from provider: BlobProvider, atOnce count: Int = 3, sparesBlobs: Bool = false,
        progress: @escaping @Sendable (Descriptor, LayerProgress) -> Void = { _, _ in }
    ) async throws -> [Layer] {
        try beginSession()
        let flush = try beginFlush()
        defer { flush.stop() }
        let bottom = image.layers.first?.diffID
        try await image.layers.forEach(atOnce: count) { layer in
            let receiver = LayerReceiver(
                store: self, layer: layer, provider: provider, sparesBlobs: sparesBlobs, progress: progress)
            _ = try await receiver.receive(above: layer.diffID == bottom ? [] : nil)
        }
        return try await complete(image, from: provider, sparesBlobs, progress)
    }

    /// What is unpacked has to be on the disk before its image gets its name: most of it is by then.
    func beginFlush() throws -> BackgroundFlush {
        try whileDoing("opening the store in \(root)") {
            BackgroundFlush(of: try FileHandle.open(root.appending("oci-layout")))
        }
    }

    /// The blobs of an image whose layers are not in the store, and would be received.
    public func missing(_ image: IncomingImage, sparesBlobs: Bool = false) throws -> [Descriptor] {
        try image.layers.filter { try known($0, sparesBlobs: sparesBlobs) == nil }.map(\.blob)
    }

    /// The layer, where the store has it: with the blob or, where blobs are spared, out of another one.
    func known(_ layer: IncomingLayer, sparesBlobs: Bool) throws -> Layer? {
        if let known = try self.layer(of: layer.blob, diffID: layer.diffID) { return known }
        guard sparesBlobs, let known = try self.layer(diffID: layer.diffID), try hasDirectory(known.id),
            !known.dependsOnBase,
            try isLeftAway(layer.blob.digest)
        else { return nil }
        return known
    }

    /// The layers in order. Those that depend on what is below them could not be unpacked alone; now they can.
    private func complete(
        _ image: IncomingImage, from provider: BlobProvider, _ sparesBlobs: Bool,
        _ progress: @escaping @Sendable (Descriptor, LayerProgress) -> Void
    ) async throws -> [Layer] {
        var result: [Layer] = []
        let layers = Dictionary(image.layers.map { ($0.diffID, $0) }) { first, _ in first }
        for diffID in image.configuration.value.diffIDs {
            guard let layer = layers[diffID] else { preconditionFailure("each diff-id has its layer") }
            if let known = try known(layer, sparesBlobs: sparesBlobs) {
                result.append(known)
                continue
            }
            let receiver = LayerReceiver(
                store: self, layer: layer, provider: provider, sparesBlobs: sparesBlobs, progress: progress)
            guard let made = try await receiver.receive(above: result) else {
                preconditionFailure("a layer is made where all is there below it")
            }
            result.append(made)
        }
        return result
    }

    /// Keeps an image whose layers are here.
    ///
    /// - Parameters:
    ///   - index: The index that led to it; the names are its names then.
    ///   - references: The names that it gets; none leaves it without.
    /// - Throws: as `addImage(manifest:configuration:layers:references:)` and `addIndex(_:images:blobs:references:)`.
    public func keep(
        _ image: IncomingImage, layers: [Layer], index: IndexDocument?, references: [ImageReference]
    ) throws -> Image {
        let kept = try addImage(
            manifest: image.manifest, configuration: image.configuration, layers: layers,
            references: index == nil ? references : [])
        guard let index else { return kept }
        let known = try database.read { connection in try Self.indexDescriptor(index.digest, connection) }
        let others = try known.map { try self.index($0).images.filter { $0.manifestDigest != kept.manifestDigest } }
        var named = try addIndex(index, images: [kept] + (others ?? []), references: references)
        if named.manifestDigest != kept.manifestDigest {
            named = kept
            named.index = index.descriptor()
        }
        return named
    }

    /// The bytes of a small blob that the store has, verified; `nil` where it has none.
    ///
    /// - Throws: `.corruptBlob`.
    public func blobIfPresent(_ digest: Digest) throws -> [UInt8]? { try hasBlob(digest) ? blob(digest) : nil }

    /// Waits until nobody else brings a blob.
    ///
    /// - Parameter notice: Told after some seconds which other process does.
    func lockBlob(_ digest: Digest, notice: (_ holder: Int32) -> Void = { _ in }) throws -> StepLock {
        let name = Self.blobLockName(digest)
        let lock = try whileDoing("waiting for a blob that somebody else brings") {
            try LockFile.acquire(root.appending(name), notice: notice)
        }
        return StepLock(lock: lock, directory: directory, name: name)
    }

    /// The lock of a blob, if nobody brings it.
    func lockBlobIfFree(_ digest: Digest) throws -> StepLock? {
        let name = Self.blobLockName(digest)
        let lock = try whileDoing("locking a blob") { try LockFile.acquireIfFree(root.appending(name)) }
        return lock.map { StepLock(lock: $0, directory: directory, name: name) }
    }

    private static func blobLockName(_ digest: Digest) -> String { "locks/blob-" + digest.hex }
}

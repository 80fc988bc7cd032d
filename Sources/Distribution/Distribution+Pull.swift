internal import LinuxSystem
public import OCI
internal import Registry
public import Storage

/// An image that was pulled.
public struct PulledImage: Sendable {
    /// The image.
    public let image: Image
    /// The name by which it was pulled.
    public let reference: ImageReference
    /// The digest of the manifest or index that the name stands for.
    public let digest: Digest
    /// Whether the name stood for something else in the store before, or nothing.
    public let isNew: Bool
}

extension Distribution {
    /// Has an image of a registry in the store, under its name.
    ///
    /// Layers that the store has are not loaded; what the name stands for already costs one request. Layers come, are verified
    /// and unpacked in parallel, and nothing is seen of an image before all of it is right. The documents are kept byte for
    /// byte. An index is kept with the image for the platform; a name with a digest alone gives no tag.
    ///
    /// - Parameters:
    ///   - platform: `nil` for this machine's.
    ///   - progress: Called from any thread, for one layer in order.
    /// - Throws: `RegistryError`, `StorageError`, `LayerArchiveError`, `OCIError`; `CancellationError`.
    public func pull(
        _ reference: ImageReference, platform: Platform? = nil,
        progress: @escaping @Sendable (TransferEvent) -> Void = { _ in }
    ) async throws -> PulledImage {
        try await withTaskExecutorPreference(BlockingExecutor.shared) {
            try store.beginSession()
            let reference = reference.withDefaultTag()
            let client = RegistryClient(Repository(reference), settings: settings)
            let name = ManifestReference(reference)
            let before = try store.image(reference)
            let source = ImageSource(store: store, client: client)
            async let resolving = source.resolve(name, for: platform ?? .host, isExact: platform != nil)
            progress(.pulling(reference))
            let resolved = try await resolving
            let layers = try await receive(resolved.image, from: client, progress)
            let image = try store.keep(
                resolved.image, layers: layers, index: resolved.index,
                references: reference.tag == nil || reference.digest != nil ? [] : [reference])
            try store.remember(
                reference.repository, has: [resolved.named], of: image,
                blobs: resolved.image.manifest.value.layers.map(\.digest))
            let was = before.map { $0.index?.digest ?? $0.manifestDigest }
            return PulledImage(
                image: image, reference: reference, digest: resolved.named,
                isNew: was != resolved.named || before?.manifestDigest != image.manifestDigest && platform != nil)
        }
    }

    private func receive(
        _ image: IncomingImage, from client: RegistryClient, _ progress: @escaping @Sendable (TransferEvent) -> Void
    ) async throws -> [Layer] {
        // As docker: of an image that is here nothing is said, of others what each layer is.
        let missing = Set(try store.missing(image).map(\.digest))
        if !missing.isEmpty {
            for blob in image.manifest.value.layers {
                progress(.layer(id: blob.digest.short, missing.contains(blob.digest) ? .wanted : .existing))
            }
        }
        let provider = BlobProvider { blob, offset, sink in try await client.blob(blob, from: offset, to: sink) }
        return try await store.receive(image, from: provider, atOnce: downloadsAtOnce) { blob, step in
            guard missing.contains(blob.digest) else { return }
            let state: LayerState =
                switch step {
                case .existing: .existing
                case .waiting: .waiting
                case .receiving(let count): .downloading(count, of: blob.size)
                case .received: .downloaded
                case .complete: .pulled
                }
            progress(.layer(id: blob.digest.short, state))
        }
    }
}

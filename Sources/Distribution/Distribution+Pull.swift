internal import LinuxSystem
public import OCI
internal import Registry
public import Storage
internal import Synchronization

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
    /// What was spared of layers that came by files; `nil` where none did.
    public let spared: SparedBytes?
}

/// How much of some blobs was loaded, as the store had the other files.
public struct SparedBytes: Hashable, Sendable {
    /// Bytes that were loaded.
    public internal(set) var fetched: Int64
    /// Bytes that the blobs have.
    public internal(set) var size: Int64
}

extension Distribution {
    /// Has an image of a registry in the store, under its name.
    ///
    /// Layers that the store has are not loaded; what the name stands for already costs one request. Layers come, are verified
    /// and unpacked in parallel, and nothing is seen of an image before all of it is right. The documents are kept byte for
    /// byte. An index is kept with the image for the platform; a name with a digest alone gives no tag.
    ///
    /// - Parameters:
    ///   - platform: `nil` for this machine's; an image that is for another one alone is taken, too.
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
            let spared = SparedCount()
            let layers = try await receive(resolved.image, from: client, spared, progress)
            let image = try store.keep(
                resolved.image, layers: layers, index: resolved.index,
                references: reference.tag == nil || reference.digest != nil ? [] : [reference])
            try store.remember(
                reference.repository, has: [resolved.named], of: image,
                blobs: resolved.image.manifest.value.layers.map(\.digest))
            let was = before.map { $0.index?.digest ?? $0.manifestDigest }
            return PulledImage(
                image: image, reference: reference, digest: resolved.named,
                isNew: was != resolved.named || before?.manifestDigest != image.manifestDigest && platform != nil,
                spared: spared.total)
        }
    }

    /// What an image of a registry is, without its layers. Nothing is kept.
    ///
    /// - Parameter platform: `nil` for this machine's; an image that is for another one alone is described, too.
    /// - Throws: `RegistryError`, `StorageError`, `OCIError`; `CancellationError`.
    public func describe(_ reference: ImageReference, platform: Platform? = nil) async throws -> IncomingImage {
        try await withTaskExecutorPreference(BlockingExecutor.shared) {
            let reference = reference.withDefaultTag()
            let client = RegistryClient(Repository(reference), settings: settings)
            let source = ImageSource(store: store, client: client)
            return try await source.resolve(
                ManifestReference(reference), for: platform ?? .host, isExact: platform != nil
            ).image
        }
    }

    private func receive(
        _ image: IncomingImage, from client: RegistryClient, _ spared: SparedCount,
        _ progress: @escaping @Sendable (TransferEvent) -> Void
    ) async throws -> [Layer] {
        // As docker: of an image that is here nothing is said, of others what each layer is.
        let missing = Set(try store.missing(image, sparesBlobs: true).map(\.digest))
        if !missing.isEmpty {
            for blob in image.manifest.value.layers {
                progress(.layer(id: blob.digest.short, missing.contains(blob.digest) ? .wanted : .existing))
            }
        }
        let provider = BlobProvider.registry(client)
        return try await store.receive(image, from: provider, atOnce: downloadsAtOnce, sparesBlobs: true) {
            blob, step in
            guard missing.contains(blob.digest) else { return }
            let state: LayerState =
                switch step {
                case .existing: .existing
                case .waiting: .waiting
                case .waitingFor(let process): .waitingFor(process: process)
                case .receiving(let count): .downloading(count, of: blob.size)
                case .received: .downloaded
                case .spared(let fetched): spared.add(fetched, of: blob.size)
                case .complete: .pulled
                }
            progress(.layer(id: blob.digest.short, state))
        }
    }
}

extension BlobProvider {
    /// Blobs of a repository.
    static func registry(_ client: RegistryClient) -> BlobProvider {
        BlobProvider(
            part: { try await client.part($0, $1, to: $2) }, parts: { try await client.parts($0, $1, to: $2) },
            refuse: { WrongBytes(client.refuse($0.digest)) }
        ) { blob, offset, sink in
            try await client.blob(blob, from: offset, to: sink)
        }
    }
}

extension WrongBytes {
    /// As a client knows it.
    init(_ wrong: WrongBlob) { self.init(senders: wrong.hosts, isOtherLeft: wrong.isOtherLeft) }
}

/// Adds up what several layers spared.
private final class SparedCount: Sendable {
    private let sum = Mutex<SparedBytes?>(nil)

    var total: SparedBytes? { sum.withLock { $0 } }

    func add(_ fetched: Int64, of size: Int64) -> LayerState {
        sum.withLock { sum in
            sum = SparedBytes(fetched: (sum?.fetched ?? 0) + fetched, size: (sum?.size ?? 0) + size)
        }
        return .spared(fetched, of: size)
    }
}

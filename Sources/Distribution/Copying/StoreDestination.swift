import OCI
import Storage

/// Takes an image into the store: its layers are unpacked as they come.
struct StoreDestination: Sendable {
    let store: Store
    let names: [ImageReference]
    let options: CopyOptions
    let progress: @Sendable (TransferEvent) -> Void

    /// Copies; what the name stands for afterwards.
    func copy(from origin: any ImageOrigin) async throws -> Descriptor {
        let references = names.filter { $0.digest == nil }
        let root = try await origin.root()
        guard root.descriptor.mediaType.isIndex else {
            let image = try await incoming(root, origin)
            _ = try store.keep(image, layers: try await receive(image, origin), index: nil, references: references)
            return root.descriptor
        }
        if options.scope == .indexOnly {
            throw StorageError(
                .conflict, "the store keeps an index with images of it only", hint: "--multi-arch all copies them, too")
        }
        let index = try IndexDocument(bytes: root.bytes)
        let wanted = try wanted(of: index.value)
        var images: [Image] = []
        for entry in wanted {
            let image = try await incoming(try await origin.manifest(entry), origin)
            images.append(
                try store.keep(image, layers: try await receive(image, origin), index: nil, references: []))
        }
        let documents = options.scope == .all ? try await attestations(of: index.value, origin) : []
        _ = try store.addIndex(index, images: images, blobs: documents, references: references)
        return root.descriptor
    }

    private func wanted(of index: ImageIndex) throws -> [Descriptor] {
        if options.scope == .all {
            let images = index.runnable.filter { $0.mediaType.isManifest }
            if !images.isEmpty { return images }
        }
        let platform = options.platform ?? .host
        if let entry = index.manifest(for: platform) { return [entry] }
        throw StorageError(
            .wrongPlatform, "the index has no image for \(platform)",
            hint: "it has: " + index.runnable.compactMap { $0.platform?.description }.joined(separator: ", "))
    }

    private func incoming(_ manifest: RawManifest, _ origin: any ImageOrigin) async throws -> IncomingImage {
        let document = try ManifestDocument(bytes: manifest.bytes)
        guard document.value.configuration.mediaType.isConfiguration else {
            throw StorageError(
                .invalidArchive,
                "\(manifest.descriptor.digest) is no image: its configuration is of the type \(document.value.configuration.mediaType)",
                hint: "the store keeps images only; oci: and dir: hold artifacts")
        }
        var capability = DestinationCapability()
        capability.foreignLayers = false
        _ = try CopyPlan.blobs(of: manifest, capability)
        if let layer = document.value.strangeLayer {
            throw StorageError(
                .invalidArchive,
                "\(manifest.descriptor.digest) is no image: its layer \(layer.digest) is of the type \(layer.mediaType)",
                hint: "the store keeps images only; oci: and dir: hold artifacts")
        }
        let configuration = try await bytes(of: document.value.configuration, origin)
        return try IncomingImage(manifest: document, configuration: ConfigurationDocument(bytes: configuration))
    }

    private func receive(_ image: IncomingImage, _ origin: any ImageOrigin) async throws -> [Layer] {
        let provider = BlobProvider(refuse: { origin.refuse($0) }) { blob, offset, sink in
            try await origin.read(blob, from: offset, to: sink)
        }
        return try await store.receive(image, from: provider) { blob, step in
            let state: LayerState =
                switch step {
                case .existing: .existing
                case .waiting: .waiting
                case .waitingFor(let process): .waitingFor(process: process)
                case .receiving(let count): .copying(count, of: blob.size)
                case .spared(let count): .copying(count, of: blob.size)
                case .received: .downloaded
                case .complete: .copied
                }
            progress(.layer(id: blob.digest.short, state))
        }
    }

    /// What an index says about its images, with all that belongs to it.
    private func attestations(of index: ImageIndex, _ origin: any ImageOrigin) async throws -> [[UInt8]] {
        let images = Set(index.runnable.map(\.digest))
        var result: [[UInt8]] = []
        for entry in index.manifests where !images.contains(entry.digest) && entry.mediaType.isManifest {
            let manifest = try await origin.manifest(entry)
            let document = try ManifestDocument(bytes: manifest.bytes).value
            result.append(manifest.bytes)
            for blob in [document.configuration] + document.layers {
                result.append(try await bytes(of: blob, origin))
            }
        }
        return result
    }

    /// A small blob, verified.
    private func bytes(of blob: Descriptor, _ origin: any ImageOrigin) async throws -> [UInt8] {
        guard blob.size <= 16 << 20 else {
            throw StorageError(
                .invalidArchive, "\(blob.digest) is said to have \(blob.size) bytes, which is too much for a document")
        }
        while true {
            var bytes: [UInt8] = []
            try await origin.read(blob, from: 0) { part in
                if Int64(bytes.count + part.count) <= blob.size { bytes.append(contentsOf: part) }
            }
            if Digest.of(bytes) == blob.digest { return bytes }
            let wrong = origin.refuse(blob)
            if wrong.isOtherLeft { continue }
            throw StorageError(
                .corruptBlob, "the bytes of \(blob.digest) that came\(wrong.origin) do not have that digest",
                hint: "copy again; if it stays so, the image is broken where it comes from")
        }
    }
}

public import LayerArchive
internal import LinuxSystem
public import OCI
internal import Registry
public import Storage
internal import Transport

extension Distribution {
    /// Gives an image to a registry under a name; what the name stands for there afterwards.
    ///
    /// Only what the repository lacks goes: a blob that another repository of the same registry is known to have is taken from
    /// there. Layers that came from elsewhere go as they came; Strata's own are compressed, and give the same digest on every
    /// machine. An index goes with all its images and attestations; where some of them are neither here nor there, the image
    /// for this machine goes alone.
    ///
    /// - Parameters:
    ///   - encoding: How layers are compressed that Strata made.
    ///   - progress: Called from any thread, for one layer in order.
    /// - Throws: `RegistryError`, `StorageError`; `CancellationError`.
    public func push(
        _ image: Image, as reference: ImageReference, encoding: LayerEncoding,
        progress: @escaping @Sendable (TransferEvent) -> Void = { _ in }
    ) async throws -> Descriptor {
        try await withTaskExecutorPreference(BlockingExecutor.shared) {
            let reference = reference.withDefaultTag()
            let client = RegistryClient(Repository(reference), settings: settings)
            progress(.pushing(reference.repository))
            var departure = try store.departure(of: image, named: reference, encoding: encoding)
            if try await isIncomplete(departure, client) {
                departure = try store.departure(of: image, named: reference, encoding: encoding, isAlone: true)
                progress(.note("Not all images of the index are here: only the one for \(image.platform) is pushed"))
            }
            for layer in departure.layers { progress(.layer(id: layer.short, .preparing)) }
            let upload = BlobUpload(
                store: store, client: client, reference: reference,
                supply: { try await supply($0, named: reference.repository.domain) },
                progress: progress
            )
            try await sendLayers(of: departure, upload)
            let outgoing = try departure.outgoing()
            try await upload.send(outgoing.documents, atOnce: uploadsAtOnce)
            try await send(outgoing, to: client, reference)
            try store.remember(
                reference.repository, has: [outgoing.descriptor.digest], of: image,
                blobs: outgoing.layers.map(\.descriptor.digest))
            return outgoing.descriptor
        }
    }

    private func sendLayers(of departure: Departure, _ upload: BlobUpload) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await upload.send(departure.known, atOnce: uploadsAtOnce) }
            group.addTask { try await upload.send(departure.unknown, atOnce: compressionsAtOnce) }
            for try await _ in group {}
        }
    }

    private func isIncomplete(_ departure: Departure, _ client: RegistryClient) async throws -> Bool {
        for entry in departure.absent
        where try await client.manifestDigest(.digest(entry.digest), atHome: true) == nil { return true }
        return false
    }

    private func send(_ image: OutgoingImage, to client: RegistryClient, _ reference: ImageReference) async throws {
        for (bytes, descriptor) in image.manifests where descriptor.digest != image.descriptor.digest {
            try await client.putManifest(
                bytes, mediaType: descriptor.mediaType.rawValue, as: .digest(descriptor.digest))
        }
        for (bytes, descriptor) in image.manifests where descriptor.digest == image.descriptor.digest {
            try await client.putManifest(
                bytes, mediaType: descriptor.mediaType.rawValue, as: ManifestReference(reference))
        }
    }
}

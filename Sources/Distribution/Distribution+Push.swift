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
            let compressing: @Sendable (Digest) -> Void = { progress(.layer(id: $0.short, .compressing)) }
            var outgoing = try await store.outgoing(
                image, named: reference, encoding: encoding, progress: compressing)
            if try await isIncomplete(outgoing, client) {
                outgoing = try await store.outgoing(
                    image, named: reference, encoding: encoding, isAlone: true, progress: compressing)
                progress(
                    .note(
                        "Not all images of the index are here: only the one for \(image.platform) is pushed, \(outgoing.descriptor.digest)"
                    ))
            }
            try await send(outgoing, to: client, reference, progress)
            try store.remember(
                reference.repository, has: [outgoing.descriptor.digest], of: image,
                blobs: outgoing.layers.map(\.descriptor.digest))
            return outgoing.descriptor
        }
    }

    private func isIncomplete(_ image: OutgoingImage, _ client: RegistryClient) async throws -> Bool {
        for entry in image.absent where try await client.manifestDigest(.digest(entry.digest)) == nil { return true }
        return false
    }

    private func send(
        _ image: OutgoingImage, to client: RegistryClient, _ reference: ImageReference,
        _ progress: @escaping @Sendable (TransferEvent) -> Void
    ) async throws {
        for layer in image.layers { progress(.layer(id: layer.shownID, .preparing)) }
        let upload = BlobUpload(store: store, client: client, repository: reference.repository)
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, blob) in (image.layers + image.documents).enumerated() {
                if number >= uploadsAtOnce { try await group.next() }
                group.addTask {
                    try await upload.send(blob) { state in
                        if blob.diffID != nil { progress(.layer(id: blob.shownID, state)) }
                    }
                }
            }
            try await group.waitForAll()
        }
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

extension OutgoingImage.Blob {
    /// As docker names a layer that goes.
    fileprivate var shownID: String { (diffID ?? descriptor.digest).short }
}

/// Sends blobs that a repository lacks.
private struct BlobUpload: Sendable {
    let store: Store
    let client: RegistryClient
    let repository: RepositoryName

    /// So many other repositories are asked for a blob.
    private static let mounts = 3

    func send(_ blob: OutgoingImage.Blob, _ progress: @escaping @Sendable (LayerState) -> Void) async throws {
        let descriptor = blob.descriptor
        if try await client.hasBlob(descriptor.digest) { return progress(.there) }
        if blob.diffID != nil, let source = try await mount(descriptor.digest) {
            return progress(.mounted(from: source))
        }
        let body = HTTPRequest.Body(size: descriptor.size) {
            let read = try blob.open()
            var done: Int64 = 0
            var shown: Int64 = 0
            progress(.pushing(0, of: descriptor.size))
            return { buffer in
                let count = try read(buffer)
                done += Int64(count)
                if done - shown >= 512 << 10 {
                    shown = done
                    progress(.pushing(done, of: descriptor.size))
                }
                return count
            }
        }
        try await client.upload(descriptor, body: body)
        progress(.pushed)
    }

    /// The repository that gave a blob, if one of the same registry did.
    private func mount(_ digest: Digest) async throws -> RepositoryName? {
        let sources = try store.repositories(having: digest).filter {
            $0.domain == repository.domain && $0 != repository
        }
        for source in sources.prefix(Self.mounts) {
            do {
                if try await client.mount(digest, from: Repository(source)) { return source }
            } catch let error as RegistryError where error.code != .noAnswer {
                // That repository may be gone, or not ours to read: the blob goes from here then.
                DebugLog.note("registry", "mounting \(digest) from \(source): \(error.message)")
            }
        }
        return nil
    }
}

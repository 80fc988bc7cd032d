internal import LinuxSystem
internal import OCI
internal import Registry
internal import Storage
internal import Transport

/// Sends blobs that a repository lacks.
struct BlobUpload: Sendable {
    let store: Store
    let client: RegistryClient
    let reference: ImageReference
    /// Has a blob in the store that is not there.
    let supply: @Sendable (AbsentBlob) async throws -> Void
    let progress: @Sendable (TransferEvent) -> Void

    /// So many other repositories are asked for a blob.
    private static let mounts = 3
    /// After so many bytes it is shown how far a layer has come.
    private static let step: Int64 = 512 << 10

    /// Sends blobs whose digests are known.
    func send(_ blobs: [OutgoingImage.Blob], atOnce limit: Int) async throws {
        try await blobs.forEach(atOnce: limit) { try await send($0) }
    }

    /// Compresses layers and sends what comes out while it does.
    ///
    /// Where the name stands for an image with the same layer already, its blob is most likely there, too: it is compressed into a
    /// file then, and nothing is sent before it is known whether the blob is there.
    func send(_ layers: [CompressedLayer], atOnce limit: Int) async throws {
        if layers.isEmpty { return }
        let tagged = Task(executorPreference: BlockingExecutor.shared) { await taggedLayers() }
        defer { tagged.cancel() }
        try await layers.forEach(atOnce: limit) { layer in
            // Whoever waits for a task of its own is not heard when he is cancelled, unless he says so.
            let known = await withTaskCancellationHandler {
                await tagged.value
            } onCancel: {
                tagged.cancel()
            }
            if known.contains(layer.diffID) || !layer.isStreamed {
                progress(.layer(id: layer.diffID.short, .compressing))
                try layer.compress()
                try await send(
                    layer.descriptor(), layer.diffID, body: { Self.body(size: $0, $1) { try layer.open() } })
            } else {
                try await stream(layer)
            }
        }
    }

    /// The diff-ids of the image that has the name now; none where that cannot be found out.
    private func taggedLayers() async -> Set<Digest> {
        do {
            let remote = try await client.manifest(ManifestReference(reference), atHome: true)
            let configuration = try ManifestDocument(bytes: remote.bytes).value.configuration
            let bytes = try await client.document(configuration)
            return Set(try ConfigurationDocument(bytes: bytes).value.diffIDs)
        } catch {
            return []
        }
    }

    private func stream(_ layer: CompressedLayer) async throws {
        let id = layer.diffID.short
        let body = HTTPRequest.Body(size: nil) {
            let read = try layer.open()
            var shown: Int64 = 0
            progress(.layer(id: id, .pushing(0, of: layer.size)))
            return { buffer in
                let count = try read(buffer)
                let taken = layer.taken
                if taken - shown >= Self.step {
                    shown = taken
                    progress(.layer(id: id, .pushing(taken, of: layer.size)))
                }
                return count
            }
        }
        try await client.upload(body) { try layer.descriptor() }
        progress(.layer(id: id, .pushed))
    }

    private func send(_ blob: OutgoingImage.Blob) async throws {
        let prepare = { if let absent = try blob.absent { try await supply(absent) } }
        try await send(blob.descriptor, blob.diffID, prepare: prepare) { Self.body(size: $0, $1) { try blob.open() } }
    }

    /// - Parameters:
    ///   - diffID: What the blob is before it is compressed; `nil` for a document.
    ///   - prepare: Called before the bytes are wanted.
    ///   - body: Makes the bytes, and tells how many have gone.
    private func send(
        _ descriptor: Descriptor, _ diffID: Digest?, prepare: () async throws -> Void = {},
        body: (_ size: Int64, _ progress: @escaping @Sendable (Int64) -> Void) -> HTTPRequest.Body
    ) async throws {
        let show: @Sendable (LayerState) -> Void = { state in
            if let diffID { progress(.layer(id: diffID.short, state)) }
        }
        if try await client.hasBlob(descriptor.digest) { return show(.there) }
        if diffID != nil, let source = try await mount(descriptor.digest) { return show(.mounted(from: source)) }
        try await prepare()
        try await client.upload(
            descriptor, body: body(descriptor.size) { show(.pushing($0, of: descriptor.size)) })
        show(.pushed)
    }

    private static func body(
        size: Int64, _ progress: @escaping @Sendable (Int64) -> Void,
        _ open: @escaping @Sendable () throws -> HTTPRequest.Body.Reader
    ) -> HTTPRequest.Body {
        HTTPRequest.Body(size: size) {
            let read = try open()
            var done: Int64 = 0
            var shown: Int64 = 0
            progress(0)
            return { buffer in
                let count = try read(buffer)
                done += Int64(count)
                if done - shown >= step {
                    shown = done
                    progress(done)
                }
                return count
            }
        }
    }

    /// The repository that gave a blob, if one of the same registry did.
    private func mount(_ digest: Digest) async throws -> RepositoryName? {
        let repository = reference.repository
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

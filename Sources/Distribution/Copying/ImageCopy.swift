import LayerArchive
import LinuxSystem
import OCI
import Storage
import Synchronization

/// Moves one image from one place to another, each blob as a stream.
struct ImageCopy: Sendable {
    let origin: any ImageOrigin
    let destination: any ImageDestination
    let options: CopyOptions
    let progress: @Sendable (TransferEvent) -> Void

    /// Copies; what has the name afterwards.
    func run() async throws -> Descriptor {
        do {
            let root = try await chosen()
            if options.preservesDigests, !destination.capability.manifests {
                throw StorageError(
                    .conflict, "a docker-archive has no manifest whose digest could be preserved",
                    hint: "copy to oci-archive:, or leave out --preserve-digests")
            }
            let plan = try await CopyPlan(
                root, of: origin, referrers: options.all, destination.capability)
            try await send(plan.blobs)
            for manifest in plan.others { try await destination.write(manifest) }
            try await destination.finish(plan.root)
            return plan.root.descriptor
        } catch {
            await destination.abandon()
            throw error
        }
    }

    /// The manifest or index that is to be copied.
    private func chosen() async throws -> RawManifest {
        var manifest = try await origin.root()
        if options.all {
            if manifest.descriptor.mediaType.isIndex, !destination.capability.indexes {
                throw StorageError(
                    .invalidArchive, "the image is for several platforms, and a docker-archive holds an image for one",
                    hint: "leave out --all, or copy to oci-archive:")
            }
            return manifest
        }
        for _ in 0..<4 where manifest.descriptor.mediaType.isIndex {
            manifest = try await origin.manifest(try choice(of: IndexDocument(bytes: manifest.bytes).value))
        }
        return manifest
    }

    private func choice(of index: ImageIndex) throws -> Descriptor {
        let platform = options.platform ?? .host
        if let entry = index.manifest(for: platform) { return entry }
        if options.platform == nil, index.runnable.count == 1 { return index.runnable[0] }
        let platforms = index.runnable.compactMap { $0.platform?.description }
        throw StorageError(
            .wrongPlatform, "the index has no image for \(platform)",
            hint: platforms.isEmpty
                ? "it holds no image: --all copies what it holds"
                : "it has: \(platforms.joined(separator: ", ")); --all copies them all")
    }

    private func send(_ blobs: [Descriptor]) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, blob) in blobs.enumerated() {
                if number >= options.blobsAtOnce { try await group.next() }
                group.addTask { try await send(blob) }
            }
            try await group.waitForAll()
        }
    }

    private func send(_ blob: Descriptor) async throws {
        let id = blob.digest.short
        switch try await destination.presence(of: blob) {
        case .there: return progress(.layer(id: id, .existing))
        case .mounted(let source): return progress(.layer(id: id, .mounted(from: source)))
        case .missing: break
        }
        progress(.layer(id: id, .copying(0, of: blob.size)))
        try await destination.write(blob) { taker in try await read(blob, to: taker) }
        progress(.layer(id: id, .copied))
    }

    /// Hands a blob on; the last bytes only when all of them have the digest, so that nobody can take a wrong one for whole.
    private func read(_ blob: Descriptor, to taker: ByteTaker) async throws {
        let digesting = DigestingSink()
        var last: [UInt8] = []
        var shown: Int64 = 0
        try await origin.read(blob, from: 0) { bytes in
            try digesting.write(bytes)
            if digesting.count > blob.size { throw wrong(blob, "more than \(blob.size) bytes came") }
            if digesting.count == blob.size {
                last.append(contentsOf: bytes)
            } else {
                try taker(bytes)
            }
            if digesting.count - shown >= 512 << 10 {
                shown = digesting.count
                progress(.layer(id: blob.digest.short, .copying(shown, of: blob.size)))
            }
        }
        if digesting.count < blob.size { throw wrong(blob, "\(digesting.count) bytes came, not \(blob.size)") }
        let found = digesting.finalize()
        if found != blob.digest { throw wrong(blob, "the bytes that came have the digest \(found)") }
        try last.withUnsafeBytes { try taker($0) }
    }

    private func wrong(_ blob: Descriptor, _ what: String) -> StorageError {
        StorageError(
            .corruptBlob, "copying the blob \(blob.digest): \(what)",
            hint: "copy again; if it stays so, the image is broken where it comes from")
    }
}

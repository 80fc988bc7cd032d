import LayerArchive
import LinuxSystem
import OCI
import Registry
import Storage
import Synchronization

/// Moves one image from one place to another, each blob as a stream.
struct ImageCopy: Sendable {
    let origin: any ImageOrigin
    let destination: any ImageDestination
    let options: CopyOptions
    /// In what form the image arrives.
    let form: CopyForm
    /// Where layers are compressed.
    let work: @Sendable () throws -> WorkDirectory
    let progress: @Sendable (TransferEvent) -> Void

    /// Copies; what has the name afterwards.
    func run() async throws -> Descriptor {
        do {
            let chosen = try await chosen()
            var plan = try await CopyPlan(
                chosen, of: origin, members: options.scope != .indexOnly || !chosen.descriptor.mediaType.isIndex,
                referrers: options.scope == .all && options.referrers, destination.capability)
            let own = try await convert(&plan)
            try await blobs(of: plan, own).forEach(atOnce: options.blobsAtOnce) { try await send($0) }
            for manifest in plan.members + plan.referrers { try await destination.write(manifest) }
            try await finish(plan)
            return plan.root.descriptor
        } catch {
            await destination.abandon()
            throw error
        }
    }

    private func finish(_ plan: CopyPlan) async throws {
        do { try await destination.finish(plan.root) } catch let error as RegistryError
            where error.code == .refused && plan.root.descriptor.mediaType.isIndex && plan.members.isEmpty
        {
            throw RegistryError(
                .refused, "the registry does not take the index without its images",
                hint: "copy them first, or with it: --multi-arch all", cause: error)
        }
    }

    /// Brings what is moved into the wanted form; blobs that were made for it.
    private func convert(_ plan: inout CopyPlan) async throws -> [Digest: CopyBlob.Content] {
        if options.preservesDigests, !destination.capability.manifests {
            throw StorageError(
                .conflict, "a docker-archive has no manifest whose digest could be preserved",
                hint: "copy to oci-archive:, or leave out --preserve-digests")
        }
        if form.isIdentity || !destination.capability.manifests { return [:] }
        let (before, referrers) = (plan.root.descriptor.digest, plan.referrers.count)
        var conversion = CopyConversion(form, work: work) { blob, taker in try await read(blob, to: taker) }
        try await conversion.convert(&plan)
        if options.preservesDigests, plan.root.descriptor.digest != before {
            throw StorageError(
                .conflict, "in that form the image has the digest \(plan.root.descriptor.digest), not \(before)",
                hint: "leave out --preserve-digests, or what changes the form")
        }
        if plan.referrers.count < referrers {
            progress(.note("What refers to the image stays behind: it names the digest that the image had"))
        }
        return conversion.own
    }

    private func blobs(of plan: CopyPlan, _ own: [Digest: CopyBlob.Content]) throws -> [CopyBlob] {
        var known: Set<Digest> = []
        return try (plan.members + [plan.root] + plan.referrers).flatMap { manifest in
            try CopyPlan.blobs(of: manifest, destination.capability).filter { known.insert($0.digest).inserted }
        }.map { CopyBlob(descriptor: $0, content: own[$0.digest] ?? .origin) }
    }

    /// The manifest or index that is to be copied.
    private func chosen() async throws -> RawManifest {
        var manifest = try await origin.root()
        if options.scope != .one {
            if manifest.descriptor.mediaType.isIndex, !destination.capability.indexes {
                throw StorageError(
                    .invalidArchive, "the image is for several platforms, and a docker-archive holds an image for one",
                    hint: "copy the image for one, or to oci-archive:")
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

    private func send(_ blob: CopyBlob) async throws {
        let id = blob.descriptor.digest.short
        switch try await destination.presence(of: blob.descriptor) {
        case .there: return progress(.layer(id: id, .existing))
        case .mounted(let source): return progress(.layer(id: id, .mounted(from: source)))
        case .missing: break
        }
        progress(.layer(id: id, .copying(0, of: blob.descriptor.size)))
        try await destination.write(blob.descriptor) { taker in
            switch blob.content {
            case .origin: try await read(blob.descriptor, to: taker)
            case .bytes(let bytes): try bytes.withUnsafeBytes { try taker($0) }
            case .encoded(let encoded): try encoded.read(to: taker)
            }
        }
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
        if found != blob.digest {
            throw wrong(blob, "the bytes that came\(origin.refuse(blob).origin) have the digest \(found)")
        }
        try last.withUnsafeBytes { try taker($0) }
    }

    private func wrong(_ blob: Descriptor, _ what: String) -> StorageError {
        StorageError(
            .corruptBlob, "copying the blob \(blob.digest): \(what)",
            hint: "copy again; if it stays so, the image is broken where it comes from")
    }
}

import OCI
import Storage

/// An image of the store that is copied from there.
struct StoreOrigin: ImageOrigin {
    private let image: OutgoingImage
    private let manifests: [Digest: RawManifest]
    private let blobs: [Digest: OutgoingImage.Blob]
    private let supply: @Sendable (AbsentBlob) async throws -> Void

    /// - Parameter supply: Has a blob in the store that is not there, as its layer came by files.
    init(_ image: OutgoingImage, supply: @escaping @Sendable (AbsentBlob) async throws -> Void) {
        (self.image, self.supply) = (image, supply)
        manifests = Dictionary(
            image.manifests.map { ($0.descriptor.digest, RawManifest($0.bytes, mediaType: $0.descriptor.mediaType)) }
        ) { first, _ in first }
        blobs = Dictionary((image.layers + image.documents).map { ($0.descriptor.digest, $0) }) { first, _ in first }
    }

    func root() throws -> RawManifest { try manifest(image.descriptor) }

    func manifest(_ descriptor: Descriptor) throws -> RawManifest {
        if let manifest = manifests[descriptor.digest] { return manifest }
        let missing = descriptor.platform.map { "the image for \($0)" } ?? "all"
        throw StorageError(
            .missingBlob, "the store does not have \(missing) of the index",
            hint: "leave out --all, or pull what is missing")
    }

    func read(_ blob: Descriptor, from offset: Int64, to taker: ByteTaker) async throws {
        guard let source = blobs[blob.digest] else {
            throw StorageError(
                .missingBlob, "the store does not have the blob \(blob.digest)", hint: "pull or load the image again")
        }
        if let absent = try source.absent { try await supply(absent) }
        let reader = try source.open()
        var left = offset
        try withUnsafeTemporaryAllocation(byteCount: 256 << 10, alignment: 16) { buffer in
            while true {
                let count = try reader(buffer)
                if count == 0 { return }
                let skipped = Int(min(left, Int64(count)))
                left -= Int64(skipped)
                if skipped < count { try taker(UnsafeRawBufferPointer(rebasing: buffer[skipped..<count])) }
            }
        }
    }

    /// The store keeps no artifacts.
    func referrers(of digest: Digest) -> [Descriptor] { [] }
}

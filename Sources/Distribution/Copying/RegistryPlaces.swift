import OCI
import Registry
import Storage
import Synchronization
import Transport

/// An image of a registry that is copied from there.
struct RegistryOrigin: ImageOrigin {
    let client: RegistryClient
    let reference: ImageReference

    func root() async throws -> RawManifest { raw(try await client.manifest(ManifestReference(reference))) }

    func manifest(_ descriptor: Descriptor) async throws -> RawManifest {
        raw(try await client.manifest(.digest(descriptor.digest)))
    }

    func read(_ blob: Descriptor, from offset: Int64, to taker: ByteTaker) async throws {
        try await client.blob(blob, from: offset, to: taker)
    }

    func referrers(of digest: Digest) async throws -> [Descriptor] { try await client.referrers(of: digest) }

    func refuse(_ blob: Descriptor) -> WrongBytes { WrongBytes(client.refuse(blob.digest)) }

    /// By what the document says; registries are known to put another word in the header.
    private func raw(_ manifest: RemoteManifest) -> RawManifest {
        RawManifest(manifest.bytes) ?? RawManifest(manifest.bytes, mediaType: manifest.mediaType)
    }
}

/// A repository of a registry that an image is copied to. Blobs that it lacks are streamed through.
struct RegistryDestination: ImageDestination {
    let client: RegistryClient
    let reference: ImageReference
    /// Further tags.
    let tags: [String]
    /// The repository that the image comes from, where it is of the same registry.
    let neighbour: Repository?

    var capability: DestinationCapability { DestinationCapability() }

    func presence(of blob: Descriptor) async throws -> BlobPresence {
        if try await client.hasBlob(blob.digest) { return .there }
        guard let neighbour else { return .missing }
        do {
            return try await client.mount(blob.digest, from: neighbour) ? .mounted(from: neighbour.name) : .missing
        } catch let error as RegistryError where error.code != .noAnswer {
            // That the other may be read does not say that the registry gives it to this one: then it is sent.
            return .missing
        }
    }

    func write(_ blob: Descriptor, from read: @escaping BlobReading) async throws {
        let (wanted, ask) = AsyncStream.makeStream(of: ByteChannel.Writer.self)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask {
                // One for each try of the upload.
                for await writer in wanted { await Self.feed(writer, from: read) }
            }
            group.addTask {
                defer { ask.finish() }
                let body = HTTPRequest.Body(size: blob.size) {
                    let (writer, reader) = ByteChannel.make()
                    let reading = Reading(reader)
                    ask.yield(writer)
                    return { try reading.reader.read(into: $0) }
                }
                try await client.upload(blob, body: body)
            }
            try await group.waitForAll()
        }
    }

    private static func feed(_ writer: ByteChannel.Writer, from read: BlobReading) async {
        do {
            try await read { try writer.write($0) }
            try writer.finish()
        } catch {
            writer.fail(error)  // it is thrown where the bytes are read
        }
    }

    func write(_ manifest: RawManifest) async throws {
        try await client.putManifest(
            manifest.bytes, mediaType: manifest.descriptor.mediaType.rawValue, as: .digest(manifest.descriptor.digest))
    }

    func finish(_ root: RawManifest) async throws {
        if let wanted = reference.digest, wanted != root.descriptor.digest {
            throw RegistryError(
                .refused, "the image has the digest \(root.descriptor.digest), and is to go to \(reference.familiar)",
                hint: "name a tag, or the digest that the image has")
        }
        try await client.putManifest(
            root.bytes, mediaType: root.descriptor.mediaType.rawValue, as: ManifestReference(reference))
        for tag in (reference.digest == nil ? [] : [reference.tag].compactMap(\.self)) + tags {
            try await client.putManifest(root.bytes, mediaType: root.descriptor.mediaType.rawValue, as: .tag(tag))
        }
    }

    /// Blobs without a manifest are the registry's to collect.
    func abandon() async {}
}

/// Ends the writer of a channel when nobody reads any more.
private final class Reading {
    let reader: ByteChannel.Reader

    init(_ reader: ByteChannel.Reader) { self.reader = reader }

    deinit { reader.fail(CancellationError()) }
}

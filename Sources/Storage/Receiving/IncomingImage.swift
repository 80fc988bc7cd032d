public import OCI

/// An image that comes from elsewhere: its documents are there, byte for byte, its layers are still to come.
public struct IncomingImage: Sendable {
    let image: LoadableImage

    /// The manifest.
    public var manifest: ManifestDocument { image.manifest }
    /// The configuration.
    public var configuration: ConfigurationDocument { image.configuration }

    /// Puts the documents together.
    ///
    /// - Throws: `.invalidArchive` where they disagree about the number of layers.
    public init(manifest: ManifestDocument, configuration: ConfigurationDocument) throws {
        image = try LoadableImage(manifest: manifest, configuration: configuration, references: [])
    }

    /// Its layers, each once.
    var layers: [IncomingLayer] {
        var known: Set<Digest> = []
        return zip(zip(manifest.value.layers, configuration.value.diffIDs), image.layerTimes).compactMap { pair, time in
            guard known.insert(pair.1).inserted else { return nil }
            return IncomingLayer(blob: pair.0, diffID: pair.1, created: time)
        }
    }
}

/// A layer that comes from elsewhere.
struct IncomingLayer: Sendable {
    let blob: Descriptor
    let diffID: Digest
    let created: Timestamp
}

/// How far a layer has come on its way into the store.
public enum LayerProgress: Sendable, Hashable {
    /// The store has it.
    case existing
    /// Somebody else is about to bring it, or others come first.
    case waiting
    /// Another process is about to bring it, and has been for some seconds.
    case waitingFor(process: Int32)
    /// So many of its bytes are here; they are unpacked at the same time.
    case receiving(Int64)
    /// All of its bytes are here.
    case received
    /// It was put together of what the store has and of so many bytes of its blob.
    case spared(fetched: Int64)
    /// It is in the store.
    case complete
}

/// Where the blobs of an image come from.
public struct BlobProvider: Sendable {
    /// Takes the next bytes; where it blocks, the other side waits.
    public typealias Sink = (UnsafeRawBufferPointer) throws -> Void

    /// Hands a part of a blob on to the sink, in order; `false`, and nothing, where only whole blobs are to be had.
    public typealias Part =
        @Sendable (_ blob: Descriptor, _ range: Range<Int64>, _ sink: Sink) async throws -> Bool

    /// Hands several parts of a blob, which are in order, on to the sink, each byte once with its place. Some may be left out.
    ///
    /// - Returns: How many bytes came besides; `nil` where parts do not come together.
    public typealias Parts =
        @Sendable (
            _ blob: Descriptor, _ ranges: [Range<Int64>],
            _ sink: (_ offset: Int64, UnsafeRawBufferPointer) throws -> Void
        ) async throws -> Int64?

    /// Takes note that the bytes that came of a blob are not the blob, and says from where they came.
    public typealias Refusal = @Sendable (_ blob: Descriptor) -> WrongBytes

    let fetch: @Sendable (Descriptor, Int64, Sink) async throws -> Void
    let part: Part?
    let parts: Parts?
    let refuse: Refusal?

    /// - Parameters:
    ///   - part: Where layers with a table of contents may be loaded by files.
    ///   - parts: Where some hundred parts may be asked for together, besides.
    ///   - refuse: Where blobs may come from several places.
    ///   - fetch: Hands the bytes of a blob from an offset on to the sink, in order. It need not verify them.
    public init(
        part: Part? = nil, parts: Parts? = nil, refuse: Refusal? = nil,
        _ fetch: @escaping @Sendable (_ blob: Descriptor, _ offset: Int64, _ sink: Sink) async throws -> Void
    ) {
        self.fetch = fetch
        self.part = part
        self.parts = parts
        self.refuse = refuse
    }
}

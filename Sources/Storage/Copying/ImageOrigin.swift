public import OCI

/// A manifest or an index as it came, byte for byte.
public struct RawManifest: Sendable, Hashable {
    /// The bytes.
    public let bytes: [UInt8]
    /// Type, digest and size of the bytes; in an index also what stands there of it.
    public let descriptor: Descriptor

    /// Takes bytes of a type that is known.
    public init(_ bytes: [UInt8], mediaType: MediaType) {
        self.bytes = bytes
        descriptor = Descriptor(mediaType: mediaType, digest: Digest.of(bytes), size: Int64(bytes.count))
    }

    /// Takes bytes, and the type of what they say; `nil` for what is neither manifest nor index.
    public init?(_ bytes: [UInt8]) {
        guard let json = try? JSONValue(parsing: bytes), json.objectValue != nil else { return nil }
        let written = json["mediaType"]?.stringValue.map { MediaType($0) }
        let found = json["manifests"] != nil ? MediaType.ociIndex : json["config"] != nil ? .ociManifest : nil
        guard let type = written ?? found else { return nil }
        self.init(bytes, mediaType: type)
    }
}

/// Takes the next bytes of a blob; where it blocks, the other side waits.
public typealias ByteTaker = (UnsafeRawBufferPointer) throws -> Void

/// Where an image is copied from: a registry, a layout, an archive, a directory, the store.
public protocol ImageOrigin: Sendable {
    /// The manifest or index that the place stands for.
    func root() async throws -> RawManifest

    /// A manifest or index by its digest, verified.
    func manifest(_ descriptor: Descriptor) async throws -> RawManifest

    /// Hands the bytes of a blob on, from an offset on. They need not be verified.
    func read(_ blob: Descriptor, from offset: Int64, to taker: ByteTaker) async throws

    /// The manifests that name another as their subject.
    func referrers(of digest: Digest) async throws -> [Descriptor]

    /// Takes note that the bytes that were handed on are not the blob; says from where they came.
    func refuse(_ blob: Descriptor) -> WrongBytes
}

extension ImageOrigin {
    /// The place is the only one, and whoever copies knows it.
    public func refuse(_ blob: Descriptor) -> WrongBytes { WrongBytes() }
}

/// What a destination has of a blob before it is sent.
public enum BlobPresence: Sendable, Hashable {
    /// Nothing: its bytes are wanted.
    case missing
    /// All of it.
    case there
    /// All of it, taken from another repository of the registry.
    case mounted(from: RepositoryName)
}

/// Hands the bytes of a blob on, from the beginning; may be asked again where the other side has to begin anew.
///
/// The last bytes come only when all of them have the digest.
public typealias BlobReading = @Sendable (ByteTaker) async throws -> Void

/// Where an image is copied to. Nothing is seen under the wanted name before `finish`.
public protocol ImageDestination: Sendable {
    /// What the destination can hold.
    var capability: DestinationCapability { get }

    /// Looks whether the destination has a blob, or can take it from its neighbour.
    func presence(of blob: Descriptor) async throws -> BlobPresence

    /// Takes a blob.
    func write(_ blob: Descriptor, from read: @escaping BlobReading) async throws

    /// Takes a manifest or index whose blobs and members are there.
    func write(_ manifest: RawManifest) async throws

    /// Gives the wanted name to a manifest or index whose blobs and members are there.
    func finish(_ root: RawManifest) async throws

    /// Takes away what would be seen of a copy that has ended early.
    func abandon() async
}

/// What a destination can hold.
public struct DestinationCapability: Sendable, Hashable {
    /// Manifests as they are.
    public var manifests = true
    /// Several images under one name.
    public var indexes = true
    /// Manifests that refer to the image.
    public var referrers = true
    /// Layers that are elsewhere (`urls`).
    public var foreignLayers = true

    /// Everything.
    public init() {}
}

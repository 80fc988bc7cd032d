/// A kind of JSON document that is stored under the digest of its bytes.
public protocol OCIDocument: JSONRepresentable, Hashable, Sendable {
    /// The media type that the document goes by.
    var documentMediaType: MediaType { get }
    /// Strata writes the document with a member a line, as containerd and BuildKit write this kind.
    static var isIndented: Bool { get }
}

/// A document together with the very bytes that it came as.
///
/// What other tools made keeps its bytes and so its digest, whatever its white space, order or unknown members.
public struct Document<Value: OCIDocument>: Hashable, Sendable {
    /// What the bytes say.
    public let value: Value
    /// The bytes.
    public let bytes: [UInt8]
    /// The digest of the bytes.
    public let digest: Digest

    /// Reads bytes and keeps them.
    ///
    /// Errors: `invalidJSON`, `tooLarge`, `unexpectedJSON`, and what the kind of document adds.
    public init(bytes: [UInt8], limits: JSONLimits = .standard) throws(OCIError) {
        value = try Value(json: try JSONValue(parsing: bytes, limits: limits))
        self.bytes = bytes
        digest = Digest.of(bytes)
    }

    /// Writes a document of our own.
    public init(_ value: Value) {
        self.value = value
        bytes = Value.isIndented ? Array(value.json.indented().utf8) : value.json.compactBytes
        digest = Digest.of(bytes)
    }

    /// A descriptor of the bytes; the media type is the document's own unless another is given.
    public func descriptor(
        mediaType: MediaType? = nil, platform: Platform? = nil, annotations: [String: String] = [:]
    ) -> Descriptor {
        Descriptor(
            mediaType: mediaType ?? value.documentMediaType, digest: digest, size: Int64(bytes.count),
            annotations: annotations, platform: platform
        )
    }
}

/// A manifest with its bytes.
public typealias ManifestDocument = Document<Manifest>
/// An index with its bytes.
public typealias IndexDocument = Document<ImageIndex>
/// An image configuration with its bytes; its digest is the image ID.
public typealias ConfigurationDocument = Document<ImageConfiguration>

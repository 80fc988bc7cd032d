/// A manifest of an index that holds statements about one of its images (buildkit, docs/attestations/attestation-storage.md).
///
/// Its layers are in-toto statements, its configuration is there for form's sake, and its entry in the index names the
/// image. Tools that know nothing of attestations pass it over, as its platform is `unknown/unknown`.
public struct Attestation: Sendable {
    /// A statement with the media type and the annotations of its layer.
    private struct Statement: Sendable {
        var bytes: [UInt8]
        var layer: Descriptor
    }

    /// What runs nowhere.
    public static let platform = Platform(os: "unknown", architecture: "unknown")
    /// The media type of a statement.
    public static let statementType = MediaType("application/vnd.in-toto+json")

    private var statements: [Statement]
    private var manifest: ManifestDocument
    private var configuration: [UInt8]
    /// The entry in the index.
    public private(set) var descriptor: Descriptor

    /// Makes an attestation of statements about an image.
    ///
    /// - Parameter statements: in-toto statements, each with the type of its predicate.
    public init(about image: Descriptor, statements: [(predicateType: String, json: JSONValue)]) {
        self.statements = statements.map { predicateType, json in
            let bytes = Array(json.indented(by: "  ").utf8)
            return Statement(
                bytes: bytes,
                layer: Descriptor(
                    mediaType: Self.statementType, digest: Digest.of(bytes), size: Int64(bytes.count),
                    annotations: [AnnotationKey.predicateType: predicateType]))
        }
        (configuration, manifest) = Self.documents(self.statements.map(\.layer), like: nil)
        descriptor = Self.entry(manifest, about: image.digest, like: nil)
    }

    /// Reads an attestation.
    ///
    /// - Parameter read: the bytes of a blob.
    public init(_ entry: Descriptor, read: (Digest) throws -> [UInt8]) throws {
        manifest = try ManifestDocument(bytes: read(entry.digest))
        configuration = try read(manifest.value.configuration.digest)
        statements = try manifest.value.layers.map { Statement(bytes: try read($0.digest), layer: $0) }
        descriptor = entry
    }

    /// The image that it is about.
    public var subject: Digest? {
        descriptor.annotations[AnnotationKey.dockerReferenceDigest].flatMap { try? Digest(parsing: $0) }
    }

    /// The texts of the statements.
    public var statementBytes: [[UInt8]] { statements.map(\.bytes) }

    /// All that has to be stored.
    public var blobs: [(descriptor: Descriptor, bytes: [UInt8])] {
        [(manifest.value.configuration, configuration), (manifest.descriptor(), manifest.bytes)]
            + statements.map { ($0.layer, $0.bytes) }
    }

    /// Makes it say of other manifests what it says of their former forms: those with layers compressed in another way.
    public mutating func rename(_ renamed: [Digest: Descriptor]) throws(OCIError) {
        guard let old = subject, let new = renamed[old]?.digest else { return }
        for index in statements.indices where statements[index].layer.mediaType == Self.statementType {
            let bytes = try Self.renaming(old, to: new, in: statements[index].bytes)
            statements[index].bytes = bytes
            (statements[index].layer.digest, statements[index].layer.size) = (Digest.of(bytes), Int64(bytes.count))
        }
        (configuration, manifest) = Self.documents(statements.map(\.layer), like: manifest.value)
        descriptor = Self.entry(manifest, about: new, like: descriptor)
    }

    private static func renaming(_ old: Digest, to new: Digest, in bytes: [UInt8]) throws(OCIError) -> [UInt8] {
        var statement = try JSONValue(parsing: bytes).objectValue ?? [:]
        guard let subjects = statement["subject"]?.arrayValue else { return bytes }
        statement["subject"] = .array(
            subjects.map { subject in
                guard var object = subject.objectValue, object["digest"]?["sha256"]?.stringValue == old.hex else {
                    return subject
                }
                object["digest"] = ["sha256": .string(new.hex)]
                return .object(object)
            })
        return Array(JSONValue.object(statement).indented(by: "  ").utf8)
    }

    private static func documents(_ layers: [Descriptor], like old: Manifest?) -> ([UInt8], ManifestDocument) {
        let json: JSONValue = [
            "architecture": "unknown", "os": "unknown", "config": .object([:]),
            "rootfs": ["type": "layers", "diff_ids": .strings(layers.map(\.digest.description))],
        ]
        let configuration = json.compactBytes
        let descriptor = Descriptor(
            mediaType: old?.configuration.mediaType ?? .ociConfiguration, digest: Digest.of(configuration),
            size: Int64(configuration.count))
        var manifest = old ?? Manifest(configuration: descriptor, layers: layers)
        (manifest.configuration, manifest.layers) = (descriptor, layers)
        return (configuration, ManifestDocument(manifest))
    }

    private static func entry(_ manifest: ManifestDocument, about image: Digest, like old: Descriptor?) -> Descriptor {
        var result = old ?? manifest.descriptor(platform: platform)
        (result.digest, result.size) = (manifest.digest, Int64(manifest.bytes.count))
        result.annotations[AnnotationKey.dockerReferenceDigest] = image.description
        result.annotations[AnnotationKey.dockerReferenceType] = Self.referenceType
        return result
    }

    /// What an index says of the entries that hold statements.
    fileprivate static let referenceType = "attestation-manifest"
}

extension Descriptor {
    /// Whether this entry of an index holds statements about an image (buildkit, docs/attestations/attestation-storage.md).
    public var isAttestation: Bool { annotations[AnnotationKey.dockerReferenceType] == Attestation.referenceType }
}

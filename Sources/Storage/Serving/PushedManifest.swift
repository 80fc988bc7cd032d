public import OCI

/// A manifest or an index that a client of the store's registry sends.
public struct PushedManifest: Sendable {
    enum Content: Sendable {
        case manifest(ManifestDocument)
        case index(IndexDocument)
    }

    /// What it is.
    public let mediaType: MediaType
    /// The digest of its bytes.
    public let digest: Digest
    let content: Content

    /// Reads the bytes.
    ///
    /// - Parameter mediaType: What the client says that it is; the document's own word has to be the same.
    /// - Throws: `OCIError`; `.invalidArchive` where it is of another kind, or the two words differ.
    public init(bytes: [UInt8], mediaType: String?) throws {
        let json = try JSONValue(parsing: bytes)
        let own = json["mediaType"]?.stringValue
        // The header may have parameters, as in "…; charset=utf-8".
        let said = mediaType.flatMap { $0.split(separator: ";").first.map(String.init)?.lowercased() }
        let known = said.map { MediaType($0) }.flatMap { $0.isManifest || $0.isIndex ? $0 : nil }
        if let own, let known, own != known.rawValue {
            throw Self.refused("it says that it is of the type \(own), and came as \(known)")
        }
        guard let type = own.map({ MediaType($0) }) ?? known ?? Self.guess(json) else {
            throw Self.refused("it is of the type \(said ?? "that nothing tells")")
        }
        if type.isIndex {
            let document = try IndexDocument(bytes: bytes)
            (content, digest) = (.index(document), document.digest)
        } else if type.isManifest {
            let document = try ManifestDocument(bytes: bytes)
            (content, digest) = (.manifest(document), document.digest)
        } else {
            throw Self.refused("it is of the type \(type)")
        }
        self.mediaType = type
    }

    /// What it belongs to.
    public var subject: Descriptor? {
        switch content {
        case .manifest(let document): document.value.subject
        case .index(let document): document.value.subject
        }
    }

    /// What kind of artifact it is (distribution-spec, "Listing Referrers").
    var artifactType: String? {
        switch content {
        case .manifest(let document): document.value.artifactType ?? document.value.configuration.mediaType.rawValue
        case .index(let document): document.value.artifactType
        }
    }

    /// What its maker says about it.
    var annotations: [String: String] {
        switch content {
        case .manifest(let document): document.value.annotations
        case .index(let document): document.value.annotations
        }
    }

    var bytes: [UInt8] {
        switch content {
        case .manifest(let document): document.bytes
        case .index(let document): document.bytes
        }
    }

    private static func guess(_ json: JSONValue) -> MediaType? {
        if json["manifests"] != nil { return .ociIndex }
        return json["config"] != nil ? .ociManifest : nil
    }

    private static func refused(_ what: String) -> StorageError {
        StorageError(
            .invalidArchive, "the manifest is not taken: \(what)",
            hint: "manifests and indexes of the OCI and of docker's schema 2 are")
    }
}

public import DockerfileSyntax
public import OCI

/// What a build made.
public struct BuildResult: Sendable {
    /// The digest of the configuration; of a build for several platforms that of the index.
    public let imageID: Digest
    /// The manifest, as an index would name it; or the index, where the build made one.
    public let manifestDescriptor: Descriptor
    /// The build was for several platforms.
    public let isMultiplatform: Bool
    /// How each image was made, with the name that buildx gives it in a metadata file.
    let provenance: [(name: String, predicate: JSONValue)]
    /// The image's configuration.
    public let configuration: ImageConfiguration
    /// The names that it has been given.
    public let tags: [ImageReference]
    /// What was noted about the Dockerfile.
    public let warnings: [Diagnostic]
    /// How many steps were carried out, and how many were found in the cache.
    public let steps: (ran: Int, cached: Int)
    /// What the build looked at. It goes with the result: a program that ends after the build need not give it back piece
    /// by piece before.
    let session: BuildSession

    /// The digest of the manifest.
    public var manifestDigest: Digest { manifestDescriptor.digest }

    /// What `--metadata-file` holds, with buildx's names, in the order of the names.
    public var metadata: JSONValue {
        var object = JSONObject()
        for (name, predicate) in provenance { object[name] = predicate }
        if !isMultiplatform { object["containerimage.config.digest"] = .string(imageID.description) }
        object["containerimage.descriptor"] = [
            "mediaType": .string(manifestDescriptor.mediaType.rawValue),
            "digest": .string(manifestDigest.description),
            "size": .int(manifestDescriptor.size),
        ]
        object["containerimage.digest"] = .string(manifestDigest.description)
        if !tags.isEmpty { object["image.name"] = .string(tags.map(\.description).joined(separator: ",")) }
        return .object(object)
    }
}

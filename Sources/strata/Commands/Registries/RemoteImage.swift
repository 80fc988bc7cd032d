import Distribution
import OCI
import Registry

/// An image of a registry, looked at where it is.
struct RemoteImage: Sendable {
    /// The word before the name of an image that is meant to be of a registry, as skopeo has it.
    static let prefix = "docker://"

    let reference: ImageReference
    private let client: RegistryClient

    init(_ reference: ImageReference, _ settings: RegistrySettings) {
        self.reference = reference
        client = RegistryClient(Repository(reference), settings: settings)
    }

    /// Whether a name says that it is of a registry.
    static func isNamed(_ text: String) -> Bool { text.hasPrefix(prefix) }

    /// The reference of a name, with or without `docker://`.
    static func reference(_ text: String) throws -> ImageReference {
        try ImageReference(parsing: isNamed(text) ? String(text.dropFirst(prefix.count)) : text)
    }

    /// The reference of a name that a place may stand for, as podman's `push IMAGE DESTINATION` has it: one of a registry.
    ///
    /// - Throws: `UsageError` for other places: `oci:app` would be a name of docker.io, too.
    static func reference(of place: String?) throws -> ImageReference? {
        guard let place else { return nil }
        switch try ImagePlace(parsing: place) {
        case .registry(let reference): return reference
        case .store(let name): return try ImageReference(parsing: name)
        default:
            throw UsageError(
                "\(place) is no name in a registry", hint: "strata copy NAME \(place)")
        }
    }

    /// The manifest or the index that the reference names; with a platform, that one's manifest.
    func manifest(platform: String?) async throws -> RemoteManifest {
        let manifest = try await client.manifest(ManifestReference(reference))
        guard let platform else { return manifest }
        return try await self.manifest(for: try Platform(parsing: platform), in: manifest)
    }

    private func manifest(for platform: Platform, in manifest: RemoteManifest) async throws -> RemoteManifest {
        guard manifest.mediaType.isIndex else { return manifest }
        let index = try ImageIndex(json: try JSONValue(parsing: manifest.bytes))
        guard let entry = index.manifest(for: platform) else {
            let known = index.manifests.compactMap { $0.platform.map { "\($0)" } }.filter { !$0.hasPrefix("unknown/") }
            throw CommandError(
                "\(reference.familiar) has no image for \(platform)",
                hint: known.isEmpty ? nil : "it has some for \(known.joined(separator: ", "))")
        }
        return try await client.manifest(.digest(entry.digest))
    }

    /// What is known of an image without its layers.
    func document(of manifest: RemoteManifest) async throws -> JSONValue {
        var result: JSONObject = [
            "Name": .string(reference.repository.description), "Tag": reference.tag.map { .string($0) } ?? .null,
            "Digest": .string(manifest.digest.description), "MediaType": .string(manifest.mediaType.rawValue),
        ]
        let value = try JSONValue(parsing: manifest.bytes)
        if manifest.mediaType.isIndex {
            result["Manifests"] = value["manifests"] ?? []
            return .object(result)
        }
        let image = try Manifest(json: value)
        result["Size"] = .int(image.layers.reduce(image.configuration.size) { $0 + $1.size })
        result["Layers"] = .array(
            image.layers.map { layer in
                [
                    "MediaType": .string(layer.mediaType.rawValue), "Digest": .string(layer.digest.description),
                    "Size": .int(layer.size),
                ]
            })
        if image.configuration.mediaType.isConfiguration {
            let limit = JSONLimits.standard.maximumBytes
            let configuration = try JSONValue(
                parsing: try await client.document(image.configuration, limit: limit))
            for (name, key) in [
                ("Id", nil), ("Created", "created"), ("Architecture", "architecture"), ("Variant", "variant"),
                ("Os", "os"),
                ("Author", "author"), ("Config", "config"), ("RootFS", "rootfs"), ("History", "history"),
            ] as [(String, String?)] {
                if let key {
                    result[name] = configuration[key]
                } else {
                    result[name] = .string(image.configuration.digest.description)
                }
            }
        }
        return .object(result)
    }
}

import LinuxSystem
import OCI
import Registry
import Storage

/// The documents of an image in a repository: the store's own where it has them, else the registry's.
struct ImageSource: Sendable {
    let store: Store
    let client: RegistryClient

    /// Indexes in each other.
    private static let maximumDepth = 4

    /// What a name leads to on a platform.
    struct Resolved {
        /// What the name itself stands for.
        let named: Digest
        /// The index that it stands for.
        let index: IndexDocument?
        let image: IncomingImage
    }

    /// Follows a name to an image for a platform.
    ///
    /// - Throws: `RegistryError`; `StorageError` with `wrongPlatform`, `notAnImage` and `invalidArchive`; `OCIError`.
    func resolve(_ name: ManifestReference, for platform: Platform, isExact: Bool) async throws -> Resolved {
        do { return try await follow(name, for: platform, isExact: isExact) } catch let error as OCIError {
            // A build asks for several images: the documents themselves do not say whose they are.
            throw OCIError(
                error.code, "reading \(client.repository)\(suffix(name)): \(error.message)",
                hint: error.hint ?? "the image is broken in the registry: push it again", cause: error.cause)
        }
    }

    private func follow(_ name: ManifestReference, for platform: Platform, isExact: Bool) async throws -> Resolved {
        var (bytes, type) = try await root(name)
        let named = Digest.of(bytes)
        var index: IndexDocument?
        for _ in 0..<Self.maximumDepth where type.isIndex {
            let document = try IndexDocument(bytes: bytes)
            if index == nil { index = document }
            let entry = try choice(of: document.value, for: platform, isExact: isExact)
            (bytes, type) = try await manifest(entry.digest)
        }
        guard type.isManifest || type == .dockerManifestSchema1 else {
            throw refused("it is of the type \(type)", name)
        }
        let manifest = try ManifestDocument(bytes: bytes)
        let configuration = try await configuration(of: manifest, name)
        let image = try IncomingImage(manifest: manifest, configuration: configuration)
        if index == nil, isExact, !platform.runs(configuration.value.platform) {
            throw StorageError(
                .wrongPlatform,
                "\(client.repository)\(suffix(name)) is for \(configuration.value.platform), not for \(platform)",
                hint: "leave out --platform, or name another image")
        }
        return Resolved(named: named, index: index, image: image)
    }

    private typealias Typed = (bytes: [UInt8], type: MediaType)

    /// What a name stands for. Of what the store has only the digest is asked for, and nothing where the repository is known to have it:
    /// that another one has it says nothing of this one.
    private func root(_ name: ManifestReference) async throws -> Typed {
        if case .digest(let digest) = name {
            guard let kept = try kept(digest) else { return typed(try await client.manifest(name)) }
            if try store.repositories(having: digest).contains(client.repository.name) { return kept }
        }
        var known: Typed?
        let loaded = try await client.manifest(name) { digest in
            known = try kept(digest)
            return known != nil
        }
        if let loaded { return typed(loaded) }
        guard let known else { preconditionFailure("what is not kept is loaded") }
        return known
    }

    /// A manifest or an index that another one names.
    private func manifest(_ digest: Digest) async throws -> Typed {
        if let kept = try kept(digest) { return kept }
        return typed(try await client.manifest(.digest(digest)))
    }

    /// A manifest or an index of the store.
    private func kept(_ digest: Digest) throws -> Typed? {
        guard let bytes = try store.blobIfPresent(digest), let type = Self.type(of: bytes) else { return nil }
        return (bytes, type)
    }

    private func typed(_ remote: RemoteManifest) -> Typed {
        (remote.bytes, Self.type(of: remote.bytes) ?? remote.mediaType)
    }

    /// What a document is by what it says: registries are known to put another word in the header. `nil` for what may be anything, as a
    /// configuration, which has a `config`, too, and for an image that is an index as well.
    private static func type(of bytes: [UInt8]) -> MediaType? {
        guard let json = try? JSONValue(parsing: bytes) else { return nil }  // whoever reads it says what is wrong
        let isIndex = json["manifests"] != nil
        if isIndex, json["config"] != nil || json["layers"] != nil { return nil }
        if let type = json["mediaType"]?.stringValue { return MediaType(type) }
        guard json["schemaVersion"] != nil else { return nil }
        if isIndex { return .ociIndex }
        return json["config"] != nil ? .ociManifest : nil
    }

    private func choice(of index: ImageIndex, for platform: Platform, isExact: Bool) throws -> Descriptor {
        if let entry = index.manifest(for: platform) { return entry }
        let runnable = index.runnable
        if !isExact, runnable.count == 1, let only = runnable.first, only.platform == nil,
            only.mediaType.isManifest || only.mediaType.isIndex
        {
            return only
        }
        guard runnable.contains(where: Self.mayBeImage) else { throw noImage("it is an index that holds no image") }
        let platforms = runnable.compactMap { $0.platform?.description }
        throw StorageError(
            .wrongPlatform, "no matching manifest for \(platform) in the manifest list entries of \(client.repository)",
            hint: platforms.isEmpty ? "it holds no image" : "it has: " + platforms.joined(separator: ", "))
    }

    /// Whether an entry of an index can be an image: caches have blobs there, and lists of what refers to an image have artifacts.
    private static func mayBeImage(_ entry: Descriptor) -> Bool {
        guard entry.mediaType.isManifest || entry.mediaType.isIndex else { return false }
        guard entry.platform == nil, let type = entry.artifactType else { return true }
        return MediaType(type).isConfiguration
    }

    private func configuration(
        of manifest: ManifestDocument, _ name: ManifestReference
    ) async throws -> ConfigurationDocument {
        let descriptor = manifest.value.configuration
        guard descriptor.mediaType.isConfiguration else {
            throw refused(
                "its configuration is of the type \(manifest.value.artifactType ?? descriptor.mediaType.rawValue)", name
            )
        }
        if let foreign = manifest.value.layers.first(where: { $0.mediaType.isNondistributable }) {
            throw StorageError(
                .invalidArchive,
                "the layer \(foreign.digest) of \(client.repository) is not handed on by registries (\(foreign.mediaType))",
                hint:
                    "such layers are of Windows images, and come from where their maker says; no Linux image needs one")
        }
        if let layer = manifest.value.strangeLayer {
            throw refused("its layer \(layer.digest) is of the type \(layer.mediaType)", name)
        }
        return try ConfigurationDocument(bytes: try await document(descriptor))
    }

    private func refused(_ what: String, _ name: ManifestReference) -> StorageError {
        noImage(what, ", or `strata copy docker://\(client.repository)\(suffix(name)) oci:DIR` keeps it as it is")
    }

    private func noImage(_ what: String, _ advice: String = "") -> StorageError {
        StorageError(
            .notAnImage, "\(client.repository) has no image there: \(what)",
            hint: "an artifact is no image: a tool that knows its kind loads it\(advice)")
    }

    /// A small blob, verified.
    private func document(_ descriptor: Descriptor) async throws -> [UInt8] {
        if let bytes = try store.blobIfPresent(descriptor.digest) { return bytes }
        return try await client.document(descriptor)
    }

    private func suffix(_ name: ManifestReference) -> String {
        if case .digest = name { "@\(name)" } else { ":\(name)" }
    }
}

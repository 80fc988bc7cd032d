internal import LinuxSystem
public import OCI
public import Registry
public import Storage
internal import Synchronization
internal import Transport

/// Build caches in registries (docs/cache-format.md).
///
/// A set of records is a manifest with its layers under a tag of its own, made of its digest, so that two writers never write
/// the same tag with other content. The plain tag is moved to the newest set as well, for registries that list no tags.
public struct RegistryCaches: CacheRegistry {
    /// So many sets are read before they are put together.
    private static let many = 8
    private let settings: RegistrySettings

    /// Makes the way to caches of registries.
    public init(settings: RegistrySettings) { self.settings = settings }

    /// All sets under a name, or the cache that an image there carries; `nil` where there is neither. A registry that does not answer is
    /// asked twice: the cache only helps.
    ///
    /// - Throws: `RegistryError`, `StorageError` with `invalidArchive`.
    public func open(_ name: ImageReference, in store: Store) async throws -> ImportedCache? {
        var settings = settings
        settings.retries.longestStandstill = .seconds(settings.http.stallSeconds) * 1.5
        let client = RegistryClient(Repository(name), settings: settings)
        let found = try await CacheSets.find(name, client)
        if let (cache, _) = try await found.cache(named: name.familiar, client) { return cache }
        return try await inline(found.plain, name, client)
    }

    /// Begins to write a set under a name.
    ///
    /// - Throws: `RegistryError`; `StorageError` with `conflict` where the name is an image's.
    public func begin(_ name: ImageReference, in store: Store) async throws -> any CacheRegistryExport {
        let client = RegistryClient(Repository(name), settings: settings)
        let found = try await CacheSets.find(name, client)
        if let plain = found.plain, CacheSet(plain) == nil {
            throw StorageError(
                .conflict, "exporting the cache to \(name.familiar): there is an image of that name",
                hint: "name another tag for the cache, as in \(name.repository.familiar):cache")
        }
        let existing = try await found.cache(named: name.familiar, client)
        // What could not be read is in no set that is written, and so it stays.
        let sets = existing?.sets ?? []
        return RegistryCacheExport(
            client: client, name: name, existing: existing?.cache, sets: sets,
            wantsCompaction: sets.count >= Self.many, work: try store.makeWorkDirectory())
    }

    /// The cache that an image carries in its configuration.
    private func inline(
        _ plain: RemoteManifest?, _ name: ImageReference, _ client: RegistryClient
    ) async throws -> ImportedCache? {
        guard var manifest = plain else { return nil }
        if manifest.mediaType.isIndex {
            let index = try Document<ImageIndex>(bytes: manifest.bytes).value
            guard let choice = index.manifest(for: .host) else { return nil }
            manifest = try await client.manifest(.digest(choice.digest))
        }
        let image = try ManifestDocument(bytes: manifest.bytes).value
        guard image.configuration.mediaType.isConfiguration else { return nil }
        let bytes = try await client.document(image.configuration)
        return try ImportedCache.open(
            ConfigurationDocument(bytes: bytes), layers: image.layers, named: name.familiar,
            blobs: RegistryCacheBlobs(client: client))
    }
}

/// The blobs of a repository, which is asked no more once it does not answer or lets nobody read.
final class RegistryCacheBlobs: CacheBlobs {
    private let client: RegistryClient
    private let isGivenUp = Mutex(false)

    init(client: RegistryClient) { self.client = client }

    func fetch(_ blob: Descriptor, to file: FileHandle) async throws -> Bool {
        if isGivenUp.withLock({ $0 }) { return false }
        do {
            try await client.blob(blob) { try file.write($0) }
            return true
        } catch let error as RegistryError {
            switch error.code {
            case .notFound: return false
            case .noAnswer, .unavailable, .rateLimited, .unauthorized, .denied: isGivenUp.withLock { $0 = true }
            default: break
            }
            throw StorageError(.missingBlob, error.message, hint: error.hint, cause: error.cause)
        }
    }
}

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
    /// So many images of an index are read for the caches that they carry.
    private static let imageLimit = 32
    private let settings: RegistrySettings
    private let givenUp = GivenUpRegistries()

    /// Makes the way to the caches of registries, for one build: a registry that does not answer is not asked again by it or by its copies.
    public init(settings: RegistrySettings) { self.settings = settings }

    /// All sets under a name, or the cache that an image there carries; `nil` where there is neither. A registry that does not answer is
    /// asked twice: the cache only helps.
    ///
    /// - Throws: `RegistryError`, `StorageError` with `invalidArchive`.
    public func open(_ name: ImageReference, in store: Store) async throws -> ImportedCache? {
        var settings = settings
        settings.retries.longestStandstill = .seconds(settings.http.stallSeconds) * 1.5
        let client = RegistryClient(Repository(name), settings: settings)
        return try await asking(client) {
            let found = try await CacheSets.find(name, client)
            let blobs = RegistryCacheBlobs(client: client, givenUp: givenUp)
            if let (cache, _) = try await found.cache(named: name.familiar, client, blobs) { return cache }
            if let plain = found.plain { return try await inline(plain, named: name.familiar, client, blobs) }
            if let fault = found.fault { throw fault }
            return nil
        }
    }

    /// Begins to write a set under a name.
    ///
    /// - Throws: `RegistryError`; `StorageError` with `conflict` where the name is an image's.
    public func begin(_ name: ImageReference, in store: Store) async throws -> any CacheRegistryExport {
        let client = RegistryClient(Repository(name), settings: settings)
        return try await asking(client, isWriting: true) {
            let found = try await CacheSets.find(name, client, atHome: true)
            if let plain = found.plain, CacheSet(plain) == nil {
                throw StorageError(
                    .conflict, "exporting the cache to \(name.familiar): there is an image of that name",
                    hint: "name another tag for the cache, as in \(name.repository.familiar):cache")
            }
            let blobs = RegistryCacheBlobs(client: client, givenUp: givenUp)
            let existing = try await found.cache(named: name.familiar, client, blobs)
            // What could not be read is in no set that is written, and so it stays.
            let sets = existing?.sets ?? []
            let isLarge = sets.count > 1 && CacheSets.areLarge(sets)
            return RegistryCacheExport(
                client: client, name: name, existing: existing?.cache, sets: sets,
                wantsCompaction: sets.count >= Self.many || isLarge, work: try store.makeWorkDirectory())
        }
    }

    /// Asks a registry unless it was given up before, and gives it up where it does not answer.
    private func asking<Result>(
        _ client: RegistryClient, isWriting: Bool = false, _ body: () async throws -> Result
    ) async throws -> Result {
        let host = client.repository.registry
        try givenUp.check(host, isWriting: isWriting)
        do { return try await body() } catch let error as RegistryError {
            givenUp.note(error, of: host)
            throw error
        }
    }

    /// The cache that an image carries in its configuration; of an index those of all its images, this machine's first, as one: a
    /// build for several platforms has steps in each.
    private func inline(
        _ plain: RemoteManifest, named name: String, _ client: RegistryClient, _ blobs: RegistryCacheBlobs
    ) async throws -> ImportedCache? {
        var rest = CacheSets.listBytes
        guard plain.mediaType.isIndex else {
            return try await inline(ManifestDocument(bytes: plain.bytes).value, named: name, client, blobs, &rest)
        }
        let index = try IndexDocument(bytes: plain.bytes).value
        let own = index.manifest(for: .host)
        // What runs nowhere is an attestation.
        let others = index.manifests.filter {
            $0.mediaType.isManifest && $0.platform?.os != "unknown" && $0.digest != own?.digest
        }
        var caches: [ImportedCache] = []
        var leftOut: [String] = []
        for entry in ([own].compactMap { $0 } + others).prefix(Self.imageLimit) {
            do {
                let manifest = try await client.manifest(.digest(entry.digest))
                let image = try ManifestDocument(bytes: manifest.bytes).value
                if let cache = try await inline(image, named: name, client, blobs, &rest) { caches.append(cache) }
            } catch let error as RegistryError where CacheSets.isOfOne(error) {
                leftOut.append("left out: \(error.message)")
            } catch let error as StorageError where error.code == .invalidArchive {
                leftOut.append("left out: \(error.message)")
            } catch let error as OCIError {
                leftOut.append("left out: the image \(entry.digest): \(error.message)")
            }
        }
        if caches.isEmpty, leftOut.isEmpty { return nil }
        return ImportedCache(named: name, merging: caches, leftOut: leftOut, blobs: blobs)
    }

    /// The cache that one image carries; nothing of one whose configuration has more bytes than may still be read.
    private func inline(
        _ image: Manifest, named name: String, _ client: RegistryClient, _ blobs: RegistryCacheBlobs,
        _ rest: inout Int64
    ) async throws -> ImportedCache? {
        guard image.configuration.mediaType.isConfiguration, image.configuration.size <= rest else { return nil }
        rest -= image.configuration.size
        let bytes = try await client.document(image.configuration)
        return try ImportedCache.open(
            ConfigurationDocument(bytes: bytes), layers: image.layers, named: name, blobs: blobs)
    }
}

/// The blobs of a repository, which is asked no more once it does not answer or lets nobody read.
final class RegistryCacheBlobs: CacheBlobs {
    private let client: RegistryClient
    private let givenUp: GivenUpRegistries
    private let isGivenUp = Mutex(false)

    init(client: RegistryClient, givenUp: GivenUpRegistries) { (self.client, self.givenUp) = (client, givenUp) }

    func fetch(_ blob: Descriptor, to file: FileHandle) async throws -> Bool {
        let host = client.repository.registry
        if isGivenUp.withLock({ $0 }) || givenUp.has(host) { return false }
        do {
            try await client.blob(blob) { try file.write($0) }
            return true
        } catch let error as RegistryError {
            givenUp.note(error, of: host, isOfBlob: true)
            switch error.code {
            case .notFound: return false
            case .noAnswer, .unavailable, .rateLimited, .unauthorized, .denied: isGivenUp.withLock { $0 = true }
            default: break
            }
            throw StorageError(.missingBlob, error.message, hint: error.hint, cause: error.cause)
        }
    }
}

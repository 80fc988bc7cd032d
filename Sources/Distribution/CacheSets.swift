internal import LinuxSystem
internal import OCI
internal import Registry
internal import Storage

/// One set of cache records in a registry.
struct CacheSet {
    let digest: Digest
    /// The list of records.
    let list: Descriptor
    /// The blobs of the layers that the set has.
    let layers: Set<Digest>

    /// `nil` for a manifest that is none.
    init?(_ manifest: RemoteManifest) {
        guard let document = try? ManifestDocument(bytes: manifest.bytes).value,
            document.artifactType == ImportedCache.artifactType,
            document.configuration.mediaType.rawValue == ImportedCache.listType
        else { return nil }
        digest = manifest.digest
        list = document.configuration
        layers = Set(document.layers.map(\.digest))
    }

    /// The tag of a set beside the plain one.
    static func tag(_ plain: String, _ digest: Digest) -> String { prefix(plain) + digest.hex.prefix(20) }

    static func prefix(_ plain: String) -> String { String(plain.prefix(90)) + "-strata." }

    /// Whether a tag is that of a set beside a plain one.
    static func isTag(_ tag: String, beside plain: String) -> Bool {
        let beginning = prefix(plain)
        return tag.hasPrefix(beginning) && tag.utf8.count == beginning.utf8.count + 20
            && tag.utf8.dropFirst(beginning.utf8.count).allSatisfy { (48...57).contains($0) || (97...102).contains($0) }
    }
}

/// What is under the name of a cache.
struct CacheSets {
    /// What the plain tag names, whatever it is.
    let plain: RemoteManifest?
    /// The sets, each once, in the order of their digests.
    let sets: [CacheSet]
    /// Whether all that were listed were there.
    let isWhole: Bool

    /// More sets are not read: whoever has the right to write could make others read for ever.
    private static let limit = 256

    /// So often a name is looked up again while its sets are being put together.
    private static let attempts = 4

    /// Looks a name up.
    ///
    /// A set that is listed and then is not there became part of a newer one meanwhile: all are listed again.
    static func find(_ name: ImageReference, _ client: RegistryClient) async throws -> CacheSets {
        var found = try await look(name, client)
        for _ in 1..<attempts where !found.isWhole { found = try await look(name, client) }
        return found
    }

    private static func look(_ name: ImageReference, _ client: RegistryClient) async throws -> CacheSets {
        let tag = name.tag ?? ImageReference.defaultTag
        let plain = try await manifest(name.digest.map { .digest($0) } ?? .tag(tag), client)
        var found = [plain]
        if name.digest == nil {
            let tags = try await listed(client).filter { CacheSet.isTag($0, beside: tag) }.sorted().prefix(limit)
            found += try await tags.map(atOnce: 4) { try await manifest(.tag($0), client) }
        }
        var sets: [Digest: CacheSet] = [:]
        for set in found.compactMap({ $0.flatMap { CacheSet($0) } }) { sets[set.digest] = set }
        return CacheSets(
            plain: plain, sets: sets.values.sorted { $0.digest < $1.digest },
            isWhole: found.dropFirst().allSatisfy { $0 != nil })
    }

    /// All sets as one cache, and which sets are in it; `nil` where there is none.
    ///
    /// A set that cannot be read or that names layers which it does not have is left out, and said: whoever may write could
    /// else take the cache away from all.
    func cache(
        named name: String, _ client: RegistryClient
    ) async throws -> (cache: ImportedCache, sets: [CacheSet])? {
        if sets.isEmpty { return nil }
        let blobs = RegistryCacheBlobs(client: client)
        var read: [(set: CacheSet, cache: ImportedCache)] = []
        var leftOut: [String] = []
        for set in sets {
            do {
                let list = try await client.document(set.list)
                let cache = try ImportedCache(named: "\(name), set \(set.digest)", list: list, blobs: blobs)
                if cache.layerBlobs.isSubset(of: set.layers) {
                    read.append((set, cache))
                } else {
                    leftOut.append("left out: the set \(set.digest) names layers that it does not have")
                }
            } catch let error as RegistryError where [.notFound, .wrongContent, .tooLarge].contains(error.code) {
                leftOut.append("left out: \(error.message)")
            } catch let error as StorageError where error.code == .invalidArchive {
                leftOut.append("left out: \(error.message)")
            }
        }
        let merged = ImportedCache(named: name, merging: read.map(\.cache), leftOut: leftOut, blobs: blobs)
        return (merged, read.map(\.set))
    }

    private static func manifest(
        _ reference: ManifestReference, _ client: RegistryClient
    ) async throws -> RemoteManifest? {
        do { return try await client.manifest(reference) } catch let error as RegistryError
            where error.code == .notFound
        { return nil }
    }

    /// The tags of the repository; none where there is no such repository, or the registry lists none.
    private static func listed(_ client: RegistryClient) async throws -> [String] {
        do { return try await client.tags() } catch let error as RegistryError
            where [.notFound, .refused, .denied, .unauthorized].contains(error.code)
        { return [] }
    }
}

internal import LinuxSystem
internal import OCI
internal import Registry
internal import Storage

/// One set of cache records in a registry.
struct CacheSet {
    let digest: Digest
    /// The list of records.
    let list: Descriptor

    /// `nil` for a manifest that is none.
    init?(_ manifest: RemoteManifest) {
        guard let document = try? ManifestDocument(bytes: manifest.bytes).value,
            document.artifactType == ImportedCache.artifactType,
            document.configuration.mediaType.rawValue == ImportedCache.listType
        else { return nil }
        digest = manifest.digest
        list = document.configuration
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

    /// More sets are not read: whoever has the right to write could make others read for ever.
    private static let limit = 256

    /// Looks a name up.
    static func find(_ name: ImageReference, _ client: RegistryClient) async throws -> CacheSets {
        let tag = name.tag ?? ImageReference.defaultTag
        let plain = try await manifest(name.digest.map { .digest($0) } ?? .tag(tag), client)
        var found = [plain].compactMap { $0 }
        if name.digest == nil {
            let tags = try await listed(client).filter { CacheSet.isTag($0, beside: tag) }.sorted().prefix(limit)
            found += try await tags.map(atOnce: 4) { try await manifest(.tag($0), client) }.compactMap { $0 }
        }
        var sets: [Digest: CacheSet] = [:]
        for set in found.compactMap({ CacheSet($0) }) { sets[set.digest] = set }
        return CacheSets(plain: plain, sets: sets.values.sorted { $0.digest < $1.digest })
    }

    /// All sets as one cache; `nil` where there is none.
    func cache(named name: String, _ client: RegistryClient) async throws -> ImportedCache? {
        if sets.isEmpty { return nil }
        var lists: [[UInt8]] = []
        for set in sets {
            do { lists.append(try await client.document(set.list)) } catch let error as RegistryError
                where error.code == .notFound
            {
                // Somebody put sets together meanwhile: the records are in a new one, which the next build finds.
                continue
            }
        }
        return try ImportedCache(named: name, lists: lists, blobs: RegistryCacheBlobs(client: client))
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

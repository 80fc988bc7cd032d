internal import LinuxSystem
internal import OCI
internal import Registry
internal import Storage

/// One set of cache records in a registry.
struct CacheSet {
    let digest: Digest
    /// The list of records.
    let list: Descriptor
    /// The blobs of the layers that the set has, and their sizes.
    let layers: [Digest: Int64]

    /// `nil` for a manifest that is none.
    init?(_ manifest: RemoteManifest) {
        guard let document = try? ManifestDocument(bytes: manifest.bytes).value,
            document.artifactType == ImportedCache.artifactType,
            document.configuration.mediaType.rawValue == ImportedCache.listType
        else { return nil }
        digest = manifest.digest
        list = document.configuration
        layers = Dictionary(document.layers.map { ($0.digest, $0.size) }) { first, _ in first }
    }

    /// Whether the set has all layers that its records name, as they name them: a registry takes no manifest with another size.
    func has(_ blobs: Set<Descriptor>) -> Bool { blobs.allSatisfy { layers[$0.digest] == $0.size } }

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
    /// Why the tags beside the plain one cannot be told, where what the registry sends for them is no list.
    let fault: RegistryError?

    /// More sets are not read: whoever has the right to write could make others read for ever.
    private static let limit = 256

    /// So many bytes of lists are read of all sets together: as records they take several times as much memory.
    static let listBytes: Int64 = 32 << 20

    /// So often a name is looked up again while its sets are being put together.
    private static let attempts = 4

    /// Looks a name up.
    ///
    /// A set that is listed and then is not there became part of a newer one meanwhile: all are listed again.
    ///
    /// - Parameter atHome: Whether no mirror is asked, as where a set is to be written.
    static func find(
        _ name: ImageReference, _ client: RegistryClient, atHome: Bool = false
    ) async throws -> CacheSets {
        var found = try await look(name, client, atHome)
        for _ in 1..<attempts where !found.isWhole { found = try await look(name, client, atHome) }
        return found
    }

    private static func look(
        _ name: ImageReference, _ client: RegistryClient, _ atHome: Bool
    ) async throws -> CacheSets {
        let tag = name.tag ?? ImageReference.defaultTag
        let plain = try await manifest(name.digest.map { .digest($0) } ?? .tag(tag), client, atHome)
        var found = [plain]
        var fault: RegistryError?
        if name.digest == nil {
            let answer = try await listed(client)
            let tags = answer.tags.filter { CacheSet.isTag($0, beside: tag) }.sorted().prefix(limit)
            found += try await tags.map(atOnce: 4) { try await manifest(.tag($0), client, atHome) }
            fault = answer.fault
        }
        var sets: [Digest: CacheSet] = [:]
        for set in found.compactMap({ $0.flatMap { CacheSet($0) } }) { sets[set.digest] = set }
        return CacheSets(
            plain: plain, sets: sets.values.sorted { $0.digest < $1.digest },
            isWhole: found.dropFirst().allSatisfy { $0 != nil }, fault: fault)
    }

    /// Whether the lists of some sets come near to what is read of all.
    static func areLarge(_ sets: [CacheSet]) -> Bool {
        var rest = listBytes / 2
        for set in sets {
            if set.list.size >= rest { return true }
            rest -= set.list.size
        }
        return false
    }

    /// Those of the sets that are read: the ones with small lists first, so that no large one takes away many.
    private var bounded: Set<Digest> {
        var rest = Self.listBytes
        var bounded: Set<Digest> = []
        for set in sets.sorted(by: { ($0.list.size, $0.digest) < ($1.list.size, $1.digest) }) {
            guard set.list.size <= rest else { break }
            rest -= set.list.size
            bounded.insert(set.digest)
        }
        return bounded
    }

    /// Whether an error is of what was asked for alone: the rest may be read.
    static func isOfOne(_ error: RegistryError) -> Bool { [.notFound, .wrongContent, .tooLarge].contains(error.code) }

    /// All sets as one cache, and which sets are in it; `nil` where there is none.
    ///
    /// A set that cannot be read or that names layers which it does not have is left out, and said: whoever may write could
    /// else take the cache away from all.
    func cache(
        named name: String, _ client: RegistryClient, _ blobs: RegistryCacheBlobs
    ) async throws -> (cache: ImportedCache, sets: [CacheSet])? {
        if sets.isEmpty { return nil }
        var read: [(set: CacheSet, cache: ImportedCache)] = []
        var leftOut: [String] = []
        if let fault { leftOut.append("left out: the sets beside the newest: \(fault.message)") }
        let bounded = bounded
        for set in sets {
            guard bounded.contains(set.digest) else {
                leftOut.append("left out: the set \(set.digest): the lists have more than 32 MiB together")
                continue
            }
            do {
                let list = try await client.document(set.list)
                let cache = try ImportedCache(named: "\(name), set \(set.digest)", list: list, blobs: blobs)
                if set.has(cache.layerBlobs) {
                    read.append((set, cache))
                } else {
                    leftOut.append("left out: the set \(set.digest) names layers that it does not have")
                }
            } catch let error as RegistryError where Self.isOfOne(error) {
                leftOut.append("left out: \(error.message)")
            } catch let error as StorageError where error.code == .invalidArchive {
                leftOut.append("left out: \(error.message)")
            }
        }
        let merged = ImportedCache(named: name, merging: read.map(\.cache), leftOut: leftOut, blobs: blobs)
        return (merged, read.map(\.set))
    }

    private static func manifest(
        _ reference: ManifestReference, _ client: RegistryClient, _ atHome: Bool
    ) async throws -> RemoteManifest? {
        do { return try await client.manifest(reference, atHome: atHome) } catch let error as RegistryError
            where error.code == .notFound
        { return nil }
    }

    /// The tags of the repository; none where there is no such repository, or the registry lists none, or what it sends is no list: that
    /// is said.
    private static func listed(_ client: RegistryClient) async throws -> (tags: [String], fault: RegistryError?) {
        do { return (try await client.tags(), nil) } catch let error as RegistryError {
            switch error.code {
            case .notFound, .refused, .denied, .unauthorized: return ([], nil)
            case .wrongContent, .tooLarge: return ([], error)
            default: throw error
            }
        }
    }
}

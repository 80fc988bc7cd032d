import OCI
import Storage

/// The caches from elsewhere that a build may use. They are opened when the build begins; layers are fetched when a step needs
/// them.
struct CacheImports: Sendable {
    let caches: [ImportedCache]

    /// None.
    static let none = CacheImports(caches: [])

    /// Opens what a request names, the registries at once. What cannot be used is said and left out, as BuildKit does: the build does
    /// without.
    static func open(_ request: BuildRequest, _ store: Store, _ reporter: ProgressReporter) async -> CacheImports {
        let sources = request.cacheSources.map { source in
            (source: source, line: reporter.started("importing cache manifest from \(source.name)"))
        }
        // Those of one registry come one after the other: where it does not answer, it is not asked for the next.
        let places = Dictionary(grouping: sources.indices) { sources[$0].source.registry }
        let found = await withTaskGroup(of: [(place: Int, cache: ImportedCache)].self) { group in
            for indices in places.values {
                group.addTask {
                    var caches: [(place: Int, cache: ImportedCache)] = []
                    for place in indices {
                        let (source, line) = sources[place]
                        if let cache = await open(source, request, store, reporter, line) {
                            caches.append((place, cache))
                        }
                    }
                    return caches
                }
            }
            return await group.reduce(into: []) { $0 += $1 }
        }
        return CacheImports(caches: found.sorted { $0.place < $1.place }.map(\.cache))
    }

    /// Opens one, and says what came of it.
    private static func open(
        _ source: CacheSource, _ request: BuildRequest, _ store: Store, _ reporter: ProgressReporter,
        _ line: BuildVertex
    ) async -> ImportedCache? {
        do {
            let cache = try await open(source, request, store)
            for fault in cache.leftOut { reporter.note(line, fault) }
            reporter.status(line, "\(cache.count) steps", done: true)
            reporter.completed(line)
            return cache
        } catch {
            reporter.failed(line, error)
            return nil
        }
    }

    private static func open(
        _ source: CacheSource, _ request: BuildRequest, _ store: Store
    ) async throws -> ImportedCache {
        switch source {
        case .local(let path, let digest, let tag): return try ImportedCache.open(path, digest: digest, tag: tag)
        case .image(let name):
            let image = try store.image(named: name)
            if let image, let cache = try ImportedCache.open(image, named: name, in: store) { return cache }
            guard let registry = request.cacheRegistry else {
                throw BuildError(
                    .badOption, "the store has no image \(name) that carries a cache",
                    hint: "load it first: strata load -i FILE")
            }
            if let cache = try await registry.open(ImageReference(parsing: name).withDefaultTag(), in: store) {
                return cache
            }
            throw BuildError(
                .badOption, "\(name) carries no cache",
                hint:
                    "write one with --cache-to type=registry,ref=\(name), or build the image with --cache-to type=inline"
            )
        }
    }

    /// What the layers of a base image contain together, where any of them knows; as the chain of a stack.
    func chain(ofBase diffIDs: [Digest]) -> Digest? {
        let key = ExportedRecord.baseKey(diffIDs)
        return caches.lazy.compactMap { $0.record(for: key) }.first?.contentDigest
    }

    /// The records of a key, in the order of the options.
    func records(for key: Digest) -> [(cache: ImportedCache, record: ExportedRecord)] {
        caches.compactMap { cache in cache.record(for: key).map { (cache, $0) } }
    }

    /// Whether any of them knows a shape.
    func hasRecord(shape: Digest) -> Bool { caches.contains { $0.hasRecord(shape: shape) } }
}

import OCI
import Storage

/// The caches from elsewhere that a build may use. They are opened when the build begins; layers are fetched when a step needs
/// them.
struct CacheImports: Sendable {
    let caches: [ImportedCache]

    /// None.
    static let none = CacheImports(caches: [])

    /// Opens what a request names. What cannot be used is said and left out, as BuildKit does: the build does without.
    static func open(_ request: BuildRequest, _ store: Store, _ reporter: ProgressReporter) -> CacheImports {
        CacheImports(
            caches: request.cacheSources.compactMap { source in
                let line = reporter.started("importing cache manifest from \(source.name)")
                do {
                    let cache = try open(source, store)
                    reporter.status(line, "\(cache.count) steps", done: true)
                    reporter.completed(line)
                    return cache
                } catch {
                    reporter.failed(line, error)
                    return nil
                }
            })
    }

    private static func open(_ source: CacheSource, _ store: Store) throws -> ImportedCache {
        switch source {
        case .local(let path, let digest, let tag): return try ImportedCache.open(path, digest: digest, tag: tag)
        case .image(let name):
            guard let image = try store.image(named: name) else {
                throw BuildError(
                    .badOption, "the store has no image \(name), and registries are not spoken to yet",
                    hint: "load it first: strata load -i FILE")
            }
            guard let cache = try ImportedCache.open(image, named: name, in: store) else {
                throw BuildError(
                    .badOption, "the image \(name) carries no cache",
                    hint: "build it with --cache-to type=inline")
            }
            return cache
        }
    }

    /// The records of a key, in the order of the options.
    func records(for key: Digest) -> [(cache: ImportedCache, record: ExportedRecord)] {
        caches.compactMap { cache in cache.record(for: key).map { (cache, $0) } }
    }

    /// Whether any of them knows a shape.
    func hasRecord(shape: Digest) -> Bool { caches.contains { $0.hasRecord(shape: shape) } }
}

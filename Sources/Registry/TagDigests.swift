internal import OCI
internal import Synchronization

/// What the tags of a repository stand for, for whoever removes several of them: the registry is asked once.
public final class TagDigests: Sendable {
    private let known = Mutex<[String: Digest]?>(nil)

    /// Knows nothing yet.
    public init() {}

    /// The tags of a manifest, sorted.
    ///
    /// - Parameters:
    ///   - tag: One of them. Where it is not known as such, what is known is older than the tag.
    ///   - look: Gives all tags with their manifests; called where nothing is known, or nothing recent.
    func tags(
        of digest: Digest, named tag: String, look: () async throws -> [String: Digest]
    ) async throws -> [String] {
        var digests = known.withLock { $0 } ?? [:]
        if digests[tag] != digest {
            let found = try await look()
            known.withLock { $0 = found }
            digests = found
        }
        return digests.filter { $0.value == digest }.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    /// Forgets a tag that was removed.
    func forget(_ tag: String) { known.withLock { known in _ = known?.removeValue(forKey: tag) } }

    /// Forgets the tags of a manifest that was removed.
    func forget(_ digest: Digest) { known.withLock { known in known = known?.filter { $0.value != digest } } }
}

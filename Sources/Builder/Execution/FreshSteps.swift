import BuildGraph
import OCI
import Synchronization

/// The RUN steps that several builds of one purpose carried out, whatever the cache had of earlier days.
///
/// What RUN gets from the network is not part of its key: builds that are compared have to get it on the same day.
final class FreshSteps: Sendable {
    private let keys = Mutex<Set<Digest>>([])

    /// Remembers that a step was carried out.
    func insert(_ key: Digest) {
        keys.withLock { _ = $0.insert(key) }
    }

    /// Whether a step may be taken from the cache.
    func allows(_ parts: KeyParts) -> Bool {
        parts.kind != "run" || keys.withLock { $0.contains(parts.key.digest) }
    }
}

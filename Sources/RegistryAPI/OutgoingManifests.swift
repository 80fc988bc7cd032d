import OCI
import Storage
import Synchronization

/// The documents with which images go out, as they were made before.
final class OutgoingManifests: Sendable {
    private struct Key: Hashable {
        let reference: ImageReference
        let manifest: Digest
        let index: Digest?

        init(_ reference: ImageReference, _ image: Image) {
            (self.reference, manifest, index) = (reference, image.manifestDigest, image.index?.digest)
        }
    }

    /// So many bytes are kept at most; then all are made anew.
    private static let limit = 32 << 20

    private struct State {
        var documents: [Key: [ServedManifest]] = [:]
        var size = 0
    }

    private let state = Mutex(State())

    func documents(_ reference: ImageReference, _ image: Image) -> [ServedManifest]? {
        state.withLock { $0.documents[Key(reference, image)] }
    }

    func remember(_ documents: [ServedManifest], _ reference: ImageReference, _ image: Image) {
        let size = documents.reduce(0) { $0 + $1.bytes.count }
        state.withLock { state in
            if state.size + size > Self.limit { state = State() }
            if state.documents.updateValue(documents, forKey: Key(reference, image)) == nil { state.size += size }
        }
    }
}

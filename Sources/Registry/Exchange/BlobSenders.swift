internal import OCI

/// Who sent the bytes of blobs, and who is not asked for one any more, as what came was wrong.
struct BlobSenders {
    private var senders: [Digest: [Endpoint]] = [:]
    private var refused: [Digest: [Endpoint]] = [:]

    /// Notes that a place sent some bytes of a blob.
    mutating func note(_ place: Endpoint, of blob: Digest) {
        if senders[blob, default: []].contains(where: { $0 === place }) { return }
        senders[blob, default: []].append(place)
    }

    /// Whether a place is not asked for a blob.
    func isRefused(_ place: Endpoint, _ blob: Digest) -> Bool {
        refused[blob]?.contains { $0 === place } == true
    }

    /// Forgets who sent a blob, and refuses those of them that are not `home`, which is asked last in any case.
    ///
    /// - Returns: Who sent it.
    mutating func refuse(_ blob: Digest, but home: Endpoint?) -> (all: [Endpoint], refused: [Endpoint]) {
        let all = senders.removeValue(forKey: blob) ?? []
        let mirrors = all.filter { $0 !== home }
        refused[blob, default: []] += mirrors
        return (all, mirrors)
    }
}

internal import OCI

extension TableEntry {
    /// Which bytes an entry has, and where they are in the blob: members of the entry that have the same names.
    struct Location: Hashable, Sendable {
        let kind: Kind
        let size: Int64
        let digest: Digest?
        let offset: Int64
        let end: Int64
        let position: Int64

        /// Whether its bytes are somewhere in the blob.
        var hasBytes: Bool { kind == .regular && size != 0 }

        /// Whether its bytes end before those of another entry begin, which may be in the same frames.
        func isBefore(_ other: Location) -> Bool {
            if end <= other.offset { return true }
            return offset == other.offset && end == other.end && size <= other.position - position
        }
    }

    /// Which bytes it has, and where.
    var location: Location {
        Location(kind: kind, size: size, digest: digest, offset: offset, end: end, position: position)
    }
}

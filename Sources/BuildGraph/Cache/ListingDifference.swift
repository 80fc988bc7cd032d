/// How what a COPY reads differs from what it read when its record was made.
public struct ListingDifference: Sendable, Hashable {
    /// What changed about one path.
    public struct Change: Sendable, Hashable {
        /// The path in the source.
        public let path: [UInt8]
        /// `content`, `mode`, `type`, `target`, `owner`, `attributes`.
        public let what: [String]
    }

    /// Paths that both have, and that differ.
    public private(set) var changed: [Change] = []
    /// Paths that only the new listing has.
    public private(set) var added: [[UInt8]] = []
    /// Paths that only the old listing has.
    public private(set) var removed: [[UInt8]] = []

    /// Nothing differs.
    public var isEmpty: Bool { changed.isEmpty && added.isEmpty && removed.isEmpty }

    /// Compares two listings.
    public init(new: CopyListing, old: CopyListing, linkKind: UInt8) {
        var (left, right) = (0, 0)
        while left < new.entries.count || right < old.entries.count {
            let entry = left < new.entries.count ? new.entries[left] : nil
            let before = right < old.entries.count ? old.entries[right] : nil
            if let entry, before.map({ entry.path.lexicographicallyPrecedes($0.path) }) ?? true {
                added.append(entry.path)
                left += 1
            } else if let before, entry.map({ before.path.lexicographicallyPrecedes($0.path) }) ?? true {
                removed.append(before.path)
                right += 1
            } else if let entry, let before {
                let what = Self.what(entry, before, linkKind)
                if !what.isEmpty { changed.append(Change(path: entry.path, what: what)) }
                left += 1
                right += 1
            }
        }
    }

    private static func what(_ new: CopyListing.Entry, _ old: CopyListing.Entry, _ linkKind: UInt8) -> [String] {
        if new == old { return [] }
        if new.kind != old.kind { return ["type"] }
        var what: [String] = []
        if new.content != old.content { what.append(new.kind == linkKind ? "target" : "content") }
        if new.permissions != old.permissions { what.append("mode") }
        if new.owner != old.owner { what.append("owner") }
        if new.attributes != old.attributes { what.append("attributes") }
        return what
    }
}

internal import OCI

/// What a COPY or ADD read or a RUN has mounted, entry by entry, kept beside its record so that a later miss can name files.
///
/// It explains and decides nothing: of each file's digest eight bytes are enough.
public struct CopyListing: Sendable {
    /// One file, directory or link.
    public struct Entry: Sendable, Hashable {
        /// The path in the source.
        public let path: [UInt8]
        /// What it is, as the builder numbers kinds.
        public let kind: UInt8
        /// The low twelve bits of its mode; 0 where they do not count.
        public let permissions: UInt16
        /// User and group; 0 where they do not count.
        public let owner: UInt64
        /// The beginning of the digest of a file's bytes, or of a link's target; 0 for others.
        public let content: UInt64
        /// The beginning of the digest of its attributes; 0 where it has none.
        public let attributes: UInt64

        /// Makes an entry.
        public init(
            path: [UInt8], kind: UInt8, permissions: UInt16, owner: UInt64, content: UInt64, attributes: UInt64
        ) {
            self.path = path
            self.kind = kind
            self.permissions = permissions
            self.owner = owner
            self.content = content
            self.attributes = attributes
        }
    }

    private static let version: UInt8 = 1
    /// In byte order of their paths.
    public let entries: [Entry]

    /// Makes a listing of entries in any order.
    public init(_ entries: [Entry]) {
        let isSorted = zip(entries, entries.dropFirst()).allSatisfy { Self.precedes($0, $1) }
        self.entries = isSorted ? entries : entries.sorted(by: Self.precedes)
    }

    /// The entries with their paths below another one.
    ///
    /// - Parameter path: with what all paths begin, and what the new place stands for.
    public func placed(from path: [UInt8], to place: [UInt8]) -> [Entry] {
        entries.map { entry in
            var rest = Array(entry.path.dropFirst(path.count))
            if !rest.isEmpty, rest.first != UInt8(ascii: "/") { rest.insert(UInt8(ascii: "/"), at: 0) }
            return Entry(
                path: place + rest, kind: entry.kind, permissions: entry.permissions, owner: entry.owner,
                content: entry.content, attributes: entry.attributes)
        }
    }

    private static func precedes(_ left: Entry, _ right: Entry) -> Bool {
        left.path.lexicographicallyPrecedes(right.path)
    }

    /// The listing as bytes: of each path only what differs from the one before, numbers in as few bytes as they need.
    public var bytes: [UInt8] {
        var result: [UInt8] = [Self.version]
        result.reserveCapacity(entries.count * 40)
        var last: [UInt8] = []
        for entry in entries {
            var shared = 0
            while shared < min(last.count, entry.path.count), last[shared] == entry.path[shared] { shared += 1 }
            Self.append(UInt64(shared), to: &result)
            Self.append(UInt64(entry.path.count - shared), to: &result)
            result += entry.path[shared...]
            result.append(entry.kind)
            Self.append(UInt64(entry.permissions), to: &result)
            Self.append(entry.owner, to: &result)
            for number in [entry.content, entry.attributes] {
                // Digests do not get shorter by being written as varying numbers.
                result.append(number == 0 ? 0 : 1)
                if number != 0 {
                    for shift in 0..<8 { result.append(UInt8(truncatingIfNeeded: number >> (8 * UInt64(shift)))) }
                }
            }
            last = entry.path
        }
        return result
    }

    /// Reads what ``bytes`` gives; `nil` for anything else.
    public init?(bytes: [UInt8]) {
        guard bytes.first == Self.version else { return nil }
        var reader = Reader(bytes: bytes, place: 1)
        var entries: [Entry] = []
        var last: [UInt8] = []
        while reader.place < bytes.count {
            guard let shared = reader.number(), let count = reader.number(), shared <= UInt64(last.count),
                let rest = reader.take(count), let kind = reader.take(1), let permissions = reader.number(),
                let owner = reader.number(), let content = reader.digest(), let attributes = reader.digest()
            else { return nil }
            last = Array(last.prefix(Int(shared))) + rest
            entries.append(
                Entry(
                    path: last, kind: kind.first ?? 0, permissions: UInt16(truncatingIfNeeded: permissions),
                    owner: owner,
                    content: content, attributes: attributes))
        }
        self.entries = entries
    }

    private static func append(_ number: UInt64, to bytes: inout [UInt8]) {
        var rest = number
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }

    private struct Reader {
        let bytes: [UInt8]
        var place: Int

        mutating func take(_ count: UInt64) -> ArraySlice<UInt8>? {
            guard count <= UInt64(bytes.count - place) else { return nil }
            defer { place += Int(count) }
            return bytes[place..<place + Int(count)]
        }

        mutating func number() -> UInt64? {
            var result: UInt64 = 0
            for shift in stride(from: UInt64(0), to: 64, by: 7) {
                guard let byte = take(1)?.first else { return nil }
                result |= UInt64(byte & 0x7F) << shift
                if byte < 0x80 { return result }
            }
            return nil
        }

        mutating func digest() -> UInt64? {
            guard let mark = take(1)?.first else { return nil }
            if mark == 0 { return 0 }
            return take(8).map { UInt64(littleEndianBytes: $0) }
        }
    }
}

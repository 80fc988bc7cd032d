public import OCI

extension TableOfContents {
    /// A regular file with bytes.
    public struct File: Hashable, Sendable {
        /// SHA-256 of the bytes.
        public let digest: Digest
        /// How many there are.
        public let size: Int64
        /// Where in the blob its frames are.
        public let range: Range<Int64>
        /// How many decompressed bytes stand before its own there: those of files that share its frames.
        public let position: Int64
        /// The path in the layer, as the table has it.
        public var path: [UInt8] { Array(name.utf8) }
        let name: String

        fileprivate init(_ entry: TableEntry) {
            guard let digest = entry.digest else { preconditionFailure("a file with bytes has a digest") }
            (self.digest, size, position, name) = (digest, entry.size, entry.position, entry.name)
            range = entry.offset..<entry.end
        }
    }

    /// The numbers of the files in the order of their digests.
    public func filesByDigest() throws -> NumberIndex {
        let reader = reader()
        var order = NumberIndex()
        for number in reader.indices { order.add(number, digest: try reader[number].digest) }
        order.sort()
        return order
    }

    /// Reads the regular files that have bytes, by their numbers in the order of the blob. Belongs to one thread.
    public final class FileReader {
        private let entries: TableEntries.Reader
        private let places: [UInt32]

        init(_ entries: TableEntries.Reader, _ places: [UInt32]) { (self.entries, self.places) = (entries, places) }

        /// The numbers of the files.
        public var indices: Range<Int> { places.indices }

        /// A file.
        public subscript(number: Int) -> File {
            get throws { File(try entries[Int(places[number])]) }
        }
    }
}

/// The regular files of a table that have bytes, in the order of the blob.
struct FileOrder {
    /// The most bytes that the files may have together.
    private static let totalLimit: Int64 = 1 << 44

    /// Their places among the entries.
    private(set) var places: [UInt32] = []
    private let entries: TableEntries

    /// Checks the entries on the way.
    ///
    /// - Throws: `badTable` for a name twice or with `..`, and for places that are missing, overlap, or are outside of the blob.
    init(_ entries: TableEntries, end: Int64) throws {
        self.entries = entries
        if let name = try entries.repeatedName() { throw TableOfContents.bad("it names “\(name)” twice") }
        let reader = entries.reader()
        var total: Int64 = 0
        var last: TableEntry?
        var isInOrder = true
        for number in 0..<entries.count {
            let entry = try reader[number]
            if entry.name.utf8.split(separator: LayerPath.slash).contains(where: { $0.elementsEqual("..".utf8) }) {
                throw TableOfContents.bad("it names “\(entry.name)”")
            }
            guard entry.hasBytes else { continue }
            guard entry.size > 0, entry.size <= Self.totalLimit - total, entry.digest != nil, entry.offset >= 0,
                entry.end > entry.offset, entry.end <= end
            else {
                throw TableOfContents.bad(
                    "it does not say where the bytes of “\(entry.name)” are, or says what cannot be")
            }
            total += entry.size
            places.append(UInt32(number))
            if let last, !last.isBefore(entry) { isInOrder = false }
            last = entry
        }
        if !isInOrder { try sort() }
    }

    /// What some writer has put in another order, or what overlaps.
    private mutating func sort() throws {
        let reader = entries.reader(isScattered: true)
        var keys: [(offset: Int64, position: Int64, place: UInt32)] = []
        for place in places {
            let entry = try reader[Int(place)]
            keys.append((entry.offset, entry.position, place))
        }
        keys.sort { ($0.offset, $0.position) < ($1.offset, $1.position) }
        places = keys.map(\.place)
        for (one, next) in zip(places, places.dropFirst()) {
            let (first, second) = (try reader[Int(one)], try reader[Int(next)])
            guard first.isBefore(second) else {
                throw TableOfContents.bad("“\(first.name)” and “\(second.name)” have bytes in common")
            }
        }
    }
}

extension TableEntry {
    /// Whether its bytes are somewhere in the blob.
    var hasBytes: Bool { kind == .regular && size != 0 }

    /// Whether its bytes end before those of another entry begin, which may be in the same frames.
    fileprivate func isBefore(_ other: TableEntry) -> Bool {
        if end <= other.offset { return true }
        return offset == other.offset && end == other.end && size <= other.position - position
    }
}

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

        fileprivate init(_ location: TableEntry.Location) {
            guard let digest = location.digest else { preconditionFailure("a file with bytes has a digest") }
            (self.digest, size, position) = (digest, location.size, location.position)
            range = location.offset..<location.end
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
            get throws { File(try entries.location(Int(places[number]))) }
        }

        /// The path of a file in the layer, as the table has it.
        public func path(_ number: Int) throws -> [UInt8] { try entries.name(Int(places[number])) }

        /// The path as a text.
        func name(_ number: Int) throws -> String { String(decoding: try path(number), as: UTF8.self) }
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
    /// - Throws: `badTable` for a name twice, and for places that are missing, overlap, or are outside of the blob.
    init(_ entries: TableEntries, end: Int64) throws {
        self.entries = entries
        if let name = try entries.repeatedName() { throw TableOfContents.bad("it names “\(name)” twice") }
        let reader = entries.reader()
        var total: Int64 = 0
        var last: TableEntry.Location?
        var isInOrder = true
        for number in 0..<entries.count {
            let file = try reader.location(number)
            guard file.hasBytes else { continue }
            guard file.size > 0, file.size <= Self.totalLimit - total, file.digest != nil, file.offset >= 0,
                file.end > file.offset, file.end <= end
            else {
                throw TableOfContents.bad(
                    "it does not say where the bytes of “\(try reader[number].name)” are, or says what cannot be")
            }
            total += file.size
            places.append(UInt32(number))
            if let last, !last.isBefore(file) { isInOrder = false }
            last = file
        }
        if !isInOrder { try sort() }
    }

    /// What some writer has put in another order, or what overlaps.
    private mutating func sort() throws {
        let reader = entries.reader(isScattered: true)
        var keys: [(offset: Int64, position: Int64, place: UInt32)] = []
        for place in places {
            let file = try reader.location(Int(place))
            keys.append((file.offset, file.position, place))
        }
        keys.sort { ($0.offset, $0.position) < ($1.offset, $1.position) }
        places = keys.map(\.place)
        for (one, next) in zip(places, places.dropFirst()) {
            guard try reader.location(Int(one)).isBefore(reader.location(Int(next))) else {
                let (first, second) = (try reader[Int(one)].name, try reader[Int(next)].name)
                throw TableOfContents.bad("“\(first)” and “\(second)” have bytes in common")
            }
        }
    }
}

public import OCI

/// The table of contents of a layer of zstd:chunked or eStargz, verified: what is in the layer, and where in the blob.
///
/// It serves to find bytes. What a layer consists of, its tar says: `TableCheck` compares.
public struct TableOfContents: Sendable {
    /// The entries, without the parts of files.
    let entries: [TableEntry]
    /// Places of the regular files that have bytes, in the order of the blob, among `entries`.
    let files: [Int]
    /// The compressed tar-split data, verified; `nil` where the table does not vouch for any.
    let split: [UInt8]?
    /// Where the blob's frames end that hold the tar.
    let end: Int64
    /// Whether behind the bytes of a file its part of the blob has the headers that follow, and times are cut to seconds.
    let isStargz: Bool

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
        public let path: [UInt8]
    }

    /// The regular files that have bytes, in the order of the blob.
    public var contents: [File] {
        files.map { place in
            let entry = entries[place]
            guard let digest = entry.digest else { preconditionFailure("a file with bytes has a digest") }
            return File(
                digest: digest, size: entry.size, range: entry.offset..<entry.end, position: entry.position,
                path: Array(entry.name.utf8))
        }
    }

    /// Where the bytes are that are no file's, where there is no tar-split data; those between the bytes of files that share frames
    /// are with the files.
    public var gaps: [Range<Int64>] {
        if split != nil { return [] }
        var result: [Range<Int64>] = []
        if let first = files.first.map({ entries[$0] }), first.position > 0 { result.append(first.offset..<first.end) }
        var position: Int64 = 0
        for place in files {
            if entries[place].offset > position { result.append(position..<entries[place].offset) }
            position = entries[place].end
        }
        return position < end ? result + [position..<end] : result
    }

    /// Reads the part of a blob that a layout names.
    ///
    /// - Throws: `badTable` where the bytes are not those that the manifest vouches for, or the table is none that can be:
    ///   overlapping or missing places, names with `..`, names twice, wrong kinds; `unsupported` where it is too large.
    public init(_ bytes: [UInt8], of layout: ChunkedLayout) throws {
        let start = Int(layout.table.offset - layout.range.lowerBound)
        let compressed = Array(bytes[start..<start + Int(layout.table.length)])
        guard Digest.of(compressed) == layout.table.digest else {
            throw Self.bad("its bytes do not have the digest that the manifest says")
        }
        let json = try Self.decompressed(compressed, layout.table.uncompressed)
        let document = try TableDocument(json)
        entries = document.entries
        isStargz = false
        end = layout.range.lowerBound - 8
        if let digest = document.splitDigest {
            guard let place = layout.split else { throw Self.bad("it counts on tar-split data that is nowhere") }
            let start = Int(place.lowerBound - layout.range.lowerBound)
            let split = Array(bytes[start..<start + place.count])
            guard Digest.of(split) == digest else { throw Self.bad("the tar-split data does not have its digest") }
            self.split = split
        } else {
            split = nil
        }
        files = try Self.files(entries, end: end)
    }

    private static func decompressed(_ bytes: [UInt8], _ size: Int64) throws -> [UInt8] {
        let source: DecompressingSource
        var result = [UInt8](repeating: 0, count: Int(size) + 1)
        do {
            source = try DecompressingSource(BytesSource(bytes))
            let count = try result.withUnsafeMutableBytes { try source.fill($0) }
            guard count == Int(size) else { throw bad("it has another size than the manifest says") }
        } catch let error as LayerArchiveError where error.code == .badCompression || error.code == .truncated {
            throw bad("it does not decompress")
        }
        result.removeLast()
        return result
    }

    /// The most bytes that the files may have together.
    private static let totalLimit: Int64 = 1 << 44

    /// Checks the entries, and puts the files with bytes in the order of the blob.
    static func files(_ entries: [TableEntry], end: Int64) throws -> [Int] {
        var names: Set<String> = []
        var result: [Int] = []
        var total: Int64 = 0
        for (place, entry) in entries.enumerated() {
            guard names.insert(entry.name).inserted else { throw bad("it names “\(entry.name)” twice") }
            if entry.name.utf8.split(separator: LayerPath.slash).contains(where: { $0.elementsEqual("..".utf8) }) {
                throw bad("it names “\(entry.name)”")
            }
            guard entry.kind == .regular, entry.size != 0 else { continue }
            guard entry.size > 0, entry.size <= totalLimit - total, entry.digest != nil, entry.offset >= 0,
                entry.end > entry.offset, entry.end <= end
            else { throw bad("it does not say where the bytes of “\(entry.name)” are, or says what cannot be") }
            total += entry.size
            result.append(place)
        }
        result.sort { (entries[$0].offset, entries[$0].position) < (entries[$1].offset, entries[$1].position) }
        for (one, next) in zip(result, result.dropFirst()) where !entries[one].isBefore(entries[next]) {
            throw bad("“\(entries[one].name)” and “\(entries[next].name)” have bytes in common")
        }
        return result
    }

    /// A table that may be right, and is larger than what is kept in memory.
    static func tooLarge(_ what: String) -> LayerArchiveError {
        LayerArchiveError(
            .unsupported, "the table of contents of a layer has \(what)", hint: "the layer has to be loaded whole")
    }

    static func bad(_ what: String) -> LayerArchiveError {
        LayerArchiveError(
            .badTable, "the table of contents of a layer is wrong: \(what)",
            hint: "the layer is hostile or broken: get the image from where it was made")
    }
}

extension TableEntry {
    /// Whether its bytes end before those of another entry begin, which may be in the same frames.
    fileprivate func isBefore(_ other: TableEntry) -> Bool {
        if end <= other.offset { return true }
        return offset == other.offset && end == other.end && size <= other.position - position
    }
}

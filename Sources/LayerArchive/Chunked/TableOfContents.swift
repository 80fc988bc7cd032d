public import LinuxSystem
internal import OCI

/// The table of contents of a layer of zstd:chunked or eStargz, verified: what is in the layer, and where in the blob.
///
/// It serves to find bytes. What a layer consists of, its tar says: `TableCheck` compares. The table itself is in a file: in memory
/// are some bytes for each entry.
public struct TableOfContents: Sendable {
    /// Opens a part of the blob, as its bytes are.
    public typealias Part = (Range<Int64>) throws -> any ByteSource

    /// The entries, without the parts of files.
    let entries: TableEntries
    /// Places of the regular files that have bytes, in the order of the blob, among `entries`.
    let files: [UInt32]
    /// Where in the blob the compressed tar-split data is, verified; `nil` where the table does not vouch for any.
    let split: Range<Int64>?
    /// Where the blob's frames end that hold the tar.
    let end: Int64
    /// Whether behind the bytes of a file its part of the blob has the headers that follow, and times are cut to seconds.
    let isStargz: Bool

    init(_ entries: TableEntries, split: Range<Int64>?, end: Int64, isStargz: Bool) throws {
        (self.entries, self.split, self.end, self.isStargz) = (entries, split, end, isStargz)
        files = try FileOrder(entries, end: end).places
    }

    /// How many regular files have bytes.
    public var fileCount: Int { files.count }

    /// A reader of these files for one thread.
    ///
    /// - Parameter isScattered: They are asked for in no order.
    public func reader(isScattered: Bool = false) -> FileReader {
        FileReader(entries.reader(isScattered: isScattered), files)
    }

    /// Goes through the parts of the blob that have to be there for the tar: those of files with bytes, by their numbers, in the order
    /// of the blob, and where there is no tar-split data, those between them. What is between the bytes of files that share frames is
    /// with the files.
    public func forEachPart(_ body: (Range<Int64>, _ file: Int?) throws -> Void) throws {
        let reader = reader()
        var position: Int64 = 0
        for number in files.indices {
            let file = try reader[number]
            if split == nil, number == 0, file.position > 0 { try body(file.range, nil) }
            if split == nil, file.range.lowerBound > position { try body(position..<file.range.lowerBound, nil) }
            try body(file.range, number)
            position = file.range.upperBound
        }
        if split == nil, position < end { try body(position..<end, nil) }
    }

    /// Reads the table that a layout names.
    ///
    /// - Parameters:
    ///   - file: An empty file that is open for writing and reading: the table is kept there.
    ///   - open: Opens parts of the blob.
    /// - Throws: `badTable` where the bytes are not those that the manifest vouches for, or the table is none that can be:
    ///   overlapping or missing places, names with `..`, names twice, wrong kinds; `unsupported` where it is too large.
    public init(of layout: ChunkedLayout, in file: FileHandle, opening open: Part) throws {
        let place = layout.table.offset..<layout.table.offset + layout.table.length
        guard try DigestingSource(open(place)).finalize() == layout.table.digest else {
            throw Self.bad("its bytes do not have the digest that the manifest says")
        }
        var entries = TableEntries(in: file)
        let json = try Decompressed(open(place), size: layout.table.uncompressed)
        let digest = try TableDocument.read(json) { try entries.append($0) }
        try json.finish()
        try entries.finish()
        let split = try digest.map { digest in
            guard let place = layout.split else { throw Self.bad("it counts on tar-split data that is nowhere") }
            guard try DigestingSource(open(place)).finalize() == digest else {
                throw Self.bad("the tar-split data does not have its digest")
            }
            return place
        }
        try self.init(entries, split: split, end: layout.range.lowerBound - 8, isStargz: false)
    }

    /// The decompressed table, which has to have its size.
    private final class Decompressed: ByteSource {
        private let source: DecompressingSource
        private var left: Int64

        init(_ part: any ByteSource, size: Int64) throws {
            source = try Self.blaming { try DecompressingSource(part) }
            left = size
        }

        func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
            let count = try Self.blaming { try source.read(into: buffer) }
            left -= Int64(count)
            guard left >= 0 else { throw Self.otherSize }
            return count
        }

        /// Looks whether all has been read.
        func finish() throws {
            guard left == 0 else { throw Self.otherSize }
        }

        private static var otherSize: LayerArchiveError { bad("it has another size than the manifest says") }

        private static func blaming<Result>(_ body: () throws -> Result) throws -> Result {
            do { return try body() } catch let error as LayerArchiveError
                where error.code == .badCompression || error.code == .truncated
            {
                throw bad("it does not decompress")
            }
        }
    }

    /// A table that may be right, and is larger than what is taken.
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

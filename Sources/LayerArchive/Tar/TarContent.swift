/// How far the content of the current entry has been read.
struct TarContent {
    /// A part of a content.
    enum Piece {
        case data(Chunk, Range<Int>)
        case hole(Int64)
        case none
    }

    /// The content's bytes, holes included.
    let size: Int64
    let isSparse: Bool
    private var pieces: [SparseMap.Piece]
    private var next = 0
    private var position: Int64 = 0
    private var storedLeft: Int64
    private let padding: Int64

    static let none = TarContent(plain: 0)

    /// A content that is stored as it is.
    init(plain size: Int64) {
        self.size = size
        isSparse = false
        pieces = size > 0 ? [SparseMap.Piece(offset: 0, length: size)] : []
        storedLeft = size
        padding = Int64(TarHeader.padding(size))
    }

    /// A content of which only the data between holes is stored.
    init(sparse map: SparseMap, stored: Int64) throws(LayerArchiveError) {
        guard map.stored == stored else {
            throw LayerArchiveError(
                .badRecord, "a sparse file has \(stored) bytes in the archive, its map says \(map.stored)")
        }
        size = map.size
        isSparse = true
        pieces = map.pieces.filter { $0.length > 0 }
        storedLeft = stored
        padding = Int64(TarHeader.padding(stored))
    }

    /// The next part.
    mutating func next(_ input: ChunkedInput, atMost limit: Int64) throws -> Piece {
        if position == size { return .none }
        let start = next < pieces.count ? pieces[next].offset : size
        if position < start {
            let count = min(start - position, limit)
            position += count
            return .hole(count)
        }
        let end = start + pieces[next].length
        guard let part = try input.take(atMost: min(end - position, limit)) else {
            throw TarReader.truncated("the archive ends inside a file: \(storedLeft) bytes of it are missing")
        }
        position += Int64(part.range.count)
        storedLeft -= Int64(part.range.count)
        if position == end { next += 1 }
        return .data(part.chunk, part.range)
    }

    /// Passes over what is left, and over the filling up to the next block. Whether that was zeros, where it is read.
    mutating func skipRest(of input: ChunkedInput, readingPadding: Bool = false) throws -> Bool {
        let wanted = storedLeft.addingReportingOverflow(readingPadding ? 0 : padding)
        guard !wanted.overflow, try input.skip(wanted.partialValue) == wanted.partialValue else {
            throw TarReader.truncated("the archive ends inside a file")
        }
        storedLeft = 0
        if !readingPadding || padding == 0 { return true }
        let filling = try input.read(Int(padding))
        guard filling.count == Int(padding) else { throw TarReader.truncated("the archive ends inside a file") }
        return filling.allSatisfy { $0 == 0 }
    }
}

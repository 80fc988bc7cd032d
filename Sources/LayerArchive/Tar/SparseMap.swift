/// Where the data of a sparse file lies; what is between is zeros.
struct SparseMap: Hashable {
    struct Piece: Hashable {
        let offset: Int64
        let length: Int64
    }

    /// In their order, none overlapping, all inside the file.
    let pieces: [Piece]
    /// The file's size with its holes.
    let size: Int64

    init(_ pieces: [Piece], size: Int64, limits: ArchiveLimits) throws(LayerArchiveError) {
        guard pieces.count <= limits.sparsePieces else {
            throw LayerArchiveError(
                .tooLarge, "a sparse file has \(pieces.count) pieces; at most \(limits.sparsePieces) are read")
        }
        guard size >= 0, size <= limits.sparseBytes else {
            throw LayerArchiveError(
                .tooLarge,
                "a sparse file has \(size) bytes with its holes, more than the \(limits.sparseBytes) that are read",
                hint:
                    "digests go over the zeros of holes, too: make the file smaller (truncate -s), or when the container starts"
            )
        }
        var end: Int64 = 0
        for piece in pieces {
            guard piece.offset >= end, piece.length >= 0, piece.length <= size, piece.offset <= size - piece.length
            else {
                throw LayerArchiveError(.badRecord, "the pieces of a sparse file overlap or lie outside of it")
            }
            end = piece.offset + piece.length
        }
        self.pieces = pieces
        self.size = size
    }

    /// The bytes of data.
    var stored: Int64 { pieces.reduce(0) { $0 + $1.length } }

    /// Offsets and lengths in turn, as `GNU.sparse.map` and the maps in headers have them.
    static func pieces(_ numbers: [Int64]) throws(LayerArchiveError) -> [Piece] {
        guard numbers.count % 2 == 0 else {
            throw LayerArchiveError(.badRecord, "the map of a sparse file has an offset without a length")
        }
        return stride(from: 0, to: numbers.count, by: 2).map {
            Piece(offset: numbers[$0], length: numbers[$0 + 1])
        }
    }
}

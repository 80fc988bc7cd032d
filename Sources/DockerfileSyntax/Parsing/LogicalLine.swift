/// An instruction with its continuation lines joined, able to tell where each byte came from.
struct LogicalLine: Sendable, Hashable {
    private(set) var bytes: [UInt8] = []
    private var map = SourceMap()

    /// Adds bytes that begin at `source` in the file.
    mutating func append(_ part: ArraySlice<UInt8>, source: Int) {
        map.add(from: bytes.count, source: source)
        bytes.append(contentsOf: part)
    }

    /// The place in the file of a byte.
    func sourceOffset(of index: Int) -> Int { map.offset(of: index) }

    /// All of the line without surrounding space.
    var trimmed: LinePiece { LinePiece(line: self, bounds: 0..<bytes.count).trimmed }
}

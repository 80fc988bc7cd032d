public import OCI

/// Where in a zstd:chunked blob its table of contents and its tar-split data are, as the descriptor of the verified manifest says.
public struct ChunkedLayout: Hashable, Sendable {
    /// The most bytes that a table, or tar-split data, may have in the blob.
    static let compressedLimit: Int64 = 256 << 20
    /// The most bytes that a table may have.
    static let tableLimit: Int64 = 1 << 30

    let table: ChunkedFormat.Part
    /// The digest of this one is in the table.
    let split: Range<Int64>?

    /// Reads the annotations of a layer; `nil` where they name no table, or one that cannot be.
    public init?(_ blob: Descriptor) {
        let annotations = blob.annotations
        guard
            let digest = (annotations[ChunkedFormat.tableDigest] ?? annotations[ChunkedFormat.oldTableDigest])
                .flatMap({ Digest($0) }),
            let position = annotations[ChunkedFormat.tablePosition] ?? annotations[ChunkedFormat.oldTablePosition],
            let numbers = Self.numbers(position), numbers.count == 4, numbers[3] == ChunkedFormat.kind,
            let place = Self.place(numbers, in: blob), numbers[2] > 0, numbers[2] <= Self.tableLimit
        else { return nil }
        table = ChunkedFormat.Part(
            offset: place.lowerBound, length: Int64(place.count), uncompressed: numbers[2], digest: digest)
        let split = annotations[ChunkedFormat.splitPosition].flatMap(Self.numbers)
        self.split = split.flatMap { $0.count == 3 ? Self.place($0, in: blob) : nil }
        // They lie beside each other; nobody asks for what is between.
        guard Int64(range.count) <= 2 * Self.compressedLimit + 64 else { return nil }
    }

    /// What has to be loaded first: table and tar-split data.
    public var range: Range<Int64> {
        let end = table.offset + table.length
        guard let split else { return table.offset..<end }
        return min(table.offset, split.lowerBound)..<max(end, split.upperBound)
    }

    private static func numbers(_ text: String) -> [Int64]? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false).map { Int64($0) }
        return parts.contains(nil) ? nil : parts.compactMap { $0 }
    }

    private static func place(_ numbers: [Int64], in blob: Descriptor) -> Range<Int64>? {
        let (offset, length) = (numbers[0], numbers[1])
        guard offset > 0, length > 0, length <= compressedLimit, offset < blob.size, length <= blob.size - offset else {
            return nil
        }
        return offset..<offset + length
    }
}

/// The map of a sparse file in the old GNU form: four pieces in the header, 21 in each block that follows it.
struct OldSparseHeader {
    let map: SparseMap

    init(_ block: TarBlock, _ input: ChunkedInput, _ limits: ArchiveLimits) throws {
        guard block.format == .gnu else {
            throw LayerArchiveError(.badHeader, "\(shown(block.path)) is a sparse file, but the header is not GNU's")
        }
        let size = try block.number(483..<495, "size")
        var numbers: [Int64] = []
        var isComplete = try Self.read(block.bytes[386..<482], &numbers)
        var goesOn = block.bytes[482] != 0
        while goesOn {
            let bytes = try input.read(TarHeader.blockSize)
            guard bytes.count == TarHeader.blockSize else {
                throw TarReader.truncated("the archive ends inside the map of a sparse file")
            }
            if !isComplete { isComplete = try Self.read(bytes[0..<504], &numbers) }
            guard numbers.count <= 2 * limits.sparsePieces else {
                throw LayerArchiveError(.tooLarge, "a sparse file has more than \(limits.sparsePieces) pieces")
            }
            goesOn = bytes[504] != 0
            if isComplete && goesOn { throw Self.broken }
        }
        map = try SparseMap(SparseMap.pieces(numbers), size: size, limits: limits)
    }

    /// Reads pieces until the first empty one; whether there was one.
    private static func read(_ bytes: ArraySlice<UInt8>, _ numbers: inout [Int64]) throws -> Bool {
        var rest = bytes
        while rest.count >= 24 {
            if rest.prefix(24).first == 0 { return true }
            guard let offset = TarNumber.parse(rest.prefix(12)),
                let length = TarNumber.parse(rest.dropFirst(12).prefix(12))
            else { throw broken }
            numbers += [offset, length]
            rest = rest.dropFirst(24)
        }
        return false
    }

    private static let broken = LayerArchiveError(.badRecord, "the map of a sparse file is broken")
}

/// The map of a sparse file in GNU's form 1.0: decimal lines at the beginning of its data, filled up to a block.
struct SparseMapInData {
    let map: SparseMap
    /// The bytes that the map took.
    let length: Int64

    init(_ input: ChunkedInput, size: Int64, stored: Int64, _ limits: ArchiveLimits) throws {
        var reader = Lines(input: input, left: min(stored, Int64(limits.headerBytes)))
        let count = try reader.number()
        guard count >= 0, count <= Int64(limits.sparsePieces) else {
            throw LayerArchiveError(
                .tooLarge, "a sparse file has \(count) pieces; at most \(limits.sparsePieces) are read")
        }
        var numbers: [Int64] = []
        for _ in 0..<(2 * count) { numbers.append(try reader.number()) }
        length = reader.taken
        map = try SparseMap(SparseMap.pieces(numbers), size: size, limits: limits)
    }

    private struct Lines {
        let input: ChunkedInput
        var left: Int64
        var taken: Int64 = 0
        private var rest: ArraySlice<UInt8> = []

        init(input: ChunkedInput, left: Int64) {
            self.input = input
            self.left = left
        }

        mutating func number() throws -> Int64 {
            var digits: [UInt8] = []
            while true {
                if rest.isEmpty { try fill() }
                guard let byte = rest.popFirst() else { continue }
                if byte == UInt8(ascii: "\n") { break }
                digits.append(byte)
                if digits.count > 20 { throw Self.broken }
            }
            guard let value = TarNumber.decimal(digits) else { throw Self.broken }
            return value
        }

        private mutating func fill() throws {
            guard left >= Int64(TarHeader.blockSize) else { throw Self.broken }
            let block = try input.read(TarHeader.blockSize)
            guard block.count == TarHeader.blockSize else {
                throw TarReader.truncated("the archive ends inside the map of a sparse file")
            }
            left -= Int64(block.count)
            taken += Int64(block.count)
            rest = block[...]
        }

        private static let broken = LayerArchiveError(.badRecord, "the map of a sparse file is broken")
    }
}

/// A tree as bytes, to be read again by the same version of Strata: numbers in little-endian order, table after table. It goes piece by
/// piece in both directions, so that a large tree is in memory once.
extension LayerTree {
    private static let version: UInt64 = 0x7374_7261_7461_0002

    /// Calls with the bytes of the tree, some at a time.
    public func encode(_ take: ([UInt8]) throws -> Void) rethrows {
        var writer = NumberWriter()
        for number in [
            Self.version, UInt64(entries.count), UInt64(owners.count), UInt64(wide.count), UInt64(directories.count),
            UInt64(contentNumbers.count), UInt64(contents.count), UInt64(bytes.count), UInt64(bitPattern: headerBytes),
            UInt64(archivedCount),
        ] {
            writer.append(number)
        }
        for entry in entries {
            writer.append(entry.parent, entry.nameOffset)
            writer.append(entry.size, entry.modified)
            writer.append(entry.attributes, 0)
            try writer.flush(take)
        }
        for owner in owners {
            writer.append(owner.userID, owner.groupID)
            writer.append(UInt64(owner.permissions))
            try writer.flush(take)
        }
        for number in wide { try writer.append(UInt64(bitPattern: number), take) }
        for (directory, first) in zip(directories.directories, directories.firsts) {
            writer.append(directory, first)
            try writer.flush(take)
        }
        for number in contentNumbers { try writer.append(UInt64(number), take) }
        for content in contents {
            writer.append(content.words.0)
            try writer.append(content.words.1, take)
        }
        try writer.flush(take, all: true)
        for start in stride(from: 0, to: bytes.count, by: NumberWriter.pieceSize) {
            try take(Array(bytes[start..<min(start + NumberWriter.pieceSize, bytes.count)]))
        }
    }

    /// Reads what ``encode(_:)`` gave; `nil` for bytes of another version, or too few. They are trusted otherwise: who keeps them
    /// keeps a checksum with them.
    ///
    /// - Parameter read: Gives the next bytes, exactly as many as it is asked for; `nil` where they are not there.
    public init?(decoding read: (Int) -> [UInt8]?) {
        guard let head = read(80) else { return nil }
        var reader = NumberReader(bytes: head)
        guard reader.next() == Self.version else { return nil }
        let counts = (0..<7).map { _ in Int(truncatingIfNeeded: reader.next()) }
        guard counts.allSatisfy({ (0..<1 << 32).contains($0) }), counts[0] > 0 else { return nil }
        headerBytes = Int64(bitPattern: reader.next())
        archivedCount = Int(truncatingIfNeeded: reader.next())
        guard readEntries(counts, read), readContents(counts, read) else { return nil }
        bytes.reserveCapacity(counts[6])
        while bytes.count < counts[6] {
            guard let piece = read(min(NumberWriter.pieceSize, counts[6] - bytes.count)) else { return nil }
            bytes.append(contentsOf: piece)
        }
    }

    private mutating func readEntries(_ counts: [Int], _ read: (Int) -> [UInt8]?) -> Bool {
        entries.reserveCapacity(counts[0])
        let hasEntries = NumberReader.forEach(counts[0], of: 3, read) { numbers in
            let (places, sizes, rest) = (numbers.next(), numbers.next(), numbers.next())
            entries.append(
                PackedEntry(
                    parent: places.low, nameOffset: places.high, size: sizes.low, modified: sizes.high,
                    attributes: rest.low))
        }
        let hasOwners = NumberReader.forEach(counts[1], of: 2, read) { numbers in
            let (ids, rest) = (numbers.next(), numbers.next())
            owners.append(
                EntryOwner(userID: ids.low, groupID: ids.high, permissions: UInt16(truncatingIfNeeded: rest)))
        }
        let hasWide = NumberReader.forEach(counts[2], of: 1, read) { wide.append(Int64(bitPattern: $0.next())) }
        return hasEntries && hasOwners && hasWide
    }

    private mutating func readContents(_ counts: [Int], _ read: (Int) -> [UInt8]?) -> Bool {
        let hasDirectories = NumberReader.forEach(counts[3], of: 1, read) { numbers in
            let places = numbers.next()
            directories.append(Int(places.low), first: Int(places.high))
        }
        contentNumbers.reserveCapacity(counts[4])
        let hasNumbers = NumberReader.forEach(counts[4], of: 1, read) { contentNumbers.append($0.next().low) }
        contents.reserveCapacity(counts[5])
        let hasContents = NumberReader.forEach(counts[5], of: 2, read) { numbers in
            let first = numbers.next()
            contents.append(ContentID(first, numbers.next()))
        }
        return hasDirectories && hasNumbers && hasContents
    }
}

extension UInt64 {
    fileprivate var low: UInt32 { UInt32(truncatingIfNeeded: self) }
    fileprivate var high: UInt32 { UInt32(truncatingIfNeeded: self >> 32) }
}

/// Gathers numbers until they are a piece.
private struct NumberWriter {
    static let pieceSize = 1 << 16
    private var bytes: [UInt8] = []

    init() { bytes.reserveCapacity(Self.pieceSize + 128) }

    mutating func append(_ number: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }

    mutating func append(_ low: UInt32, _ high: UInt32) { append(UInt64(low) | UInt64(high) << 32) }

    mutating func append(_ number: UInt64, _ take: ([UInt8]) throws -> Void) rethrows {
        append(number)
        try flush(take)
    }

    /// Gives away what is a piece, or all that there is.
    mutating func flush(_ take: ([UInt8]) throws -> Void, all: Bool = false) rethrows {
        guard all || bytes.count >= Self.pieceSize else { return }
        try take(bytes)
        bytes.removeAll(keepingCapacity: true)
    }
}

private struct NumberReader {
    private let bytes: [UInt8]
    private var place = 0

    init(bytes: [UInt8]) { self.bytes = bytes }

    /// The next eight bytes; the caller knows that they are there.
    mutating func next() -> UInt64 {
        var number: UInt64 = 0
        for index in 0..<8 { number |= UInt64(bytes[place + index]) << UInt64(index * 8) }
        place += 8
        return number
    }

    /// Calls for each of some records of so many numbers, which it takes; `false` where bytes are missing.
    static func forEach(
        _ count: Int, of numbers: Int, _ read: (Int) -> [UInt8]?, _ body: (inout NumberReader) -> Void
    ) -> Bool {
        var rest = count
        while rest > 0 {
            let some = min(rest, NumberWriter.pieceSize / (8 * numbers))
            guard let piece = read(some * 8 * numbers) else { return false }
            var reader = NumberReader(bytes: piece)
            for _ in 0..<some { body(&reader) }
            rest -= some
        }
        return true
    }
}

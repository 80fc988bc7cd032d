/// A tree as bytes, to be read again by the same version of Strata: numbers in little-endian order, field after field.
extension LayerTree {
    private static let version: UInt64 = 0x7374_7261_7461_0001

    /// The tree as bytes.
    public func encoded() -> [UInt8] {
        var writer = NumberWriter()
        writer.bytes.reserveCapacity(entries.count * 48 + bytes.count + contents.count * 16 + 64)
        writer.append(Self.version)
        writer.append(UInt64(entries.count))
        writer.append(UInt64(bytes.count))
        writer.append(UInt64(contents.count))
        writer.append(UInt64(bitPattern: headerBytes))
        writer.append(UInt64(archivedCount))
        for entry in entries {
            writer.append(UInt64(bitPattern: entry.size))
            writer.append(UInt64(bitPattern: entry.modified))
            writer.append(UInt64(entry.parent) | UInt64(entry.firstChild) << 32)
            writer.append(UInt64(entry.nameOffset) | UInt64(entry.content) << 32)
            writer.append(UInt64(entry.userID) | UInt64(entry.groupID) << 32)
            writer.append(UInt64(entry.permissions) | UInt64(entry.kind.rawValue) << 16 | UInt64(entry.flags) << 24)
        }
        for content in contents {
            writer.append(content.words.0)
            writer.append(content.words.1)
        }
        writer.bytes.append(contentsOf: bytes)
        return writer.bytes
    }

    /// Reads what ``encoded()`` gave; `nil` for bytes of another version or another length. They are trusted otherwise: who keeps them
    /// keeps a checksum with them.
    public init?(encoded: ArraySlice<UInt8>) {
        var reader = NumberReader(bytes: encoded)
        guard encoded.count >= 48, reader.next() == Self.version else { return nil }
        let (count, byteCount, contentCount) = (Int(reader.next()), Int(reader.next()), Int(reader.next()))
        guard count > 0, count < 1 << 32, byteCount >= 0, byteCount < 1 << 32, contentCount >= 0,
            contentCount < 1 << 32,
            encoded.count == 48 + count * 48 + contentCount * 16 + byteCount
        else { return nil }
        self.init(entries: [], bytes: [], contents: [], headerBytes: Int64(bitPattern: reader.next()), archivedCount: 0)
        archivedCount = Int(reader.next())
        entries.reserveCapacity(count)
        for _ in 0..<count {
            guard let entry = Entry(&reader) else { return nil }
            entries.append(entry)
        }
        contents.reserveCapacity(contentCount)
        for _ in 0..<contentCount { contents.append(ContentID(reader.next(), reader.next())) }
        bytes = Array(encoded.suffix(byteCount))
    }
}

extension LayerTree.Entry {
    fileprivate init?(_ reader: inout NumberReader) {
        let (size, modified, places) = (reader.next(), reader.next(), reader.next())
        let (names, owners, rest) = (reader.next(), reader.next(), reader.next())
        guard let kind = TreeEntryKind(rawValue: UInt8(truncatingIfNeeded: rest >> 16)) else { return nil }
        self.init(
            size: Int64(bitPattern: size), modified: Int64(bitPattern: modified),
            parent: UInt32(truncatingIfNeeded: places), firstChild: UInt32(truncatingIfNeeded: places >> 32),
            nameOffset: UInt32(truncatingIfNeeded: names), content: UInt32(truncatingIfNeeded: names >> 32),
            userID: UInt32(truncatingIfNeeded: owners), groupID: UInt32(truncatingIfNeeded: owners >> 32),
            permissions: UInt16(truncatingIfNeeded: rest), kind: kind, flags: UInt8(truncatingIfNeeded: rest >> 24))
    }
}

private struct NumberWriter {
    var bytes: [UInt8] = []

    mutating func append(_ number: UInt64) {
        for shift in stride(from: UInt64(0), to: 64, by: 8) { bytes.append(UInt8(truncatingIfNeeded: number >> shift)) }
    }
}

private struct NumberReader {
    let bytes: ArraySlice<UInt8>
    private var place: Int

    init(bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
        place = bytes.startIndex
    }

    /// The next eight bytes; the caller knows that they are there.
    mutating func next() -> UInt64 {
        var number: UInt64 = 0
        for index in 0..<8 { number |= UInt64(bytes[place + index]) << UInt64(index * 8) }
        place += 8
        return number
    }
}

internal import LinuxSystem
internal import OCI

/// An entry as bytes, for a file that nobody else reads: first what has a fixed length, then the name, then the rest.
extension TableEntry {
    /// Where the bytes are: what a record begins with, as it may change.
    static func place(offset: Int64, end: Int64, position: Int64) -> [UInt8] {
        withUnsafeBytes(of: (offset.littleEndian, end.littleEndian, position.littleEndian)) { Array($0) }
    }

    private static let sizePlace = 24
    private static let digestPlace = 32
    private static let kindPlace = 64
    private static let hasDigestPlace = 65
    private static let namePlace = 66

    /// The kinds by their number in a record.
    private static let order: [Kind] = [
        .regular, .hardLink, .characterDevice, .blockDevice, .directory, .pipe, .symbolicLink, .chunk,
    ]

    /// The entry as a record.
    var record: [UInt8] {
        var bytes = Self.place(offset: offset, end: end, position: position)
        bytes.reserveCapacity(160 + name.utf8.count)
        withUnsafeBytes(of: size.littleEndian) { bytes += $0 }
        if let digest { digest.append(to: &bytes) } else { bytes += [UInt8](repeating: 0, count: 32) }
        bytes += [UInt8(Self.order.firstIndex(of: kind) ?? 0), digest == nil ? 0 : 1]
        func add(_ number: Int64) { LEB128.append(UInt64(bitPattern: number << 1 ^ number >> 63), to: &bytes) }
        func add(_ text: String) {
            add(Int64(text.utf8.count))
            bytes += text.utf8
        }
        add(name)
        for number in [mode, userID, groupID, major, minor, lastFrame, lastStart] { add(number) }
        for text in [link, userName, groupName] { add(text) }
        add(modified == nil ? 0 : 1)
        if let modified {
            add(modified.seconds)
            add(modified.nanoseconds)
        }
        add(Int64(attributes.count))
        for (key, value) in attributes {
            add(key)
            add(value)
        }
        return bytes
    }

    /// Reads what `record` gave.
    init(record: UnsafeRawBufferPointer) {
        let location = Location(record: record)
        var cursor = RecordCursor(record, at: Self.namePlace)
        self.init(kind: location.kind, name: cursor.text())
        (offset, end, position) = (location.offset, location.end, location.position)
        (size, digest) = (location.size, location.digest)
        (mode, userID, groupID) = (cursor.number(), cursor.number(), cursor.number())
        (major, minor) = (cursor.number(), cursor.number())
        (lastFrame, lastStart) = (cursor.number(), cursor.number())
        (link, userName, groupName) = (cursor.text(), cursor.text(), cursor.text())
        if cursor.number() != 0 { modified = FileTime(seconds: cursor.number(), nanoseconds: cursor.number()) }
        for _ in 0..<cursor.number() {
            let key = cursor.text()
            attributes[key] = cursor.text()
        }
    }

    /// The name in a record.
    static func name(record: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var cursor = RecordCursor(record, at: namePlace)
        return cursor.bytes()
    }
}

extension TableEntry.Location {
    /// Reads it from what `TableEntry.record` gave.
    init(record: UnsafeRawBufferPointer) {
        // SAFETY: a record has at least what comes before the name; each read checks its bounds.
        func word(_ place: Int) -> Int64 {
            Int64(littleEndian: record.loadUnaligned(fromByteOffset: place, as: Int64.self))
        }
        kind = TableEntry.order[Int(record[TableEntry.kindPlace])]
        size = word(TableEntry.sizePlace)
        digest = record[TableEntry.hasDigestPlace] == 0 ? nil : Digest(reading: record, at: TableEntry.digestPlace)
        (offset, end, position) = (word(0), word(8), word(16))
    }
}

/// Goes through the bytes of a record.
private struct RecordCursor {
    private let record: UnsafeRawBufferPointer
    private var index: Int

    init(_ record: UnsafeRawBufferPointer, at index: Int) { (self.record, self.index) = (record, index) }

    mutating func number() -> Int64 {
        var (value, shift): (UInt64, UInt64) = (0, 0)
        while true {
            let byte = record[index]
            index += 1
            value |= UInt64(byte & 0x7F) << shift
            shift += 7
            if byte < 0x80 { break }
        }
        return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
    }

    mutating func bytes() -> UnsafeRawBufferPointer {
        let count = Int(number())
        defer { index += count }
        return UnsafeRawBufferPointer(rebasing: record[index..<index + count])
    }

    mutating func text() -> String { String(decoding: bytes(), as: UTF8.self) }
}

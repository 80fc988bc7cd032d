internal import LinuxSystem
internal import OCI

/// An entry as bytes, for a file that nobody else reads.
extension TableEntry {
    /// Where the bytes are: what a record begins with, as it may change.
    static func head(offset: Int64, end: Int64, position: Int64) -> [UInt8] {
        withUnsafeBytes(of: (offset.littleEndian, end.littleEndian, position.littleEndian)) { Array($0) }
    }

    /// The kinds by their number in a record.
    private static let order: [Kind] = [
        .regular, .hardLink, .characterDevice, .blockDevice, .directory, .pipe, .symbolicLink, .chunk,
    ]

    /// The entry as a record.
    var record: [UInt8] {
        var bytes = Self.head(offset: offset, end: end, position: position)
        bytes.reserveCapacity(160 + name.utf8.count)
        func add(_ number: Int64) { LEB128.append(UInt64(bitPattern: number << 1 ^ number >> 63), to: &bytes) }
        func add(_ text: String) {
            add(Int64(text.utf8.count))
            bytes += text.utf8
        }
        add(Int64(Self.order.firstIndex(of: kind) ?? 0))
        for number in [mode, size, userID, groupID, major, minor, lastFrame, lastStart] { add(number) }
        for text in [name, link, userName, groupName] { add(text) }
        add(digest == nil ? 0 : 1)
        digest?.append(to: &bytes)
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
    init(record: [UInt8]) {
        var cursor = Cursor(bytes: record)
        let (offset, end, position) = (cursor.word(), cursor.word(), cursor.word())
        let kind = Self.order[Int(cursor.number())]
        let numbers = (0..<8).map { _ in cursor.number() }
        self.init(kind: kind, name: cursor.text())
        (self.offset, self.end, self.position) = (offset, end, position)
        (mode, size, userID, groupID) = (numbers[0], numbers[1], numbers[2], numbers[3])
        (major, minor, lastFrame, lastStart) = (numbers[4], numbers[5], numbers[6], numbers[7])
        (link, userName, groupName) = (cursor.text(), cursor.text(), cursor.text())
        if cursor.number() != 0 { digest = Digest(bytes: cursor.bytes(32)) }
        if cursor.number() != 0 { modified = FileTime(seconds: cursor.number(), nanoseconds: cursor.number()) }
        for _ in 0..<cursor.number() {
            let key = cursor.text()
            attributes[key] = cursor.text()
        }
    }

    /// Goes through the bytes of a record.
    private struct Cursor {
        let bytes: [UInt8]
        private var index = 0

        init(bytes: [UInt8]) { self.bytes = bytes }

        mutating func bytes(_ count: Int) -> ArraySlice<UInt8> {
            defer { index += count }
            return bytes[index..<index + count]
        }

        mutating func word() -> Int64 { bytes(8).reversed().reduce(0) { $0 << 8 | Int64($1) } }

        mutating func number() -> Int64 {
            var (value, shift): (UInt64, UInt64) = (0, 0)
            while true {
                let byte = bytes[index]
                index += 1
                value |= UInt64(byte & 0x7F) << shift
                shift += 7
                if byte < 0x80 { break }
            }
            return Int64(bitPattern: value >> 1) ^ -Int64(bitPattern: value & 1)
        }

        mutating func text() -> String {
            let count = Int(number())
            return String(decoding: bytes(count), as: UTF8.self)
        }
    }
}

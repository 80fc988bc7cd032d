/// A hash table of BerkeleyDB (dbinc/db_page.h): pages with items; long values lie in chains of overflow pages.
struct BerkeleyHashImage {
    private static let magic: UInt32 = 0x0006_1561
    private static let headerSize = 26
    private enum PageType { static let unsortedHash = 2, overflow = 7, hash = 13 }
    private enum ItemType { static let inline: UInt8 = 1, offPage: UInt8 = 3 }

    private let reader: BinaryReader
    private let pageSize: Int
    private let pages: Int

    /// Takes bytes that begin as such a table does; `nil` for others.
    init?(_ bytes: [UInt8]) {
        guard let number = BinaryReader(bytes).number(UInt32.self, at: 12) else { return nil }
        guard number == Self.magic || number.byteSwapped == Self.magic else { return nil }
        reader = BinaryReader(bytes, bigEndian: number != Self.magic)
        guard let size = reader.word(at: 20), size >= 512, size <= 65536, size & (size - 1) == 0 else { return nil }
        pageSize = size
        pages = bytes.count / size
    }

    /// The values of the table: every other item of its hash pages.
    func values() throws(DamagedFile) -> [[UInt8]] {
        var result: [[UInt8]] = []
        var bytesLeft = reader.bytes.count
        for page in 0..<pages {
            let start = page * pageSize
            guard let type = reader.part(at: start + 25, count: 1)?.first.map(Int.init),
                type == PageType.hash || type == PageType.unsortedHash, let items = reader.half(at: start + 20),
                items <= (pageSize - Self.headerSize) / 2
            else { continue }
            for item in stride(from: 1, to: items, by: 2) {
                guard let value = try value(item, on: page) else { continue }
                // A chain that many items name would be read as often; one table never holds more than its file.
                bytesLeft -= value.count
                guard bytesLeft >= 0 else {
                    throw DamagedFile("values of the BerkeleyDB database overlap")
                }
                result.append(value)
            }
        }
        return result
    }

    private func value(_ item: Int, on page: Int) throws(DamagedFile) -> [UInt8]? {
        let start = page * pageSize
        let index = start + Self.headerSize + item * 2
        guard let offset = reader.half(at: index), let before = reader.half(at: index - 2), offset >= Self.headerSize,
            offset < before, before <= pageSize, let type = reader.part(at: start + offset, count: 1)?.first
        else { throw DamagedFile("item \(item) of page \(page) of the BerkeleyDB database is wrong") }
        switch type {
        case ItemType.inline: return reader.part(at: start + offset + 1, count: before - offset - 1).map { Array($0) }
        case ItemType.offPage:
            guard let first = reader.word(at: start + offset + 4), let length = reader.word(at: start + offset + 8)
            else { return nil }
            return try chain(from: first, length: length)
        default: return nil
        }
    }

    /// The bytes of a chain of overflow pages.
    private func chain(from first: Int, length: Int) throws(DamagedFile) -> [UInt8] {
        let wrong = DamagedFile("the chain of pages at \(first) of the BerkeleyDB database is broken")
        guard length <= reader.bytes.count else { throw wrong }
        var result: [UInt8] = []
        var page = first
        while result.count < length {
            let start = page * pageSize
            guard page > 0, page < pages,
                reader.part(at: start + 25, count: 1)?.first.map(Int.init) == PageType.overflow,
                let count = reader.half(at: start + 22), count > 0, count <= pageSize - Self.headerSize,
                let part = reader.part(at: start + Self.headerSize, count: count),
                let next = reader.word(at: start + 16)
            else { throw wrong }
            result += part
            page = next
        }
        return Array(result.prefix(length))
    }
}

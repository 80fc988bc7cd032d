/// rpm's own database, ndb (rpm, lib/backend/ndb/rpmpkg.c): pages of slots, each of which names a blob; little-endian.
enum NDBImage {
    private static let magic = Array("RpmP".utf8)
    private static let slotMagic = Array("Slot".utf8)
    private static let blobMagic = Array("BlbS".utf8)
    private static let pageSize = 4096
    private static let slotSize = 16
    private static let blockSize = 16
    /// The header takes the place of the first two slots.
    private static let headerSize = 32

    /// Whether bytes begin as such a database does.
    static func isOne(_ bytes: [UInt8]) -> Bool { bytes.starts(with: magic) }

    /// The blobs that the slots name.
    static func blobs(of bytes: [UInt8]) throws(DamagedFile) -> [[UInt8]] {
        let reader = BinaryReader(bytes)
        guard let version = reader.word(at: 4), version == 0, let pages = reader.word(at: 12),
            pages > 0, pages <= bytes.count / pageSize
        else { throw DamagedFile("the header of the ndb database is wrong") }
        var result: [[UInt8]] = []
        for offset in stride(from: headerSize, to: pages * pageSize, by: slotSize) {
            guard reader.part(at: offset, count: 4)?.elementsEqual(slotMagic) == true,
                let index = reader.word(at: offset + 4), let block = reader.word(at: offset + 8)
            else { throw DamagedFile("the slot at byte \(offset) of the ndb database is wrong") }
            if index == 0 { continue }
            let start = block * blockSize
            guard reader.part(at: start, count: 4)?.elementsEqual(blobMagic) == true,
                reader.word(at: start + 4) == index, let length = reader.word(at: start + 12),
                let blob = reader.part(at: start + 16, count: length)
            else { throw DamagedFile("package \(index) of the ndb database is not where its slot says") }
            result.append(Array(blob))
        }
        return result
    }
}

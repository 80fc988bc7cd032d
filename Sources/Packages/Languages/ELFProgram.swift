/// What of an ELF file is needed to find data in it (elf(5)).
struct ELFProgram {
    /// A part of the file that is mapped.
    private struct Segment {
        var offset: Int
        var address: Int
        var size: Int
        var isWritable: Bool
    }

    private static let magic: [UInt8] = [0x7F, 0x45, 0x4C, 0x46]
    private static let maximumCount = 512
    private static let section = ".go.buildinfo"

    private let segments: [Segment]
    /// Where data that was written by a linker of Go may lie: the section of that name, then what is mapped for writing.
    let data: [(offset: Int, size: Int)]

    /// - Returns: `nil` for a file that is none.
    init?(_ read: GoBuildInfo.Read) throws {
        let head = try read(0, 64)
        guard head.starts(with: Self.magic), head.count >= 52 else { return nil }
        let isLong = head[4] == 2
        guard isLong || head[4] == 1, !isLong || head.count == 64 else { return nil }
        let form = Form(isLong: isLong, isBig: head[5] == 2)
        let reader = form.reader(head)
        guard let segmentTable = form.address(reader, isLong ? 32 : 28),
            let segmentSize = reader.half(at: isLong ? 54 : 42), let segmentCount = reader.half(at: isLong ? 56 : 44)
        else { return nil }
        guard segmentCount <= Self.maximumCount, segmentSize >= (isLong ? 56 : 32), segmentSize <= 256 else {
            return nil
        }
        let table = form.reader(try read(segmentTable, segmentSize * segmentCount))
        segments = (0..<segmentCount).compactMap { Self.segment(table, at: $0 * segmentSize, form) }
        let named = try Self.section(reader, form, read)
        let writable = segments.filter { $0.isWritable && $0.size > 0 }.map { (offset: $0.offset, size: $0.size) }
        data = (named.map { [$0] } ?? []) + writable
    }

    /// Where in the file the byte of an address lies.
    func offset(ofAddress address: Int) -> Int? {
        let segment = segments.first { address >= $0.address && address - $0.address < $0.size }
        return segment.map { $0.offset + (address - $0.address) }
    }

    private struct Form {
        let isLong: Bool
        let isBig: Bool

        func reader(_ bytes: [UInt8]) -> BinaryReader { BinaryReader(bytes, bigEndian: isBig) }
        /// An offset or an address; those that no file has are none.
        func address(_ reader: BinaryReader, _ offset: Int) -> Int? {
            let value = isLong ? reader.long(at: offset) : reader.word(at: offset)
            return value.flatMap { $0 < 1 << 56 ? $0 : nil }
        }
    }

    private static func segment(_ table: BinaryReader, at start: Int, _ form: Form) -> Segment? {
        let isLong = form.isLong
        guard table.word(at: start) == 1, let flags = table.word(at: start + (isLong ? 4 : 24)),
            let offset = form.address(table, start + (isLong ? 8 : 4)),
            let address = form.address(table, start + (isLong ? 16 : 8)),
            let size = form.address(table, start + (isLong ? 32 : 16))
        else { return nil }
        return Segment(offset: offset, address: address, size: size, isWritable: flags & 3 == 2)
    }

    /// The section of the build information, where the file still has a table of sections.
    private static func section(
        _ head: BinaryReader, _ form: Form, _ read: GoBuildInfo.Read
    ) throws -> (offset: Int, size: Int)? {
        let isLong = form.isLong
        guard let start = form.address(head, isLong ? 40 : 32), start > 0,
            let size = head.half(at: isLong ? 58 : 46), let count = head.half(at: isLong ? 60 : 48),
            let names = head.half(at: isLong ? 62 : 50), count <= maximumCount, size >= (isLong ? 64 : 40), size <= 256,
            names < count
        else { return nil }
        let table = form.reader(try read(start, size * count))
        func place(_ index: Int) -> (offset: Int, size: Int)? {
            guard let offset = form.address(table, index * size + (isLong ? 24 : 16)),
                let length = form.address(table, index * size + (isLong ? 32 : 20))
            else { return nil }
            return (offset, length)
        }
        guard let nameTable = place(names), nameTable.size <= 1 << 20 else { return nil }
        let texts = form.reader(try read(nameTable.offset, nameTable.size))
        for index in 0..<count {
            guard let name = table.word(at: index * size), texts.text(at: name) == section else { continue }
            return place(index)
        }
        return nil
    }
}

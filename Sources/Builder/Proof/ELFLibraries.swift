import LinuxSystem
import OCI

/// The libraries that a program asks the loader for (System V ABI, chapter 5: DT_NEEDED).
enum ELFLibraries {
    /// More than this of a table is a damaged file.
    private static let limit = 1 << 20

    /// Their names; none of what is no ELF file of this machine's byte order, is static, or is damaged.
    static func needed(by file: FileHandle) throws -> [String] {
        let head = try file.read(upTo: 64, at: 0)
        guard head.count == 64, head.starts(with: [0x7F, 0x45, 0x4C, 0x46]), head[5] == 1 else { return [] }
        let isWide = head[4] == 2
        let (table, size, count) =
            isWide
            ? (number(head, 32, 8), number(head, 54, 2), number(head, 56, 2))
            : (number(head, 28, 4), number(head, 42, 2), number(head, 44, 2))
        guard size >= (isWide ? 56 : 32), count > 0 else { return [] }
        let segments = try file.read(upTo: size * count, at: Int64(clamping: table))
        var loads: [(address: Int, offset: Int, size: Int)] = []
        var dynamic: (offset: Int, size: Int)?
        for index in 0..<(segments.count / size) {
            let start = index * size
            let (offset, address, length) =
                isWide
                ? (number(segments, start + 8, 8), number(segments, start + 16, 8), number(segments, start + 32, 8))
                : (number(segments, start + 4, 4), number(segments, start + 8, 4), number(segments, start + 16, 4))
            switch number(segments, start, 4) {
            case 1: loads.append((address, offset, length))
            case 2: dynamic = (offset, length)
            default: continue
            }
        }
        guard let dynamic, dynamic.size <= limit else { return [] }
        return try names(file.read(upTo: dynamic.size, at: Int64(clamping: dynamic.offset)), isWide, loads, file)
    }

    private static func names(
        _ entries: [UInt8], _ isWide: Bool, _ loads: [(address: Int, offset: Int, size: Int)], _ file: FileHandle
    ) throws -> [String] {
        let width = isWide ? 8 : 4
        var places: [Int] = []
        var (address, size) = (0, 0)
        for start in stride(from: 0, to: entries.count - 2 * width + 1, by: 2 * width) {
            let value = number(entries, start + width, width)
            switch number(entries, start, width) {
            case 1: places.append(value)
            case 5: address = value
            case 10: size = value
            default: continue
            }
        }
        guard size > 0, size <= limit,
            let load = loads.first(where: { $0.address <= address && address - $0.address < $0.size })
        else { return [] }
        let strings = try file.read(upTo: size, at: Int64(clamping: load.offset + (address - load.address)))
        return places.filter { $0 < strings.count }.map { place in
            String(decoding: strings[place...].prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    /// A number in little-endian order; what does not fit is the largest one that cannot be added to wrongly.
    private static func number(_ bytes: [UInt8], _ start: Int, _ width: Int) -> Int {
        guard start + width <= bytes.count else { return 0 }
        return Int(min(UInt64(littleEndianBytes: bytes[start..<(start + width)]), 1 << 60))
    }
}

/// What a program written in Go tells of the modules that it was built of (Go, src/debug/buildinfo/buildinfo.go; the lines of
/// `go version -m`).
public struct GoBuildInfo: Sendable {
    /// Reads a part of the program: an offset and a count. Fewer bytes are given where the file ends before.
    public typealias Read = (_ offset: Int, _ count: Int) throws -> [UInt8]

    /// The version of Go, as in `go1.22.1`.
    public let goVersion: String
    /// The lines about modules; empty for a program built without them.
    let modules: String

    private static let magic: [UInt8] = [0xFF] + Array(" Go buildinf:".utf8)
    private static let alignment = 16
    private static let headerSize = 32
    /// How far into the data it is looked for, and how long its texts may be.
    private static let searched = 1 << 20
    private static let longestText = 16 << 20
    /// Both ends of the modules' text are marked by 16 bytes.
    private static let markSize = 16

    /// Looks for it in an ELF file.
    ///
    /// - Returns: `nil` for a file that is no program of Go, or that is cut off.
    /// - Throws: What reading throws.
    public init?(_ read: Read) throws {
        guard let program = try ELFProgram(read), let (start, header) = try Self.find(in: program, read) else {
            return nil
        }
        let flags = header[15]
        let texts =
            flags & 2 != 0
            ? try Self.inlineTexts(at: start + Self.headerSize, read)
            : try Self.pointedTexts(header, program, read)
        guard let (version, marked) = texts, !version.isEmpty else { return nil }
        goVersion = String(decoding: version, as: UTF8.self)
        let end = marked.count - Self.markSize
        let isMarked = end > Self.markSize && marked[end - 1] == UInt8(ascii: "\n")
        modules = isMarked ? String(decoding: marked[Self.markSize..<end], as: UTF8.self) : ""
    }

    /// Where the information begins, and its first bytes.
    private static func find(in program: ELFProgram, _ read: Read) throws -> (Int, [UInt8])? {
        for place in program.data {
            let bytes = try read(place.offset, min(place.size, searched))
            var start = 0
            while start + headerSize <= bytes.count {
                if bytes[start] == magic[0], bytes[start...].starts(with: magic) {
                    return (place.offset + start, Array(bytes[start..<start + headerSize]))
                }
                start += alignment
            }
        }
        return nil
    }

    /// Go 1.18 and newer: both texts follow, each after its length.
    private static func inlineTexts(at offset: Int, _ read: Read) throws -> ([UInt8], [UInt8])? {
        guard let (version, next) = try inlineText(at: offset, read),
            let (modules, _) = try inlineText(at: next, read)
        else { return nil }
        return (version, modules)
    }

    private static func inlineText(at offset: Int, _ read: Read) throws -> ([UInt8], Int)? {
        let head = try read(offset, 10)
        var length = 0
        for (place, byte) in head.enumerated() {
            guard place < 5 else { return nil }
            length |= Int(byte & 0x7F) << (7 * place)
            if byte & 0x80 != 0 { continue }
            guard length <= longestText else { return nil }
            let bytes = try read(offset + place + 1, length)
            return bytes.count == length ? (bytes, offset + place + 1 + length) : nil
        }
        return nil
    }

    /// Before: two pointers to texts in Go's form, a pointer and a length.
    private static func pointedTexts(_ header: [UInt8], _ program: ELFProgram, _ read: Read) throws -> (
        [UInt8], [UInt8]
    )? {
        let size = Int(header[14])
        guard size == 4 || size == 8 else { return nil }
        let isBig = header[15] & 1 != 0
        func pointer(_ bytes: [UInt8], _ offset: Int) -> Int? {
            let reader = BinaryReader(bytes, bigEndian: isBig)
            return size == 8 ? reader.long(at: offset) : reader.word(at: offset)
        }
        func text(_ place: Int) throws -> [UInt8]? {
            guard let address = pointer(header, place), let offset = program.offset(ofAddress: address) else {
                return nil
            }
            let pair = try read(offset, 2 * size)
            guard let start = pointer(pair, 0), let length = pointer(pair, size), length <= longestText else {
                return nil
            }
            if length == 0 { return [] }
            guard let place = program.offset(ofAddress: start) else { return nil }
            let bytes = try read(place, length)
            return bytes.count == length ? bytes : nil
        }
        guard let version = try text(16), let modules = try text(16 + size) else { return nil }
        return (version, modules)
    }
}

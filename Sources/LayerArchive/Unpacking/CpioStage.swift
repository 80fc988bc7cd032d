/// The files of an archive of cpio (cpio(5)) in the portable forms, `newc` and `odc`: what is in an rpm package, and an initramfs.
///
/// What stands behind the archive, as in an initramfs a compressed one, is a file of its own.
final class CpioStage: UnpackingStage {
    private enum State {
        case header
        case name
        case content(ContentStage?)
        case padding
        case behind(ContentStage?)
    }

    private static let trailer = Array("TRAILER!!!".utf8)
    private let unpacker: FileUnpacker
    private let place: ContentPlace
    private var state = State.header
    private var block = BlockCollector()
    private var header = CpioHeader()
    private var left = 0

    init(_ unpacker: FileUnpacker, _ place: ContentPlace) {
        self.unpacker = unpacker
        self.place = place
    }

    func feed(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty { try step(&rest) }
    }

    func finish() throws {
        switch state {
        case .behind(let content): try content?.finish()
        case .content(let content):
            try content?.finish()
            throw LayerArchiveError(.truncated, "the archive ends within a file")
        case .header, .name, .padding: throw LayerArchiveError(.truncated, "the archive ends before its end")
        }
    }

    private func step(_ rest: inout Slice<UnsafeRawBufferPointer>) throws {
        switch state {
        case .header:
            guard block.fill(to: 6, from: &rest) else { return }
            guard let length = CpioHeader.length(magic: block.bytes) else {
                throw LayerArchiveError(.badHeader, "a header that is none of cpio's")
            }
            guard block.fill(to: length, from: &rest) else { return }
            header = try CpioHeader(block.bytes)
            block.clear()
            state = .name
        case .name:
            guard
                block.fill(
                    to: header.nameLength + header.padding(behind: header.length + header.nameLength), from: &rest)
            else { return }
            let name = block.bytes.prefix { $0 != 0 }
            block.clear()
            try begin(Array(name))
        case .content(let content):
            let part = rest.take(of: &left)
            try content?.feed(part)
            if left == 0 {
                try content?.finish()
                state = .padding
            }
        case .padding:
            guard block.fill(to: header.padding(behind: Int(header.size % 4)), from: &rest) else { return }
            block.clear()
            state = .header
        case .behind(let content): try skip(content, &rest)
        }
    }

    private func begin(_ name: [UInt8]) throws {
        if name == Self.trailer {
            state = .behind(nil)
        } else {
            left = Int(header.size)
            state = left == 0 ? .header : .content(header.isFile ? ContentStage(unpacker, place.member(name)) : nil)
        }
    }

    /// Passes over the zeros behind an archive.
    private func skip(_ content: ContentStage?, _ rest: inout Slice<UnsafeRawBufferPointer>) throws {
        var known = content
        if known == nil {
            rest = rest.drop { $0 == 0 }
            if rest.isEmpty { return }
            known = ContentStage(unpacker, place.inner)
            state = .behind(known)
        }
        try known?.feed(UnsafeRawBufferPointer(rebasing: rest))
        rest = rest.suffix(0)
    }
}

/// A header of cpio: numbers in digits of one width, hexadecimal in `newc`, octal in `odc`.
private struct CpioHeader {
    /// Longer names are those of no file (PATH_MAX).
    private static let longestName = 4096
    private(set) var length = 0
    private(set) var nameLength = 0
    private(set) var size: Int64 = 0
    private(set) var isFile = false
    private var isAligned = false

    init() {}

    /// Bytes of a header that begins with these six; `nil` where it is none.
    static func length(magic: [UInt8]) -> Int? {
        switch String(decoding: magic.prefix(6), as: UTF8.self) {
        case "070701", "070702": 110
        case "070707": 76
        default: nil
        }
    }

    init(_ bytes: [UInt8]) throws {
        length = bytes.count
        isAligned = length == 110
        let radix = isAligned ? 16 : 8
        func number(_ range: Range<Int>) throws -> Int64 {
            let digits = String(decoding: bytes[range], as: UTF8.self)
            guard let number = Int64(digits, radix: radix), number >= 0 else {
                throw LayerArchiveError(.badNumber, "a header of cpio with \(digits.debugDescription) for a number")
            }
            return number
        }
        let mode = try number(isAligned ? 14..<22 : 18..<24)
        size = try number(isAligned ? 54..<62 : 65..<76)
        let longName = try number(isAligned ? 94..<102 : 59..<65)
        guard longName > 0, longName <= Self.longestName else {
            throw LayerArchiveError(.tooLarge, "a name of \(longName) bytes")
        }
        nameLength = Int(longName)
        isFile = mode & 0o170000 == 0o100000
    }

    /// Zeros up to the next place that can be divided by four, in `newc`.
    func padding(behind count: Int) -> Int { isAligned ? (4 - count % 4) % 4 : 0 }
}

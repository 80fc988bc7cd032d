/// The files of a tar archive within a file, in the order of the archive.
///
/// Only what is needed to find them is read: names, sizes, and whether it is a regular file. Holes of sparse files are left out.
final class TarStage: UnpackingStage {
    private enum State {
        case header
        case sparse
        case text(type: UInt8)
        case content(ContentStage?)
        case padding
        case ended
    }

    private let unpacker: FileUnpacker
    private let place: ContentPlace
    private var state = State.header
    private var block = BlockCollector()
    private var left = 0
    private var padding = 0
    private var size: Int64 = 0
    private var offset: Int64 = 0
    private var longName: [UInt8]?
    private var longSize: Int64?
    private var hasEnded = false

    init(_ unpacker: FileUnpacker, _ place: ContentPlace) {
        self.unpacker = unpacker
        self.place = place
    }

    func feed(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let before = rest.count
            try step(&rest)
            offset += Int64(before - rest.count)
            if case .ended = state { return }
        }
    }

    func finish() throws {
        if case .content(let content) = state, left > 0 {
            try content?.finish()
            throw LayerArchiveError(.truncated, "the archive ends within a file")
        }
    }

    private func step(_ rest: inout Slice<UnsafeRawBufferPointer>) throws {
        switch state {
        case .header:
            guard block.fill(to: 512, from: &rest) else { return }
            defer { block.clear() }
            try readHeader(block.bytes)
        case .sparse:
            guard block.fill(to: 512, from: &rest) else { return }
            if block.bytes[504] == 0 { state = .content(beginFile(entryName)) }
            block.clear()
        case .text(let type):
            guard block.fill(to: Int(size), from: &rest) else { return }
            readText(type, block.bytes)
            block.clear()
            (state, left) = (.padding, 0)
        case .content(let content):
            let part = rest.take(of: &left)
            try content?.feed(part)
            if left == 0 {
                try content?.finish()
                state = .padding
            }
        case .padding:
            let part = min(padding, rest.count)
            rest = rest.dropFirst(part)
            padding -= part
            if padding == 0 { state = .header }
        case .ended: rest = rest.suffix(0)
        }
    }

    private var entryName: [UInt8] = []

    private func readHeader(_ bytes: [UInt8]) throws {
        if bytes.allSatisfy({ $0 == 0 }) {
            hasEnded = true
            return
        }
        let header: TarBlock
        do { header = try TarBlock(bytes, at: offset) } catch {
            // Behind the end stands what tapes have there.
            guard hasEnded else { throw error }
            state = .ended
            return
        }
        size = try longSize ?? header.number(124..<136, "size")
        guard size >= 0 else { throw LayerArchiveError(.badNumber, "a size below zero") }
        padding = TarHeader.padding(size)
        left = Int(size)
        try begin(header)
    }

    private func begin(_ header: TarBlock) throws {
        switch header.type {
        case UInt8(ascii: "L"), UInt8(ascii: "x"), UInt8(ascii: "X"):
            guard size <= ArchiveLimits.standard.headerBytes else {
                throw LayerArchiveError(.tooLarge, "a header of \(size) bytes")
            }
            state = size == 0 ? .header : .text(type: header.type)
        case 0, UInt8(ascii: "0"), UInt8(ascii: "7"):
            let name = longName ?? header.path
            forget()
            state = size == 0 ? .header : .content(beginFile(name))
        case UInt8(ascii: "S"):
            entryName = longName ?? header.path
            forget()
            state = header.bytes[482] != 0 ? .sparse : .content(beginFile(entryName))
        default:
            if header.type != UInt8(ascii: "g"), header.type != UInt8(ascii: "K") { forget() }
            state = size == 0 ? .header : .content(nil)
        }
    }

    private func beginFile(_ name: [UInt8]) -> ContentStage { ContentStage(unpacker, place.member(name)) }

    private func forget() { (longName, longSize) = (nil, nil) }

    private func readText(_ type: UInt8, _ bytes: [UInt8]) {
        if type == UInt8(ascii: "L") {
            longName = Array(bytes.prefix { $0 != 0 })
            return
        }
        for record in (try? PaxRecords.decode(bytes)) ?? [] {
            switch record.key {
            case "path", "GNU.sparse.name": longName = record.value
            case "size": longSize = TarNumber.decimal(record.value)
            default: continue
            }
        }
    }
}

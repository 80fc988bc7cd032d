/// The objects of a pack of git (gitformat-pack), named by kind and the byte that they begin at: `blob@1234`.
///
/// Of an object that is stored as its difference from another one, the bytes are given that the other one does not have.
final class GitPackStage: UnpackingStage {
    private enum State {
        case magic
        case header
        case reference(Int)
        case zlibHeader
        case object
        case trailer(Int)
        case checksum
    }

    private let unpacker: FileUnpacker
    private let place: ContentPlace
    private var state = State.magic
    private var block = BlockCollector()
    private var left = 0
    private var offset = 0
    private var start = 0
    private var kind = 0
    private var stream: DeflatedStream?
    private var content: ContentStage?
    private var difference: GitDifference?

    init(_ unpacker: FileUnpacker, _ place: ContentPlace) throws {
        self.unpacker = unpacker
        self.place = place
    }

    func feed(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            let before = rest.count
            let behind = try step(&rest)
            offset += before - rest.count
            guard !behind.isEmpty else { continue }
            // What the decoder took too much comes again.
            offset -= behind.count
            try behind.withUnsafeBytes { try feed($0) }
        }
    }

    func finish() throws {
        try content?.finish()
        if left > 0 { throw LayerArchiveError(.truncated, "the pack ends before its end") }
    }

    private func step(_ rest: inout Slice<UnsafeRawBufferPointer>) throws -> [UInt8] {
        switch state {
        case .magic:
            guard block.fill(to: 12, from: &rest) else { return [] }
            left = block.bytes[8..<12].reduce(0) { $0 << 8 | Int($1) }
            block.clear()
            state = left == 0 ? .checksum : .header
        case .header: try readHeader(rest.removeFirst())
        case .reference(let count):
            let byte = rest.removeFirst()
            // 20 bytes of a digest, or a number whose last byte has no top bit.
            if kind == 6 ? byte & 0x80 == 0 : count == 1 { state = .zlibHeader } else { state = .reference(count - 1) }
        case .zlibHeader:
            guard block.fill(to: 2, from: &rest) else { return [] }
            block.clear()
            try begin()
        case .object: return try readObject(&rest)
        case .trailer(let count):
            rest.removeFirst()
            state = count > 1 ? .trailer(count - 1) : left == 0 ? .checksum : .header
        case .checksum: rest = rest.suffix(0)
        }
        return []
    }

    /// The kind in three bits, and a size that is not needed.
    private func readHeader(_ byte: UInt8) throws {
        if block.bytes.isEmpty {
            kind = Int(byte >> 4 & 7)
            start = offset
        }
        guard byte & 0x80 != 0 else {
            block.clear()
            guard kind != 0, kind != 5 else { throw LayerArchiveError(.badHeader, "an object of no kind") }
            state = kind == 6 || kind == 7 ? .reference(20) : .zlibHeader
            return
        }
        block.replace(with: block.bytes + [byte])
        if block.bytes.count > 10 { throw LayerArchiveError(.badNumber, "a size that is none") }
    }

    private func begin() throws {
        stream = try DeflatedStream(unpacker, place)
        let names = ["", "commit", "tree", "blob", "tag", "", "difference", "difference"]
        content = kind == 2 ? nil : ContentStage(unpacker, place.member(Array("\(names[kind])@\(start)".utf8)))
        difference = kind >= 6 ? GitDifference() : nil
        state = .object
    }

    private func readObject(_ rest: inout Slice<UnsafeRawBufferPointer>) throws -> [UInt8] {
        guard let stream else { return [] }
        let hasEnded = try stream.run(&rest) { bytes in
            guard let content else { return }
            guard difference != nil else { return try content.feed(bytes) }
            let text = difference?.texts(in: bytes) ?? []
            try text.withUnsafeBytes { try content.feed($0) }
        }
        guard hasEnded else { return [] }
        try content?.finish()
        content = nil
        left -= 1
        self.stream = nil
        // Four bytes of a checksum follow.
        state = .trailer(4)
        return stream.behind
    }
}

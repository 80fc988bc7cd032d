/// The files of a zip archive (APPNOTE.TXT 6.3), by the headers that stand before each of them.
///
/// What is encrypted, and methods of compression other than deflate, zstd, bzip2 and xz, are passed over with a problem.
final class ZipStage: UnpackingStage {
    private enum State {
        case prefix
        case header
        case stored(ContentStage?)
        case deflated(DeflatedStream, ContentStage)
        case compressed(DecompressionStage)
        case rest
        case descriptor
        case ended
    }

    private let unpacker: FileUnpacker
    private let place: ContentPlace
    private var state = State.prefix
    private var block = BlockCollector()
    /// Of the bytes before the archive, and then of a file's, those that are to come still.
    private var left: Int
    private var hasDescriptor = false

    init(_ unpacker: FileUnpacker, _ place: ContentPlace, startingAt start: Int) {
        self.unpacker = unpacker
        self.place = place
        left = start
    }

    func feed(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            switch state {
            case .prefix:
                skip(&rest)
                if left == 0 { state = .header }
            case .header: try readHeader(&rest)
            case .stored(let content): try pass(&rest, content)
            case .deflated(let stream, let content): try inflate(&rest, stream, content)
            case .compressed(let stage): try decompress(&rest, stage)
            case .rest:
                skip(&rest)
                if left == 0 { state = .header }
            case .descriptor: try readDescriptor(&rest)
            case .ended: return
            }
        }
    }

    func finish() throws {
        switch state {
        case .stored(let content): try content?.finish()
        case .deflated(_, let content): try content.finish()
        case .compressed(let stage): try stage.finish()
        default: return
        }
        throw LayerArchiveError(.truncated, "the archive ends within a file")
    }

    private func skip(_ rest: inout Slice<UnsafeRawBufferPointer>) {
        let part = min(left, rest.count)
        rest = rest.dropFirst(part)
        left -= part
    }

    private func readHeader(_ rest: inout Slice<UnsafeRawBufferPointer>) throws {
        guard block.fill(to: 4, from: &rest) else { return }
        guard block.bytes.starts(with: [0x50, 0x4B, 3, 4]) else {
            state = .ended
            return
        }
        guard block.fill(to: 30, from: &rest) else { return }
        let header = ZipHeader(block)
        guard block.fill(to: header.count, from: &rest) else { return }
        try begin(header, name: header.name(block), size: header.size(block))
        block.clear()
    }

    private func begin(_ header: ZipHeader, name: [UInt8], size: Int) throws {
        let member = place.member(name)
        (left, hasDescriptor) = (size, header.hasDescriptor)
        if header.isEncrypted || !header.isKnown {
            unpacker.note(header.isEncrypted ? "is encrypted" : "is compressed by method \(header.method)", at: member)
            if hasDescriptor, size == 0 { throw LayerArchiveError(.unsupported, "what follows cannot be found") }
            state = left == 0 ? .header : .stored(nil)
        } else if header.method == 8 {
            state = .deflated(try DeflatedStream(unpacker, place), ContentStage(unpacker, member))
        } else if hasDescriptor, size == 0, name.last != LayerPath.slash {
            throw LayerArchiveError(.unsupported, "a file whose size stands behind it")
        } else if let compression = header.compression {
            let decoder = try StreamDecoding.decoder(for: compression)
            state = .compressed(DecompressionStage(unpacker, member, decoder, compression, content: member.inner))
        } else {
            state = left == 0 ? .header : .stored(ContentStage(unpacker, member))
        }
    }

    private func pass(_ rest: inout Slice<UnsafeRawBufferPointer>, _ content: ContentStage?) throws {
        let part = rest.take(of: &left)
        try content?.feed(part)
        guard left == 0 else { return }
        try content?.finish()
        state = hasDescriptor ? .descriptor : .header
    }

    private func decompress(_ rest: inout Slice<UnsafeRawBufferPointer>, _ stage: DecompressionStage) throws {
        try stage.feed(rest.take(of: &left))
        guard left == 0 else { return }
        try stage.finish()
        state = hasDescriptor ? .descriptor : .header
    }

    private func inflate(
        _ rest: inout Slice<UnsafeRawBufferPointer>, _ stream: DeflatedStream, _ content: ContentStage
    ) throws {
        var part = hasDescriptor ? rest : rest.prefix(left)
        let before = part.count
        let hasEnded = try stream.run(&part) { try content.feed($0) }
        let taken = before - part.count
        rest = rest.dropFirst(taken)
        left -= taken
        guard hasEnded || !hasDescriptor && left == 0 else { return }
        try content.finish()
        if hasDescriptor {
            block.replace(with: stream.behind)
            state = .descriptor
        } else {
            state = left == 0 ? .header : .rest
        }
    }

    /// Sizes and a checksum, with or without a mark before them, in 32 bits or 64: what follows tells.
    private func readDescriptor(_ rest: inout Slice<UnsafeRawBufferPointer>) throws {
        guard block.fill(to: 28, from: &rest) else { return }
        let marks: [[UInt8]] = [[0x50, 0x4B, 3, 4], [0x50, 0x4B, 1, 2], [0x50, 0x4B, 6, 8]]
        let end = [16, 24, 12, 20].first { start in marks.contains { block.bytes[start...].starts(with: $0) } }
        guard let end else { throw LayerArchiveError(.badRecord, "what follows cannot be found") }
        block.replace(with: Array(block.bytes[end...]))
        state = .header
    }
}

/// The header before a file in a zip archive (APPNOTE.TXT, section 4.3.7).
struct ZipHeader {
    let method: Int
    private let flags: Int
    private let nameLength: Int
    private let extraLength: Int

    init(_ block: BlockCollector) {
        flags = block.number(at: 6, 2)
        method = block.number(at: 8, 2)
        nameLength = block.number(at: 26, 2)
        extraLength = block.number(at: 28, 2)
    }

    /// The bytes of all of it.
    var count: Int { 30 + nameLength + extraLength }
    var isEncrypted: Bool { flags & 1 != 0 }
    var hasDescriptor: Bool { flags & 8 != 0 }
    var isKnown: Bool { method == 0 || method == 8 || compression != nil }

    /// The methods whose streams stand in files of their own, too.
    var compression: Compression? {
        switch method {
        case 12: .bzip2
        case 93: .zstd
        case 95: .xz
        default: nil
        }
    }

    func name(_ block: BlockCollector) -> [UInt8] { Array(block.bytes[30..<30 + nameLength]) }

    /// The bytes of the file as it lies there; those of large ones stand in an extra field.
    func size(_ block: BlockCollector) -> Int {
        let size = block.number(at: 18, 4)
        guard size == 0xFFFF_FFFF else { return size }
        var place = 30 + nameLength
        while place + 4 <= count {
            let length = block.number(at: place + 2, 2)
            if block.number(at: place, 2) == 1, length >= 16, place + 20 <= count, block.bytes[place + 19] < 0x40 {
                return block.number(at: place + 12, 8)
            }
            place += 4 + length
        }
        return size
    }
}

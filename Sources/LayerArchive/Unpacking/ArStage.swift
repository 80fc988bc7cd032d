/// The files of an archive of `ar`, as .deb is one.
final class ArStage: UnpackingStage {
    private enum State {
        case magic
        case header
        case content(ContentStage?)
    }

    private let unpacker: FileUnpacker
    private let place: ContentPlace
    private var state = State.magic
    private var block = BlockCollector()
    private var left = 0
    private var isOdd = false

    init(_ unpacker: FileUnpacker, _ place: ContentPlace) {
        self.unpacker = unpacker
        self.place = place
    }

    func feed(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            switch state {
            case .magic:
                guard block.fill(to: 8, from: &rest) else { return }
                block.clear()
                state = .header
            case .header: try readHeader(&rest)
            case .content(let content):
                let part = rest.take(of: &left)
                try content?.feed(part)
                if left == 0 { try end(content) }
            }
        }
    }

    func finish() throws {
        if case .content(let content) = state, left > 0 {
            try content?.finish()
            throw LayerArchiveError(.truncated, "the archive ends within a file")
        }
    }

    /// Sixty bytes, behind a line feed where the file before has an odd length.
    private func readHeader(_ rest: inout Slice<UnsafeRawBufferPointer>) throws {
        let padding = isOdd ? 1 : 0
        guard block.fill(to: padding + 60, from: &rest) else { return }
        let header = block.bytes.dropFirst(padding)
        let start = header.startIndex
        block.clear()
        let digits = header[start + 48..<start + 58].prefix { $0 != 0x20 }
        guard header[start + 58] == 0x60, let size = TarNumber.decimal(digits), size >= 0 else {
            throw LayerArchiveError(.badHeader, "a header that is none of ar's")
        }
        let name = header[start..<start + 16].prefix { $0 != 0x20 && $0 != LayerPath.slash }
        (left, isOdd) = (Int(size), size % 2 == 1)
        // A table of symbols or of names has no name of its own.
        let content = name.isEmpty ? nil : ContentStage(unpacker, place.member(Array(name)))
        state = .content(content)
        if left == 0 { try end(content) }
    }

    private func end(_ content: ContentStage?) throws {
        try content?.finish()
        state = .header
    }
}

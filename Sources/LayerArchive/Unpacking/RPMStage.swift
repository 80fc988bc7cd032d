/// The files of an rpm package (rpm.org, "RPM V4 Package format"): a lead, a header of signatures, a header, and a compressed archive of cpio.
///
/// The header's texts, among them the scripts that run at an installation, are handed over as a file `header`, a line each.
final class RPMStage: UnpackingStage {
    private enum State {
        case lead
        case intro(isSignature: Bool)
        case header(isSignature: Bool, index: Int, texts: ContentStage?)
        case padding
        case payload(ContentStage)
    }

    private static let leadLength = 96
    /// An entry of a header's index.
    private static let entryLength = 16
    /// Longer headers are none (rpm's own bounds).
    private static let longestHeader = 256 << 20
    private let unpacker: FileUnpacker
    private let place: ContentPlace
    private var state = State.lead
    private var block = BlockCollector()
    /// Bytes of the header that are still to come.
    private var left = 0
    private var padding = 0

    init(_ unpacker: FileUnpacker, _ place: ContentPlace) {
        self.unpacker = unpacker
        self.place = place
    }

    func feed(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes[...]
        while !rest.isEmpty {
            switch state {
            case .lead:
                guard block.fill(to: Self.leadLength, from: &rest) else { return }
                block.clear()
                state = .intro(isSignature: true)
            case .intro(let isSignature):
                guard block.fill(to: 16, from: &rest) else { return }
                try beginHeader(isSignature)
                block.clear()
            case .header(let isSignature, let index, let texts):
                try takeHeader(isSignature, index, texts, &rest)
            case .padding:
                guard block.fill(to: padding, from: &rest) else { return }
                block.clear()
                state = .intro(isSignature: false)
            case .payload(let content):
                return try content.feed(UnsafeRawBufferPointer(rebasing: rest))
            }
        }
    }

    func finish() throws {
        guard case .payload(let content) = state else {
            throw LayerArchiveError(.truncated, "the package ends before its files")
        }
        try content.finish()
    }

    private func beginHeader(_ isSignature: Bool) throws {
        let bytes = block.bytes
        func number(at index: Int) -> Int { bytes[index..<index + 4].reduce(0) { $0 << 8 | Int($1) } }
        let (count, size) = (number(at: 8), number(at: 12))
        guard bytes.starts(with: [0x8E, 0xAD, 0xE8]), count <= Self.longestHeader / Self.entryLength,
            size <= Self.longestHeader
        else { throw LayerArchiveError(.badHeader, "a header that is none of rpm's") }
        left = count * Self.entryLength + size
        // The header behind that of the signatures begins at a place that can be divided by eight.
        padding = isSignature ? (8 - size % 8) % 8 : 0
        let texts = isSignature ? nil : ContentStage(unpacker, place.member(Array("header".utf8)))
        state = .header(isSignature: isSignature, index: count * Self.entryLength, texts: texts)
        if left == 0 { try endHeader(isSignature, texts) }
    }

    private func takeHeader(
        _ isSignature: Bool, _ index: Int, _ texts: ContentStage?, _ rest: inout Slice<UnsafeRawBufferPointer>
    ) throws {
        let part = rest.take(of: &left)
        let skipped = min(index, part.count)
        if let texts, skipped < part.count {
            // Texts end with a zero.
            let lines = part.dropFirst(skipped).map { $0 == 0 ? UInt8(ascii: "\n") : $0 }
            try lines.withUnsafeBytes { try texts.feed($0) }
        }
        state = .header(isSignature: isSignature, index: index - skipped, texts: texts)
        if left == 0 { try endHeader(isSignature, texts) }
    }

    private func endHeader(_ isSignature: Bool, _ texts: ContentStage?) throws {
        try texts?.finish()
        state =
            !isSignature
            ? .payload(ContentStage(unpacker, place.inner)) : padding == 0 ? .intro(isSignature: false) : .padding
    }
}

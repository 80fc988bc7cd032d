/// A loose object of git (gitformat-loose): zlib around `blob 12`, a zero and the content.
final class GitObjectStage: UnpackingStage {
    private let place: ContentPlace
    private let unpacker: FileUnpacker
    private let stream: DeflatedStream
    private var zlibHeader = 2
    private var header: [UInt8]? = []
    private var content: ContentStage?
    private var hasEnded = false

    init(_ unpacker: FileUnpacker, _ place: ContentPlace) throws {
        self.unpacker = unpacker
        self.place = place
        stream = try DeflatedStream(unpacker, place)
    }

    func feed(_ bytes: UnsafeRawBufferPointer) throws {
        var rest = bytes.dropFirst(zlibHeader)
        zlibHeader -= min(zlibHeader, bytes.count)
        guard !hasEnded, !rest.isEmpty else { return }
        hasEnded = try stream.run(&rest) { try take($0) }
    }

    func finish() throws {
        try content?.finish()
        if !hasEnded { throw LayerArchiveError(.truncated, "the object ends before its end") }
    }

    private func take(_ bytes: UnsafeRawBufferPointer) throws {
        guard let known = header else { return try content?.feed(bytes) ?? () }
        guard let end = bytes.firstIndex(of: 0) else {
            header = known + bytes
            if known.count > 64 { throw LayerArchiveError(.badHeader, "the object has no header") }
            return
        }
        let word = (known + bytes[..<end]).prefix { $0 != 0x20 }
        header = nil
        // The names and digests of a directory are nobody's secret.
        if !word.elementsEqual("tree".utf8) { content = ContentStage(unpacker, place.member(Array(word))) }
        try content?.feed(UnsafeRawBufferPointer(rebasing: bytes[(end + 1)...]))
    }
}

internal import LinuxSystem

/// The decoders of compressed streams.
enum StreamDecoding {
    /// A decoder for a form.
    static func decoder(for compression: Compression) throws -> any StreamDecoder {
        switch compression {
        case .zstd: try ZstdDecoder()
        case .xz: try XZDecoder()
        case .bzip2: BZip2Decoder()
        case .gzip, .none: try GzipDecoder()
        }
    }
}

/// A compressed stream, whose bytes are a file in turn.
final class DecompressionStage: UnpackingStage {
    private let unpacker: FileUnpacker
    private let place: ContentPlace
    private let decoder: any StreamDecoder
    private let compression: Compression
    private let content: ContentStage
    private var isAtBoundary = false
    private var hasGiven = false
    /// What stands behind the stream and is no part of it.
    private var trailer: ContentStage?

    /// - Parameter content: What comes out of it; a file named without the ending of the stream's, if it is not given.
    init(
        _ unpacker: FileUnpacker, _ place: ContentPlace, _ decoder: any StreamDecoder, _ compression: Compression,
        content: ContentPlace? = nil
    ) {
        self.unpacker = unpacker
        self.place = place
        self.decoder = decoder
        self.compression = compression
        self.content = ContentStage(unpacker, content ?? place.unpacked)
    }

    func feed(_ bytes: UnsafeRawBufferPointer) throws {
        if let trailer { return try trailer.feed(bytes) }
        var rest = bytes[...]
        while !rest.isEmpty {
            let step: DecodeStep
            do {
                step = try run(UnsafeRawBufferPointer(rebasing: rest), isLast: false)
            } catch let error as LayerArchiveError where isAtBoundary || error.code == .trailingData {
                return try follow(rest)
            } catch let error where !hasGiven && error is LayerArchiveError {
                // It only began like one.
                return try follow(bytes[...])
            }
            rest = rest.dropFirst(step.consumed)
            if step.consumed == 0, step.produced == 0 {
                throw LayerArchiveError.badCompression(compression, "it does not go on")
            }
        }
    }

    func finish() throws {
        if let trailer { return try trailer.finish() }
        while !isAtBoundary {
            let step = try run(UnsafeRawBufferPointer(start: nil, count: 0), isLast: true)
            if step.produced == 0, !step.isAtBoundary {
                try content.finish()
                throw LayerArchiveError(.truncated, "the \(compression.rawValue) stream ends before its end")
            }
        }
        try content.finish()
    }

    private func run(_ input: UnsafeRawBufferPointer, isLast: Bool) throws -> DecodeStep {
        let buffer = unpacker.buffer(place.depth)
        let step = try buffer.withMutableBytes { try decoder.decode(input, isLast: isLast, into: $0) }
        isAtBoundary = step.isAtBoundary
        if step.produced > 0 {
            hasGiven = true
            try unpacker.count(step.produced, at: place)
            try buffer.withBytes { try content.feed(UnsafeRawBufferPointer(rebasing: $0[..<step.produced])) }
        }
        return step
    }

    /// What follows is a file of its own.
    private func follow(_ bytes: Slice<UnsafeRawBufferPointer>) throws {
        if hasGiven { try content.finish() }
        let trailer = ContentStage(unpacker, place.inner)
        self.trailer = trailer
        try trailer.feed(UnsafeRawBufferPointer(rebasing: bytes))
    }
}

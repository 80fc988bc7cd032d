internal import LayerArchive

/// The frames of a part of a blob, decompressed. Where there are none the table of contents is wrong: it says what the part is.
final class PartFrames: ByteSource {
    private let source: DecompressingSource

    init(_ part: any ByteSource) throws { source = try Self.blaming { try DecompressingSource(part) } }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        try Self.blaming { try source.read(into: buffer) }
    }

    private static func blaming<Result>(_ body: () throws -> Result) throws -> Result {
        do { return try body() } catch let error as LayerArchiveError {
            throw LayerArchiveError(
                .badTable,
                "the table of contents of a layer is wrong: where it says that files are, there are none: \(error.message)",
                hint: "the layer is hostile or broken: get the image from where it was made")
        }
    }
}

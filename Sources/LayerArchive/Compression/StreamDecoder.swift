/// A decompressor that takes input and gives output as both come.
protocol StreamDecoder: AnyObject {
    /// Decompresses as far as input and room reach.
    ///
    /// - Parameter isLast: no input follows what is in `input`.
    /// - Throws: `badCompression`, `tooLarge`, `trailingData`.
    func decode(
        _ input: UnsafeRawBufferPointer, isLast: Bool, into output: UnsafeMutableRawBufferPointer
    ) throws -> DecodeStep
}

/// How far one call of a decoder came.
struct DecodeStep {
    /// The bytes of input that were used up.
    var consumed = 0
    /// The bytes of output that were made.
    var produced = 0
    /// A member, frame or stream has ended, and another may follow.
    var isAtBoundary = false
}

extension LayerArchiveError {
    static func badCompression(_ format: Compression, _ what: String) -> LayerArchiveError {
        LayerArchiveError(
            .badCompression, "the \(format.rawValue) stream does not decompress: \(what)",
            hint: "the file is damaged; make or fetch it again")
    }

    static func tooLargeWindow(_ format: Compression, _ limit: String) -> LayerArchiveError {
        LayerArchiveError(
            .tooLarge, "decompressing the \(format.rawValue) stream takes more than \(limit) of memory",
            hint: "compress it with a smaller window")
    }
}

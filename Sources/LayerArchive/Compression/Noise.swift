/// Tells bytes that compression makes no smaller: pictures, archives, programs that are packed, random numbers.
///
/// The answer depends on the bytes alone, in whole numbers, as compressed layers do.
enum Noise {
    /// Smaller parts are compressed whatever they are.
    private static let smallest = 128 << 10
    /// Pieces that are looked at, spread evenly.
    private static let pieces = 16
    private static let pieceSize = 1024

    /// Whether bytes are noise: their values are spread evenly, and a sample of them does not get smaller.
    ///
    /// - Parameter compressedSize: What a compressor makes of a sample.
    static func fills(_ bytes: UnsafeRawBufferPointer, compressedSize: ([UInt8]) -> Int) -> Bool {
        guard bytes.count >= smallest else { return false }
        var sample: [UInt8] = []
        sample.reserveCapacity(pieces * pieceSize)
        let stride = (bytes.count - pieceSize) / (pieces - 1)
        for piece in 0..<pieces { sample += bytes[piece * stride..<piece * stride + pieceSize] }
        return isEven(sample) && compressedSize(sample) > sample.count / 200 * 197
    }

    /// Whether no value comes much more often than others: the chance that two bytes are the same is at most a tenth above that of
    /// random ones. Text is far from that, so that it costs no more than this look.
    private static func isEven(_ sample: [UInt8]) -> Bool {
        var counts = [Int](repeating: 0, count: 256)
        for byte in sample { counts[Int(byte)] += 1 }
        let same = counts.reduce(0) { $0 + $1 * $1 }
        return same * 256 * 10 < sample.count * sample.count * 11
    }
}

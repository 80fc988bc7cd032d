/// What stands for the content of a file: the first half of its SHA-256. Files with the same one have the same bytes.
///
/// Half of it, as a million of them are kept at the same time; 128 bits are enough to tell files apart.
public struct ContentID: Hashable, Sendable, Comparable {
    /// The first and the second eight bytes, as big-endian numbers.
    public let words: (UInt64, UInt64)

    /// Takes the first and the second eight bytes of a SHA-256, as big-endian numbers.
    public init(_ first: UInt64, _ second: UInt64) { words = (first, second) }

    /// Takes the first sixteen of some bytes; `nil` where there are fewer.
    public init?(bytes: some Sequence<UInt8>) {
        var words: (UInt64, UInt64) = (0, 0)
        var count = 0
        for byte in bytes.prefix(16) {
            if count < 8 { words.0 = words.0 << 8 | UInt64(byte) } else { words.1 = words.1 << 8 | UInt64(byte) }
            count += 1
        }
        guard count == 16 else { return nil }
        self.words = words
    }

    /// Both halves are the same.
    public static func == (left: ContentID, right: ContentID) -> Bool { left.words == right.words }

    /// One half stands for both.
    public func hash(into hasher: inout Hasher) { hasher.combine(words.0) }

    /// By their bytes.
    public static func < (left: ContentID, right: ContentID) -> Bool { left.words < right.words }
}

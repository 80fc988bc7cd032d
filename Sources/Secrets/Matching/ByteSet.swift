/// A set of bytes, one bit for each.
struct ByteSet: Hashable, Sendable {
    private var low: UInt64 = 0
    private var high: UInt64 = 0
    private var upperLow: UInt64 = 0
    private var upperHigh: UInt64 = 0

    /// No byte.
    init() {}

    /// The ASCII characters of a text; `a-z` stands for a range, a minus at the end for itself.
    init(_ text: String) {
        let bytes = Array(text.utf8)
        var index = 0
        while index < bytes.count {
            if index + 2 < bytes.count, bytes[index + 1] == UInt8(ascii: "-") {
                for byte in bytes[index]...max(bytes[index], bytes[index + 2]) { insert(byte) }
                index += 3
            } else {
                insert(bytes[index])
                index += 1
            }
        }
    }

    /// Whether a byte is in it.
    @inline(__always)
    func contains(_ byte: UInt8) -> Bool {
        let word =
            switch byte >> 6 {
            case 0: low
            case 1: high
            case 2: upperLow
            default: upperHigh
            }
        return word >> UInt64(byte & 63) & 1 != 0
    }

    /// Adds a byte.
    mutating func insert(_ byte: UInt8) {
        let bit: UInt64 = 1 << UInt64(byte & 63)
        switch byte >> 6 {
        case 0: low |= bit
        case 1: high |= bit
        case 2: upperLow |= bit
        default: upperHigh |= bit
        }
    }

    /// All of it, in order.
    var bytes: [UInt8] { (UInt8.min...UInt8.max).filter(contains) }

    /// How many.
    var count: Int {
        low.nonzeroBitCount + high.nonzeroBitCount + upperLow.nonzeroBitCount + upperHigh.nonzeroBitCount
    }

    static let digits = ByteSet("0-9")
    static let lowerHex = ByteSet("0-9a-f")
    static let alphanumeric = ByteSet("0-9A-Za-z")
    static let word = ByteSet("0-9A-Za-z_")
    static let base64 = ByteSet("0-9A-Za-z+/")
    static let base64URL = ByteSet("0-9A-Za-z_-")
    /// What names of settings and variables are made of.
    static let name = ByteSet("0-9A-Za-z_.-")
    /// What stands behind them, or goes on with another word.
    static let nameEnd = ByteSet("=:\"'`>) \t\r\n,]_.-")
    static let space = ByteSet(" \t\r")
}

/// Names that no two processes choose: 64 random bits in base 36.
enum RandomName {
    static func make() -> String { String(UInt64.random(in: 0...UInt64.max), radix: 36) }

    /// Hexadecimal digits, as docker's container IDs.
    static func makeHex(digits: Int) -> String {
        String((0..<digits).map { _ in Character(String(Int.random(in: 0..<16), radix: 16)) })
    }
}

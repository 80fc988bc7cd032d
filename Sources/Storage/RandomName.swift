/// Names that no two processes choose: 64 random bits in base 36.
enum RandomName {
    static func make() -> String { String(UInt64.random(in: 0...UInt64.max), radix: 36) }

    /// Hexadecimal digits, as docker's container IDs.
    static func makeHex(digits: Int) -> String {
        var text = ""
        while text.utf8.count < digits {
            let part = String(UInt64.random(in: 0...UInt64.max), radix: 16)
            text += String(repeating: "0", count: 16 - part.utf8.count) + part
        }
        return String(text.prefix(digits))
    }
}

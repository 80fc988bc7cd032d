/// The order of deb-version(7), without epoch and revision.
enum DebianVersionOrder {
    /// Whether a version is later than another: less than zero, zero, or greater.
    static func compare(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
        var (left, right) = (left, right)
        while !left.isEmpty || !right.isEmpty {
            while left.first.map({ !$0.isDigit }) == true || right.first.map({ !$0.isDigit }) == true {
                let (first, second) = (weight(left.first), weight(right.first))
                if first != second { return first - second }
                if !left.isEmpty { left.removeFirst() }
                if !right.isEmpty { right.removeFirst() }
            }
            let order = left.takeNumber().compareNumber(right.takeNumber())
            if order != 0 { return order }
        }
        return 0
    }

    /// The weight of a byte that is no digit: the tilde precedes the end, letters precede all else.
    private static func weight(_ byte: UInt8?) -> Int {
        guard let byte, !byte.isDigit else { return 0 }
        if byte == UInt8(ascii: "~") { return -1 }
        return byte.isLetter ? Int(byte) : Int(byte) + 256
    }
}

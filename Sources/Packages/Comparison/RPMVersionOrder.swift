/// The order of versions that rpm has (rpm-version(7)), for a version or a release alone.
enum RPMVersionOrder {
    /// Whether a version is later than another: less than zero, zero, or greater.
    static func compare(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
        var (left, right) = (left, right)
        while true {
            left = left.drop(while: isSeparator)
            right = right.drop(while: isSeparator)
            // A tilde precedes even the end of a version; a caret follows it, and precedes all else.
            for (mark, isBeforeEnd) in [(UInt8(ascii: "~"), true), (UInt8(ascii: "^"), false)] {
                switch (left.first == mark, right.first == mark) {
                case (true, true): break
                case (true, false): return isBeforeEnd || !right.isEmpty ? -1 : 1
                case (false, true): return isBeforeEnd || !left.isEmpty ? 1 : -1
                case (false, false): continue
                }
                left.removeFirst()
                right.removeFirst()
            }
            guard let first = left.first, let second = right.first else {
                return left.isEmpty == right.isEmpty ? 0 : left.isEmpty ? -1 : 1
            }
            // A number is later than letters.
            if first.isDigit != second.isDigit { return first.isDigit ? 1 : -1 }
            let order =
                first.isDigit
                ? left.takeNumber().compareNumber(right.takeNumber())
                : left.takeLetters().compareBytes(right.takeLetters())
            if order != 0 { return order }
        }
    }

    private static func isSeparator(_ byte: UInt8) -> Bool {
        !byte.isDigit && !byte.isLetter && byte != UInt8(ascii: "~") && byte != UInt8(ascii: "^")
    }
}

/// Checks that bytes are text.
enum Encoding {
    /// Index of the first byte that is not UTF-8, or is zero; `nil` where all is well.
    static func firstFault(in bytes: ArraySlice<UInt8>) -> Int? {
        if !bytes.contains(where: { $0 == 0 || $0 >= 0x80 }) { return nil }
        var decoder = UTF8()
        var iterator = bytes.makeIterator()
        var index = bytes.startIndex
        while true {
            switch decoder.decode(&iterator) {
            case .scalarValue("\0"), .error: return index
            case .scalarValue(let scalar): index += UTF8.width(scalar)
            case .emptyInput: return nil
            }
        }
    }
}

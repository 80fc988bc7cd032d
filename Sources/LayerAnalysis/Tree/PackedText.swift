/// Texts one after another in an array of bytes, each with its length before it.
enum PackedText {
    static func append(_ text: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
        var rest = text.count
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
        bytes.append(contentsOf: text)
    }

    static func slice(in bytes: [UInt8], at offset: Int) -> ArraySlice<UInt8> {
        var place = offset
        var count = 0
        var shift = 0
        while bytes[place] >= 0x80 {
            count |= Int(bytes[place] & 0x7f) << shift
            shift += 7
            place += 1
        }
        count |= Int(bytes[place]) << shift
        return bytes[(place + 1)..<(place + 1 + count)]
    }
}

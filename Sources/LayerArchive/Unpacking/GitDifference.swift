/// Reads the difference of an object of git from another one (gitformat-pack, "Deltified representation").
struct GitDifference {
    private enum State {
        /// Numbers, each up to a byte without its top bit, that are to come still: the sizes of both.
        case sizes(Int)
        case instruction
        case copy(Int)
        case text(Int)
    }

    private var state = State.sizes(2)

    /// The new bytes that some bytes of it hold; a line feed stands where bytes of the other object belong.
    mutating func texts(in bytes: UnsafeRawBufferPointer) -> [UInt8] {
        var result: [UInt8] = []
        var index = 0
        while index < bytes.count {
            switch state {
            case .sizes(let count):
                if bytes[index] & 0x80 == 0 { state = count > 1 ? .sizes(count - 1) : .instruction }
                index += 1
            case .instruction:
                state = Self.state(after: bytes[index])
                if bytes[index] & 0x80 != 0 { result.append(UInt8(ascii: "\n")) }
                index += 1
            case .copy(let count):
                state = count > 1 ? .copy(count - 1) : .instruction
                index += 1
            case .text(let count):
                let part = min(count, bytes.count - index)
                result.append(contentsOf: bytes[index..<index + part])
                state = count > part ? .text(count - part) : .instruction
                index += part
            }
        }
        return result
    }

    private static func state(after instruction: UInt8) -> State {
        if instruction & 0x80 == 0 { return instruction == 0 ? .instruction : .text(Int(instruction)) }
        let count = (instruction & 0x7F).nonzeroBitCount
        return count == 0 ? .instruction : .copy(count)
    }
}

internal import OCI

/// Collects bytes that come in pieces until there are as many as are asked for.
struct BlockCollector {
    private(set) var bytes: [UInt8] = []

    /// Takes what is missing from the front of `rest`; whether `count` bytes are there.
    mutating func fill(to count: Int, from rest: inout Slice<UnsafeRawBufferPointer>) -> Bool {
        let missing = min(count - bytes.count, rest.count)
        if missing > 0 {
            bytes.append(contentsOf: rest.prefix(missing))
            rest = rest.dropFirst(missing)
        }
        return bytes.count >= count
    }

    /// Begins anew.
    mutating func clear() { bytes.removeAll(keepingCapacity: true) }

    /// Begins anew with some bytes.
    mutating func replace(with bytes: [UInt8]) { self.bytes = bytes }

    /// Little-endian numbers (APPNOTE.TXT, section 4.4).
    func number(at index: Int, _ width: Int) -> Int {
        Int(littleEndianBytes: bytes[index..<(index + width)])
    }
}

extension Slice<UnsafeRawBufferPointer> {
    /// Takes from the front what belongs to something of which `left` bytes are missing, and counts it.
    mutating func take(of left: inout Int) -> UnsafeRawBufferPointer {
        let part = prefix(left)
        self = dropFirst(part.count)
        left -= part.count
        return UnsafeRawBufferPointer(rebasing: part)
    }
}

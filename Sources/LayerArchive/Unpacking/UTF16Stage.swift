/// A text in UTF-16 (RFC 2781), handed over in UTF-8.
final class UTF16Stage: UnpackingStage {
    private let unpacker: FileUnpacker
    private let isBigEndian: Bool
    private var odd: UInt8?
    private var high: UInt32?
    private var output: [UInt8] = []

    init(_ unpacker: FileUnpacker, _ place: ContentPlace, isBigEndian: Bool) {
        self.unpacker = unpacker
        self.isBigEndian = isBigEndian
        output.reserveCapacity(1 << 16)
        unpacker.open(place)
    }

    func feed(_ bytes: UnsafeRawBufferPointer) {
        for byte in bytes {
            guard let first = odd else {
                odd = byte
                continue
            }
            odd = nil
            take(isBigEndian ? UInt32(first) << 8 | UInt32(byte) : UInt32(byte) << 8 | UInt32(first))
            if output.count >= 1 << 16 - 8 { flush() }
        }
    }

    func finish() {
        flush()
        unpacker.close()
    }

    private func take(_ unit: UInt32) {
        switch unit {
        case 0xFEFF: return
        case 0xD800..<0xDC00: high = unit
        case 0xDC00..<0xE000:
            guard let first = high else { return }
            high = nil
            append(0x10000 + (first - 0xD800) << 10 + (unit - 0xDC00))
        default: append(unit)
        }
    }

    private func append(_ scalar: UInt32) {
        if scalar < 0x80 {
            output.append(UInt8(scalar))
        } else if let scalar = Unicode.Scalar(scalar) {
            output.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
        }
    }

    private func flush() {
        if !output.isEmpty { output.withUnsafeBytes { unpacker.files.feed($0) } }
        output.removeAll(keepingCapacity: true)
    }
}

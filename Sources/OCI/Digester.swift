internal import COpenSSL

/// Computes the SHA-256 of bytes as they stream by, with the processor's instructions where it has them.
///
/// Not copyable: a running hash has one owner, and `finalize()` ends it.
public struct Digester: ~Copyable {
    private var context = SHA256_CTX()

    /// Begins the hash of no bytes.
    public init() { SHA256_Init(&context) }

    /// Adds the bytes of a buffer.
    public mutating func update(_ bytes: UnsafeRawBufferPointer) {
        guard let base = bytes.baseAddress else { return }
        SHA256_Update(&context, base, bytes.count)
    }

    /// Adds the bytes of an array.
    public mutating func update(_ bytes: [UInt8]) {
        bytes.withUnsafeBytes { buffer in
            guard let base = buffer.baseAddress else { return }
            SHA256_Update(&context, base, buffer.count)
        }
    }

    /// Adds the UTF-8 of a text.
    public mutating func update(_ text: String) {
        var text = text
        text.withUTF8 { buffer in
            guard let base = buffer.baseAddress else { return }
            SHA256_Update(&context, base, buffer.count)
        }
    }

    /// Ends the hash and gives its digest.
    public consuming func finalize() -> Digest {
        withUnsafeTemporaryAllocation(byteCount: 32, alignment: 8) { buffer in
            SHA256_Final(buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), &context)
            return Digest(reading: UnsafeRawBufferPointer(buffer), at: 0)
        }
    }
}

extension Digest {
    /// The SHA-256 of some bytes.
    public static func of(_ bytes: [UInt8]) -> Digest {
        var digester = Digester()
        digester.update(bytes)
        return digester.finalize()
    }

    /// The SHA-256 of a text's UTF-8.
    public static func of(_ text: String) -> Digest {
        var digester = Digester()
        digester.update(text)
        return digester.finalize()
    }
}

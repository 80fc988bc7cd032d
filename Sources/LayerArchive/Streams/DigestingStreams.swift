public import OCI

/// Passes bytes on and computes their SHA-256.
public final class DigestingSink: ByteSink {
    private let next: (any ByteSink)?
    private var digester: Digester? = Digester()
    /// How many bytes have passed.
    public private(set) var count: Int64 = 0

    /// Hashes what goes to `next`; hashes only, where that is `nil`.
    public init(_ next: (any ByteSink)? = nil) { self.next = next }

    /// Hashes bytes and passes them on.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        digester?.update(bytes)
        count += Int64(bytes.count)
        try next?.write(bytes)
    }

    /// Ends the hash: the digest of what has passed. May be called once.
    public func finalize() -> Digest {
        guard let digester = digester.take() else { preconditionFailure("the digest has been taken already") }
        return digester.finalize()
    }
}

/// Passes bytes on and computes their SHA-256.
public final class DigestingSource: ByteSource {
    private let next: any ByteSource
    private var digester: Digester? = Digester()
    /// How many bytes have passed.
    public private(set) var count: Int64 = 0

    /// Hashes what comes from `next`.
    public init(_ next: any ByteSource) { self.next = next }

    /// Reads bytes and hashes them.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let read = try next.read(into: buffer)
        digester?.update(UnsafeRawBufferPointer(rebasing: buffer[..<read]))
        count += Int64(read)
        return read
    }

    /// Reads what is left and ends the hash: the digest of the whole source. May be called once.
    public func finalize() throws -> Digest {
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while try chunk.withUnsafeMutableBytes({ try read(into: $0) }) > 0 {}
        guard let digester = digester.take() else { preconditionFailure("the digest has been taken already") }
        return digester.finalize()
    }
}

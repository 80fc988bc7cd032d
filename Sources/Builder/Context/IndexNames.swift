/// The names of one directory in a context index, in byte order, as the bytes that they are in the file.
struct IndexNames {
    let bytes: UnsafeRawBufferPointer
    /// How many there are.
    let count: Int

    /// Calls for each name with its first byte, how many bytes it has before the NUL that ends it, and the number of the record
    /// of the file that has it.
    func forEach(_ body: (UnsafePointer<UInt8>, Int, UInt32) throws -> Void) rethrows {
        guard let base = bytes.bindMemory(to: UInt8.self).baseAddress else { return }
        var offset = 0
        // The bytes are as they were written; the bounds hold whatever they are.
        while offset + 5 <= bytes.count {
            let record = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt32.self))
            let start = offset + 4
            var end = start
            while end < bytes.count, base[end] != 0 { end += 1 }
            guard end < bytes.count else { return }
            try body(base + start, end - start, record)
            offset = end + 1
        }
    }

    /// Calls for each name with its first byte and how many bytes it has.
    func forEach(_ body: (UnsafePointer<UInt8>, Int) throws -> Void) rethrows {
        try forEach { start, count, _ in try body(start, count) }
    }
}

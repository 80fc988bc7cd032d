public import LinuxSystem

/// Reads an open file from its position on; pipes and sockets too.
public final class FileSource: ByteSource {
    private let handle: FileHandle

    /// Reads from a handle's position.
    public init(_ handle: FileHandle) { self.handle = handle }

    /// Reads at the handle's position and moves it.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int { try handle.read(into: buffer) }
}

/// Reads a part of a file by offset; the handle's position is neither used nor moved.
public final class FileRangeSource: SkippingSource {
    private let handle: FileHandle
    private var offset: Int64
    private var left: Int64

    /// Reads `count` bytes from `offset` on; fewer where the file ends before.
    public init(_ handle: FileHandle, offset: Int64, count: Int64) {
        self.handle = handle
        self.offset = offset
        left = count
    }

    /// Reads the next bytes of the part.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let wanted = Int(min(Int64(buffer.count), left))
        if wanted == 0 { return 0 }
        let count = try handle.read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[..<wanted]), at: offset)
        offset += Int64(count)
        left -= Int64(count)
        return count
    }

    /// Moves on without reading; gives how far it went.
    public func skip(_ count: Int64) -> Int64 {
        let step = min(count, left)
        offset += step
        left -= step
        return step
    }
}

/// Writes to an open file at its position.
public final class FileSink: ByteSink {
    private let handle: FileHandle

    /// Writes at a handle's position.
    public init(_ handle: FileHandle) { self.handle = handle }

    /// Writes at the handle's position and moves it.
    public func write(_ bytes: UnsafeRawBufferPointer) throws { try handle.write(bytes) }
}

/// Reads from memory.
public final class BytesSource: ByteSource {
    private let bytes: [UInt8]
    private var position = 0

    /// Reads the bytes of an array.
    public init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// Copies the next bytes of the array.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        let count = min(buffer.count, bytes.count - position)
        bytes.withUnsafeBytes { source in
            buffer.copyMemory(from: UnsafeRawBufferPointer(rebasing: source[position..<(position + count)]))
        }
        position += count
        return count
    }
}

/// Gathers bytes in memory.
public final class BytesSink: ByteSink {
    /// What has been written.
    public private(set) var bytes: [UInt8] = []

    /// Makes an empty sink.
    public init() {}

    /// Appends bytes.
    public func write(_ bytes: UnsafeRawBufferPointer) throws { self.bytes.append(contentsOf: bytes) }
}

internal import LinuxSystem

/// Bytes that come one after another. Belongs to the thread that reads it.
public protocol ByteSource: AnyObject {
    /// Reads between one byte and a buffer's size; 0 at the end. The buffer is not empty.
    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int
}

/// A source that can pass over bytes without reading them.
public protocol SkippingSource: ByteSource {
    /// Passes over up to `count` bytes; how many there were.
    func skip(_ count: Int64) throws -> Int64
}

/// Where bytes go, one after another. Belongs to the thread that writes it.
public protocol ByteSink: AnyObject {
    /// Takes all bytes of a buffer.
    func write(_ bytes: UnsafeRawBufferPointer) throws

    /// Lets `body` put the next bytes where the sink wants them, so that nobody copies them there: at least one byte of room; it says
    /// how many it put.
    ///
    /// - Returns: That number; `nil` where the sink has no such place: `body` was not called then, nor will it ever be.
    /// - Throws: what `body` throws: nothing was taken then; what `write` throws.
    func fill(_ body: (UnsafeMutableRawBufferPointer) throws -> Int) throws -> Int?

    /// The checks of all bytes that were written, where the sink takes them for itself; `nil` where it never does. Not to be asked for
    /// after the sink's end.
    var checks: PartChecks? { get }
}

extension ByteSink {
    /// Most sinks take no checks.
    public var checks: PartChecks? { nil }

    /// Most sinks only pass bytes on.
    public func fill(_ body: (UnsafeMutableRawBufferPointer) throws -> Int) throws -> Int? { nil }
}

/// A sink that changes the bytes on their way, and has something left to say at the end.
public protocol FinishingSink: ByteSink {
    /// Writes what is left. Nothing may be written afterwards.
    func finish() throws
}

extension ByteSource {
    /// Reads until a buffer is full or the source ends; how many bytes came.
    public func fill(_ buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        var count = 0
        while count < buffer.count {
            let step = try read(into: UnsafeMutableRawBufferPointer(rebasing: buffer[count...]))
            if step == 0 { break }
            count += step
        }
        return count
    }

    /// Copies all that is left into a sink; how many bytes that was. Stops when the task is cancelled.
    @discardableResult
    public func copy(to sink: any ByteSink) throws -> Int64 {
        var total: Int64 = 0
        var chunk = [UInt8](repeating: 0, count: 1 << 18)
        while true {
            try Cancellation.check()
            let count = try chunk.withUnsafeMutableBytes { try read(into: $0) }
            if count == 0 { return total }
            try chunk.withUnsafeBytes { try sink.write(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
            total += Int64(count)
        }
    }
}

extension ByteSink {
    /// Takes all bytes of an array.
    public func write(_ bytes: [UInt8]) throws {
        try bytes.withUnsafeBytes { try write($0) }
    }
}

internal import CDeflate

/// The CRC-32 of each MiB of an archive, and of what is left at its end.
///
/// They tell that bytes which are made again are those that were hashed once, at a tenth of the cost of another SHA-256. They protect
/// from a disk that errs, not from somebody who writes into the store on purpose: who can do that can change them, too.
public struct PartChecks: Hashable, Sendable {
    /// So many bytes are checked together.
    public static let partSize = 1 << 20

    /// The checks of all parts in their order.
    public private(set) var parts: [UInt32] = []
    private var check: UInt32 = 0
    private var filled = 0

    /// Takes checks that were made before.
    public init(parts: [UInt32] = []) { self.parts = parts }

    /// Takes the checks of full parts, and that of the part after them, of which so many bytes are there.
    init(parts: [UInt32], check: UInt32, filled: Int) { (self.parts, self.check, self.filled) = (parts, check, filled) }

    /// The CRC-32 (RFC 1952, 8) of bytes that follow those of another one; that of no bytes is 0.
    static func check(_ bytes: UnsafeRawBufferPointer, after check: UInt32) -> UInt32 {
        // SAFETY: libdeflate reads so many bytes, which are there.
        libdeflate_crc32(check, bytes.baseAddress, bytes.count)
    }

    /// Adds the next bytes.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes
        while rest.count > 0 {
            let count = min(rest.count, Self.partSize - filled)
            check = Self.check(UnsafeRawBufferPointer(rebasing: rest[..<count]), after: check)
            filled += count
            if filled == Self.partSize { endPart() }
            rest = UnsafeRawBufferPointer(rebasing: rest[count...])
        }
    }

    /// Ends the last part.
    mutating func finish() {
        if filled > 0 { endPart() }
    }

    private mutating func endPart() {
        parts.append(check)
        (check, filled) = (0, 0)
    }
}

/// Checks the parts of what goes through it, for a target that does not.
final class PartCheckingSink: ByteSink {
    private let target: any ByteSink
    private var taken = PartChecks()

    init(to target: any ByteSink) { self.target = target }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        taken.add(bytes)
        try target.write(bytes)
    }

    func fill(_ body: (UnsafeMutableRawBufferPointer) throws -> Int) throws -> Int? {
        try target.fill { room in
            let count = try body(room)
            taken.add(UnsafeRawBufferPointer(rebasing: room[..<count]))
            return count
        }
    }

    /// The checks of all that went through.
    var checks: PartChecks? {
        var all = taken
        all.finish()
        return all
    }
}

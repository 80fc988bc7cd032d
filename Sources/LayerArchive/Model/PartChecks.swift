internal import CDeflate

/// The CRC-32 of each MiB of an archive, and of what is left at its end.
///
/// They tell that bytes which are made again are those that were hashed once, at a tenth of the cost of another SHA-256. They protect
/// from a disk that errs, not from somebody who writes into the store on purpose: who can do that can change them, too.
public struct PartChecks: Hashable, Sendable {
    /// So many bytes are checked together.
    static let partSize = 1 << 20

    /// The checks of all parts in their order.
    public private(set) var parts: [UInt32] = []
    private var check: UInt32 = 0
    private var filled = 0

    /// Takes checks that were made before.
    public init(parts: [UInt32] = []) { self.parts = parts }

    /// Adds the next bytes.
    mutating func add(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes
        while rest.count > 0 {
            let count = min(rest.count, Self.partSize - filled)
            // SAFETY: libdeflate reads so many bytes, which are there.
            check = libdeflate_crc32(check, rest.baseAddress, count)
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

/// Checks the parts of what goes through it.
final class PartCheckingSink: ByteSink {
    private let target: any ByteSink
    private var checks = PartChecks()

    init(to target: any ByteSink) { self.target = target }

    func write(_ bytes: UnsafeRawBufferPointer) throws {
        checks.add(bytes)
        try target.write(bytes)
    }

    func fill(_ body: (UnsafeMutableRawBufferPointer) throws -> Int) throws -> Int? {
        try target.fill { room in
            let count = try body(room)
            checks.add(UnsafeRawBufferPointer(rebasing: room[..<count]))
            return count
        }
    }

    /// The checks of all that went through.
    func finish() -> PartChecks {
        checks.finish()
        return checks
    }
}

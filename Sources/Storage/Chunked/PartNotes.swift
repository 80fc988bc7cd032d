internal import LinuxSystem

/// Which parts of a blob a file has, in lines behind the place of the blob's end: `0-1048576`.
///
/// A line is written after the bytes that it speaks of. One without its end was being written when a process died.
struct PartNotes {
    /// The parts that were noted before.
    let parts: [Range<Int64>]
    /// Where the next line goes.
    private var end: Int64

    private static let lineEnd = UInt8(ascii: "\n")

    init(reading file: FileHandle, behind size: Int64) throws(SystemError) {
        let count = try file.status().size - size
        let bytes = count > 0 ? try file.read(upTo: Int(count), at: size) : []
        let whole = bytes.prefix((bytes.lastIndex(of: Self.lineEnd) ?? -1) + 1)
        parts = whole.split(separator: Self.lineEnd).compactMap { Self.part($0, of: size) }
        end = size + Int64(whole.count)
    }

    private static func part(_ line: ArraySlice<UInt8>, of size: Int64) -> Range<Int64>? {
        let bounds = String(decoding: line, as: UTF8.self).split(separator: "-").compactMap { Int64($0) }
        guard bounds.count == 2, bounds[0] < bounds[1], bounds[1] <= size else { return nil }
        return bounds[0]..<bounds[1]
    }

    /// Writes that parts are there.
    mutating func add(_ parts: RangeSet<Int64>, to file: FileHandle) throws {
        let lines = Array(parts.ranges.map { "\($0.lowerBound)-\($0.upperBound)\n" }.joined().utf8)
        try lines.withUnsafeBytes { try file.write($0, at: end) }
        end += Int64(lines.count)
    }
}

/// Byte strings to be looked for in a stream, prepared so that most of the stream is never looked at (Wu and Manber, 1994).
///
/// Three bytes at the end of a window as long as the shortest string tell how far the window can move; only where they end
/// one of the strings' beginnings are the strings themselves compared.
public struct TextPatterns: Sendable {
    static let hashBits = 14
    /// The length of the window.
    let window: Int
    /// For a hash of three bytes: how far the window moves when it ends in them.
    let shifts: [UInt8]
    /// For a hash of three bytes that end a window: the strings that may begin with it.
    let buckets: [Int: [Int]]
    /// The strings.
    public let patterns: [[UInt8]]
    /// The longest string's length.
    let longest: Int

    /// Prepares strings; those shorter than four bytes are left out. `nil` where none is left.
    public init?(_ patterns: [[UInt8]]) {
        let usable = patterns.filter { $0.count >= 4 }
        guard let shortest = usable.map(\.count).min() else { return nil }
        let window = min(shortest, 200)
        let farthest = window - 2
        var shifts = [UInt8](repeating: UInt8(farthest), count: 1 << Self.hashBits)
        var buckets: [Int: [Int]] = [:]
        for (number, pattern) in usable.enumerated() {
            for end in 2..<window {
                let three = UInt32(pattern[end - 2]) << 8 | UInt32(pattern[end - 1]) << 16 | UInt32(pattern[end]) << 24
                let hash = Self.hash(three)
                shifts[hash] = min(shifts[hash], UInt8(window - 1 - end))
                if end == window - 1 { buckets[hash, default: []].append(number) }
            }
        }
        self.patterns = usable
        self.window = window
        self.shifts = shifts
        self.buckets = buckets
        longest = usable.map(\.count).max() ?? 0
    }

    /// A number of `hashBits` bits for three bytes, given in the upper three bytes of a number as memory holds it.
    @inline(__always)
    static func hash(_ bytes: UInt32) -> Int { Int(((bytes &>> 8) &* 0x9E37_79B1) &>> UInt32(32 - hashBits)) }

    /// The number of a string that is somewhere in the bytes; `nil` where none is.
    public func first(in bytes: [UInt8]) -> Int? {
        var first: Int?
        bytes.withUnsafeBytes { find(in: $0) { number, _ in first = first ?? number } }
        return first
    }

    /// Calls for each string that begins in the bytes, with its number and its place. Strings that the bytes cut off at
    /// the end are not found.
    ///
    /// Where a window moves depends on where it stood, which takes the processor a dozen cycles to learn: four windows go
    /// through four parts at the same time.
    func find(in bytes: UnsafeRawBufferPointer, _ found: (Int, Int) -> Void) {
        guard bytes.count >= window else { return }
        let first = window - 1
        let share = (bytes.count - first) / 4
        let borders = (first + share, first + 2 * share, first + 3 * share, bytes.count)
        shifts.withUnsafeBufferPointer { shifts in
            var ends = (first, borders.0, borders.1, borders.2)
            while ends.0 < borders.0, ends.1 < borders.1, ends.2 < borders.2, ends.3 < borders.3 {
                ends.0 &+= step(bytes, ends.0, shifts, found)
                ends.1 &+= step(bytes, ends.1, shifts, found)
                ends.2 &+= step(bytes, ends.2, shifts, found)
                ends.3 &+= step(bytes, ends.3, shifts, found)
            }
            while ends.0 < borders.0 { ends.0 &+= step(bytes, ends.0, shifts, found) }
            while ends.1 < borders.1 { ends.1 &+= step(bytes, ends.1, shifts, found) }
            while ends.2 < borders.2 { ends.2 &+= step(bytes, ends.2, shifts, found) }
            while ends.3 < borders.3 { ends.3 &+= step(bytes, ends.3, shifts, found) }
        }
    }

    /// Looks at the window that ends at a place, and says how far it can move.
    @inline(__always)
    private func step(
        _ bytes: UnsafeRawBufferPointer, _ end: Int, _ shifts: UnsafeBufferPointer<UInt8>, _ found: (Int, Int) -> Void
    ) -> Int {
        let last = UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: end &- 3, as: UInt32.self))
        let hash = Self.hash(last)
        let shift = Int(shifts[hash])
        if shift > 0 { return shift }
        compare(bytes, end, hash, found)
        return 1
    }

    @inline(never)
    private func compare(
        _ bytes: UnsafeRawBufferPointer, _ end: Int, _ hash: Int, _ found: (Int, Int) -> Void
    ) {
        let start = end - window + 1
        for number in buckets[hash] ?? [] where Self.matches(patterns[number], bytes, at: start) {
            found(number, start)
        }
    }

    private static func matches(_ pattern: [UInt8], _ bytes: UnsafeRawBufferPointer, at start: Int) -> Bool {
        guard start + pattern.count <= bytes.count else { return false }
        return UnsafeRawBufferPointer(rebasing: bytes[start..<(start + pattern.count)]).elementsEqual(pattern)
    }
}

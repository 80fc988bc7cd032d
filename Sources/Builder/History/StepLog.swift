/// What a step wrote, its beginning and its end where it is much.
struct StepLog: Sendable {
    /// Bytes of the beginning that are kept.
    private static let head = 64 << 10
    /// Bytes of the end that are kept.
    private static let tail = 192 << 10
    private var beginning: [UInt8] = []
    private var end: [UInt8] = []
    private var dropped = 0

    /// Adds what was written, masked.
    mutating func add(_ bytes: [UInt8]) {
        let room = Self.head - beginning.count
        if room > 0 { beginning += bytes.prefix(room) }
        if bytes.count <= max(0, room) { return }
        end += bytes.dropFirst(max(0, room))
        // Cut in large pieces, so that each byte is moved once or twice.
        guard end.count > 2 * Self.tail else { return }
        dropped += end.count - Self.tail
        end.removeFirst(end.count - Self.tail)
    }

    /// What is kept, with a line that says how much is left out.
    var bytes: [UInt8] {
        let surplus = max(0, end.count - Self.tail)
        let missing = dropped + surplus
        if missing == 0 { return beginning + end }
        return beginning + Array("\n[\(missing) bytes left out]\n".utf8) + end.dropFirst(surplus)
    }
}

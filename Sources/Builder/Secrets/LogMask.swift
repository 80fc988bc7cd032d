/// Takes secrets out of what a process writes, in pieces of any size.
///
/// What could be the beginning of a secret is held back until it is clear, so that a value is found wherever pieces end.
struct LogMask {
    private static let stars = Array("***".utf8)
    /// By their first byte, the longest first.
    private let patterns: [UInt8: [[UInt8]]]
    private var held: [UInt8] = []

    /// - Parameter patterns: what must not be shown.
    init(_ patterns: [[UInt8]]) {
        self.patterns = Dictionary(grouping: patterns.filter { !$0.isEmpty }.sorted { $0.count > $1.count }) { $0[0] }
    }

    /// What of the bytes so far can be shown now.
    mutating func feed(_ bytes: [UInt8]) -> [UInt8] {
        if patterns.isEmpty { return bytes }
        let text = held + bytes
        held = []
        var shown: [UInt8] = []
        shown.reserveCapacity(text.count)
        var place = 0
        while place < text.count {
            let candidates = patterns[text[place]] ?? []
            if candidates.contains(where: { Self.isCut($0, text, place) }) { break }
            if let found = candidates.first(where: { text[place...].starts(with: $0) }) {
                shown += Self.stars
                place += found.count
            } else {
                shown.append(text[place])
                place += 1
            }
        }
        held = Array(text[place...])
        return shown
    }

    /// What was held back, when nothing more comes.
    mutating func finish() -> [UInt8] {
        defer { held = [] }
        return held
    }

    /// Whether the text ends within what could be the pattern.
    private static func isCut(_ pattern: [UInt8], _ text: [UInt8], _ place: Int) -> Bool {
        let rest = text[place...]
        return rest.count < pattern.count && pattern.starts(with: rest)
    }
}

/// Looks for byte strings in a layer while it is made: in names, link targets, attributes and contents.
///
/// It sees what is hashed anyway; nothing is read for it. Belongs to the thread that makes the layer.
public final class LayerSearch {
    /// Where a string was found.
    public struct Finding: Hashable, Sendable {
        /// The entry's path, without a leading `/`.
        public let path: [UInt8]
        /// The place in the patterns' list.
        public let pattern: Int
        /// Whether it is in the entry's name, link target or attributes; else in its content.
        public let isInMetadata: Bool
    }

    /// So many are kept.
    private static let limit = 32
    private let patterns: TextPatterns
    /// What was found, each path once.
    public private(set) var findings: [Finding] = []
    /// The end of what was seen, in which a string may begin.
    private var tail: [UInt8] = []
    /// The entries whose bytes have begun since the last piece, with where they begin in the stream.
    private var entries: [(start: Int64, path: [UInt8])] = []
    /// How much of the stream has been seen.
    private var seen: Int64 = 0

    /// A search of one layer.
    public init(for patterns: TextPatterns) { self.patterns = patterns }

    /// An entry begins at a place of the stream.
    func begin(_ entry: LayerEntry, at start: Int64) {
        entries.append((start, entry.path))
        var text = entry.path + [0]
        switch entry.kind {
        case .symbolicLink(let target), .hardLink(let target): text += target + [0]
        default: break
        }
        for attribute in entry.attributes { text += Array(attribute.name.utf8) + [0] + attribute.value + [0] }
        text.withUnsafeBytes { bytes in
            patterns.find(in: bytes) { number, _ in note(entry.path, number, isInMetadata: true) }
        }
    }

    /// The next bytes of the stream.
    func look(at bytes: UnsafeRawBufferPointer) {
        if !tail.isEmpty { lookAcross(bytes) }
        patterns.find(in: bytes) { number, place in note(path(at: seen + Int64(place)), number, isInMetadata: false) }
        let kept = patterns.longest - 1
        tail = (tail + bytes.suffix(kept)).suffix(kept)
        seen += Int64(bytes.count)
        if entries.count > 1 {
            // The last entry goes on, and strings may begin in those that the tail holds.
            let first = entries.lastIndex { $0.start <= seen - Int64(tail.count) } ?? 0
            entries.removeFirst(first)
        }
    }

    /// Strings that begin before the piece and end in it.
    private func lookAcross(_ bytes: UnsafeRawBufferPointer) {
        let joined = tail + bytes.prefix(patterns.longest - 1)
        let start = seen - Int64(tail.count)
        let border = tail.count
        joined.withUnsafeBytes { joined in
            patterns.find(in: joined) { number, place in
                // Whatever lies on one side alone is found there.
                guard place < border, place + patterns.patterns[number].count > border else { return }
                note(path(at: start + Int64(place)), number, isInMetadata: false)
            }
        }
    }

    private func path(at place: Int64) -> [UInt8] { entries.last { $0.start <= place }?.path ?? [] }

    private func note(_ path: [UInt8], _ pattern: Int, isInMetadata: Bool) {
        guard findings.count < Self.limit, !findings.contains(where: { $0.path == path }) else { return }
        findings.append(Finding(path: path, pattern: pattern, isInMetadata: isInMetadata))
    }
}

/// A glob of COPY or ADD: Go's `path/filepath.Match` (for Unix) on bytes.
///
/// `*` stands for any bytes but `/`, `?` for one character but `/`, `[a-z]` and `[^a-z]` for one of a class, and `\` takes
/// the next character as it is. `**` is no different from `*`, as in BuildKit.
struct PathPattern: Sendable {
    private let pattern: [UInt8]

    init(_ pattern: [UInt8]) { self.pattern = pattern }

    /// Whether a path component needs matching at all.
    static func isWild(_ text: [UInt8]) -> Bool {
        var index = 0
        while index < text.count {
            switch text[index] {
            case UInt8(ascii: "\\"): index += 1
            case UInt8(ascii: "*"), UInt8(ascii: "?"), UInt8(ascii: "["): return true
            default: break
            }
            index += 1
        }
        return false
    }

    /// Whether the whole of a name matches; a malformed pattern matches nothing.
    func matches(_ name: [UInt8]) -> Bool { match(from: 0, name, at: 0) }

    private func match(from start: Int, _ name: [UInt8], at position: Int) -> Bool {
        var index = start
        var position = position
        while index < pattern.count {
            if pattern[index] == UInt8(ascii: "*") {
                while index < pattern.count, pattern[index] == UInt8(ascii: "*") { index += 1 }
                return matchStar(rest: index, name, at: position)
            }
            guard let step = matchOne(at: index, name, at: position) else { return false }
            (index, position) = step
        }
        return position == name.count
    }

    private func matchStar(rest: Int, _ name: [UInt8], at position: Int) -> Bool {
        var position = position
        while true {
            if match(from: rest, name, at: position) { return true }
            if position >= name.count || name[position] == BytePath.slash { return false }
            position += 1
        }
    }

    /// Matches one element of the pattern that is not a star against one character.
    private func matchOne(at index: Int, _ name: [UInt8], at position: Int) -> (Int, Int)? {
        guard position < name.count else { return nil }
        switch pattern[index] {
        case UInt8(ascii: "?"):
            if name[position] == BytePath.slash { return nil }
            return (index + 1, position + Self.character(name, at: position).length)
        case UInt8(ascii: "["):
            return matchClass(at: index + 1, name, at: position)
        case UInt8(ascii: "\\"):
            guard index + 1 < pattern.count, pattern[index + 1] == name[position] else { return nil }
            return (index + 2, position + 1)
        default:
            return pattern[index] == name[position] ? (index + 1, position + 1) : nil
        }
    }

    private func matchClass(at start: Int, _ name: [UInt8], at position: Int) -> (Int, Int)? {
        let (value, length) = Self.character(name, at: position)
        var index = start
        let negated = index < pattern.count && pattern[index] == UInt8(ascii: "^")
        if negated { index += 1 }
        var found = false
        var first = true
        while index < pattern.count {
            if pattern[index] == UInt8(ascii: "]"), !first {
                return found != negated ? (index + 1, position + length) : nil
            }
            guard let low = classCharacter(at: &index) else { return nil }
            var high = low
            if index < pattern.count, pattern[index] == UInt8(ascii: "-") {
                index += 1
                guard let end = classCharacter(at: &index) else { return nil }
                high = end
            }
            if low <= value, value <= high { found = true }
            first = false
        }
        return nil
    }

    private func classCharacter(at index: inout Int) -> UInt32? {
        guard index < pattern.count, pattern[index] != UInt8(ascii: "-"), pattern[index] != UInt8(ascii: "]") else {
            return nil
        }
        if pattern[index] == UInt8(ascii: "\\") { index += 1 }
        guard index < pattern.count else { return nil }
        let (value, length) = Self.character(pattern, at: index)
        index += length
        return value
    }

    /// The UTF-8 character at a place; a byte that begins none counts as one character of its own.
    private static func character(_ bytes: [UInt8], at position: Int) -> (value: UInt32, length: Int) {
        let lead = bytes[position]
        let length = lead < 0x80 ? 1 : lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : lead >= 0xC2 ? 2 : 1
        guard length > 1, position + length <= bytes.count else { return (UInt32(lead), 1) }
        var value = UInt32(lead) & (0x7F >> UInt32(length))
        for byte in bytes[(position + 1)..<(position + length)] {
            guard byte & 0xC0 == 0x80 else { return (UInt32(lead), 1) }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        return (value, length)
    }
}

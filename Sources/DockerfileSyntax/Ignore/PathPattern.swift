/// A pattern of `.dockerignore`, made ready for matching: what it matches is what moby's pattern matcher matches.
///
/// `*` and `?` stop at slashes, `**` does not, `[a-z]` and `[^a-z]` are classes, a backslash takes away the meaning
/// of the next character. Paths are bytes; `?` and classes take whole UTF-8 scalars. Matching needs no memory and,
/// for patterns without wildcards, one comparison.
struct PathPattern: Sendable, Hashable {
    enum Token: Sendable, Hashable {
        case byte(UInt8)
        /// `?`
        case anyScalar
        /// `*`
        case anyRun
        /// `**/`: nothing, or anything up to and with a slash.
        case directories
        /// `**` at the end, or right before literal text at the start.
        case anything
        case scalars([ClosedRange<UInt32>], isNegated: Bool)
    }

    private(set) var tokens: [Token] = []

    /// How a path is compared; the cheapest way that is right for the pattern.
    enum Strategy: Sendable, Hashable {
        /// The path is this text.
        case literal([UInt8])
        /// The path is this text, or ends in a slash and this text (`**/text`).
        case lastParts([UInt8])
        /// One place to go back to for `*` and one for `**/` is enough.
        case greedy
        /// All ways are tried, each once.
        case exhaustive
    }

    private(set) var strategy = Strategy.exhaustive

    /// Reads a cleaned pattern; `nil` where its form is wrong (an unclosed or empty class, an escape of nothing).
    init?(parsing pattern: ArraySlice<UInt8>) {
        var index = pattern.startIndex
        while index < pattern.endIndex {
            switch pattern[index] {
            case UInt8(ascii: "*"): index = appendStars(pattern, index)
            case UInt8(ascii: "?"):
                tokens.append(.anyScalar)
                index += 1
            case UInt8(ascii: "["):
                guard let end = appendClass(pattern, index + 1) else { return nil }
                index = end
            case UInt8(ascii: "\\"):
                guard index + 1 < pattern.endIndex else { return nil }
                tokens.append(.byte(pattern[index + 1]))
                index += 2
            case let byte:
                tokens.append(.byte(byte))
                index += 1
            }
        }
        adjustLeadingStars(pattern)
        strategy = chooseStrategy()
    }

    /// Going back to the last `*` or `**/` alone is right where no class can match a slash and every `**/` begins at
    /// the head of a part: what an earlier one could have eaten, the last one can eat as well.
    private func chooseStrategy() -> Strategy {
        if let bytes = PathPattern.bytes(of: tokens[...]) { return .literal(bytes) }
        if tokens.first == .directories, let bytes = PathPattern.bytes(of: tokens.dropFirst()) {
            return .lastParts(bytes)
        }
        for (index, token) in tokens.enumerated() {
            if case .scalars = token { return .exhaustive }
            if token == .directories, index > 0, tokens[index - 1] != .byte(UInt8(ascii: "/")) { return .exhaustive }
        }
        return .greedy
    }

    private static func bytes(of tokens: ArraySlice<Token>) -> [UInt8]? {
        var bytes: [UInt8] = []
        for token in tokens {
            guard case .byte(let byte) = token else { return nil }
            bytes.append(byte)
        }
        return bytes
    }

    private mutating func appendStars(_ pattern: ArraySlice<UInt8>, _ start: Int) -> Int {
        var index = start + 1
        guard index < pattern.endIndex, pattern[index] == UInt8(ascii: "*") else {
            if tokens.last != .anyRun { tokens.append(.anyRun) }
            return index
        }
        index += 1
        if index < pattern.endIndex, pattern[index] == UInt8(ascii: "/") { index += 1 }
        tokens.append(index == pattern.endIndex ? .anything : .directories)
        return index
    }

    /// `**text` with nothing else special in it matches every path that ends in the text: moby compares suffixes there.
    private mutating func adjustLeadingStars(_ pattern: ArraySlice<UInt8>) {
        guard tokens.first == .directories, !pattern.starts(with: Array("**/".utf8)) else { return }
        let isPlain = !pattern.dropFirst(2).contains { "*?[]\\".utf8.contains($0) }
        if isPlain { tokens[0] = .anything }
    }

    // MARK: Classes

    /// Reads a class after its bracket; the index after the closing one.
    private mutating func appendClass(_ pattern: ArraySlice<UInt8>, _ start: Int) -> Int? {
        var index = start
        let isNegated = index < pattern.endIndex && pattern[index] == UInt8(ascii: "^")
        if isNegated { index += 1 }
        var ranges: [ClosedRange<UInt32>] = []
        while index < pattern.endIndex {
            if pattern[index] == UInt8(ascii: "]"), !ranges.isEmpty {
                tokens.append(.scalars(ranges, isNegated: isNegated))
                return index + 1
            }
            guard let low = PathPattern.classScalar(pattern, &index) else { return nil }
            var high = low
            if index < pattern.endIndex, pattern[index] == UInt8(ascii: "-") {
                index += 1
                guard let end = PathPattern.classScalar(pattern, &index) else { return nil }
                high = end
            }
            guard low <= high else { return nil }
            ranges.append(low...high)
        }
        return nil
    }

    private static func classScalar(_ pattern: ArraySlice<UInt8>, _ index: inout Int) -> UInt32? {
        guard index < pattern.endIndex else { return nil }
        switch pattern[index] {
        case UInt8(ascii: "-"), UInt8(ascii: "]"): return nil
        case UInt8(ascii: "\\"):
            index += 1
            guard index < pattern.endIndex else { return nil }
        default: break
        }
        let (scalar, width) = PathPattern.scalar(in: pattern, at: index)
        index += width
        return index < pattern.endIndex ? scalar : nil
    }

    /// The scalar at an index with its width; a byte that is not UTF-8 counts as U+FFFD.
    static func scalar(in bytes: ArraySlice<UInt8>, at index: Int) -> (scalar: UInt32, width: Int) {
        let first = bytes[index]
        let width = first < 0x80 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : first >= 0xC2 ? 2 : 0
        guard width > 1 else { return first < 0x80 ? (UInt32(first), 1) : (0xFFFD, 1) }
        guard index + width <= bytes.endIndex else { return (0xFFFD, 1) }
        var value = UInt32(first) & (0x7F >> UInt32(width))
        for byte in bytes[index + 1..<index + width] {
            guard byte & 0xC0 == 0x80 else { return (0xFFFD, 1) }
            value = value << 6 | UInt32(byte & 0x3F)
        }
        return Unicode.Scalar(value) == nil ? (0xFFFD, 1) : (value, width)
    }
}

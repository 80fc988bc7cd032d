/// Whether bytes look drawn by lot.
enum Randomness {
    /// How sure it is that the part of a token that is not always the same is a real one's; `nil` where it is surely none.
    ///
    /// - Parameter isPart: Whether there is something before it that is always the same.
    static func confidence(of body: [UInt8], isPart: Bool = false) -> SecretConfidence? {
        guard body.count >= 6 else { return .formed }
        if isRepetitive(body) || body.count >= 12 && isWords(body) { return nil }
        if Placeholder.isLikely(body, isPart: isPart) { return isAlphabet(body) ? .doubtful : nil }
        if isAlphabet(body) { return .doubtful }
        // A word list in a lexer or a path has no digit in forty characters; one token in a thousand has none either.
        return Entropy.bits(of: body) >= least(body.count) ? .formed : .doubtful
    }

    /// What the entropy of so many bytes is at least, but for one token in thousands: digits of base 16 drawn by lot have about this.
    private static func least(_ count: Int) -> Double {
        switch count {
        case ..<12: 2.0
        case ..<20: 2.5
        case ..<32: 2.8
        default: 3.0
        }
    }

    /// Few different characters: `xxxxxxxx`, `abababab`, `000-000-000`.
    static func isRepetitive(_ body: [UInt8]) -> Bool {
        Entropy.bits(of: body.map(\.smallLetter)) < (body.count < 12 ? 1.2 : 1.9)
    }

    /// Nothing but letters of one case between marks, as in the names of styles and functions.
    private static func isWords(_ body: [UInt8]) -> Bool {
        let marks = ByteSet("-_./:")
        return body.contains(where: marks.contains)
            && (body.allSatisfy { marks.contains($0) || (0x61...0x7A).contains($0) }
                || body.allSatisfy { marks.contains($0) || (0x41...0x5A).contains($0) })
    }

    /// Whether half of it is in order of the alphabet or of numbers.
    static func isAlphabet(_ body: [UInt8]) -> Bool {
        guard body.count > 4 else { return false }
        let steps = zip(body, body.dropFirst()).count { $1 == $0 &+ 1 || $1 &+ 1 == $0 }
        return steps * 2 > body.count
    }
}

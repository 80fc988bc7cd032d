/// Compares what a program printed with what a document shows.
///
/// Both are lines of words, blanks do not count. Two words are the same where they are equal, or where both are
/// - digests or IDs: `sha256:` and hexadecimal digits, or twelve of them and more;
/// - spans of time: `0.1s`; and `17 seconds ago`, `About a minute ago` count as one word each;
/// - sizes, `1.95MB`, that differ by less than half: how large busybox is depends on the machine;
/// - file names ending in `…`, with what is before it equal.
enum OutputPattern {
    /// Whether a line that was printed may stand for a line of the document.
    static func matches(_ printed: String, _ shown: String) -> Bool {
        let (first, second) = (words(printed), words(shown))
        return first.count == second.count && zip(first, second).allSatisfy(isSame)
    }

    /// Whether lines that were printed may stand for those of the document; empty lines at the end do not count.
    static func matches(_ printed: [String], _ shown: [String]) -> Bool {
        let shown = shown.reversed().drop { $0.isEmpty }.reversed()
        return printed.count == shown.count && zip(printed, shown).allSatisfy { matches($0, $1) }
    }

    private static func words(_ line: String) -> [String] {
        var words: [String] = []
        for word in line.split(whereSeparator: { $0 == " " || $0 == "\t" }).map(String.init) {
            words.append(word)
            guard word == "ago" else { continue }
            words.removeLast()
            while let last = words.last, isOfTime(last) { words.removeLast() }
            words.append("<ago>")
        }
        return words
    }

    private static func isOfTime(_ word: String) -> Bool {
        let units = ["second", "seconds", "minute", "minutes", "hour", "hours"]
        return units.contains(word) || ["About", "Less", "than", "a", "an"].contains(word) || Int(word) != nil
    }

    private static func isSame(_ first: String, _ second: String) -> Bool {
        if first == second || isIdentifier(first) && isIdentifier(second) { return true }
        if isSpan(first), isSpan(second) { return true }
        guard let (left, leftUnit) = size(first), let (right, rightUnit) = size(second) else { return false }
        return leftUnit == rightUnit && left < right * 1.5 && right < left * 1.5
    }

    private static func isIdentifier(_ word: String) -> Bool {
        let digits = word.hasPrefix("sha256:") ? word.dropFirst(7) : word[...]
        return digits.count >= 12 && digits.allSatisfy { $0.isHexDigit && !$0.isUppercase }
    }

    private static func isSpan(_ word: String) -> Bool { word.hasSuffix("s") && Double(word.dropLast()) != nil }

    /// A size of a thousand bytes or more, which may differ; smaller ones are exact.
    private static func size(_ word: String) -> (Double, String)? {
        for unit in ["kB", "MB", "GB"] where word.hasSuffix(unit) {
            return Double(word.dropLast(2)).map { ($0, unit) }
        }
        return nil
    }
}

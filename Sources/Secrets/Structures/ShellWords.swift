/// The words of a command line, as far as a search needs them: quotes are taken off, nothing is expanded.
enum ShellWords {
    private static let quotes = ByteSet("\"'")
    private static let blank = ByteSet(" \t\r\n")
    /// What ends a command, and a word before it.
    private static let ends = ByteSet(";&)")
    private static let limit = 64

    /// The words up to where another command begins.
    static func arguments(_ line: Range<Int>, in view: SourceView) -> ArraySlice<Range<Int>> {
        let all = words(line, in: view)
        let end = all.firstIndex { isSeparator(view.text($0)) || ends.contains(view[$0.upperBound]) }
        guard let end else { return all[...] }
        // `word;` is still one of them.
        return all[..<(ends.contains(view[all[end].upperBound]) ? end + 1 : end)]
    }

    static func isSeparator(_ word: String) -> Bool { ["&&", "||", "|", ";", "&", ")"].contains(word) }

    /// Whether a word is the last of its command.
    static func endsCommand(_ word: Range<Int>, in view: SourceView) -> Bool {
        isSeparator(view.text(word)) || ends.contains(view[word.upperBound])
    }

    /// The words of a line. Of a quoted word the quotes do not belong to it; those behind an option do: `-p'word'`.
    static func words(_ line: Range<Int>, in view: SourceView) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var place = line.lowerBound
        while place < line.upperBound, result.count < limit {
            place = view.end(of: blank, from: place)
            if view[place] == UInt8(ascii: "\\"), blank.contains(view[place + 1]) {
                place += 1
                continue
            }
            guard place < line.upperBound, view[place] != 0 else { break }
            let (word, next) =
                quoted(place, line, in: view, allowsEnd: true).map { ($0, $0.upperBound + 1) }
                ?? unquoted(place, line, in: view)
            result.append(word)
            place = max(next, place + 1)
        }
        return result
    }

    /// A word within the quotes that begin at a place, which a backslash may stand before.
    private static func quoted(_ place: Int, _ line: Range<Int>, in view: SourceView, allowsEnd: Bool) -> Range<Int>? {
        let isEscaped = view[place] == UInt8(ascii: "\\")
        let quote = view[isEscaped ? place + 1 : place]
        guard quotes.contains(quote) else { return nil }
        let start = place + (isEscaped ? 2 : 1)
        var end = start
        while end < line.upperBound, view[end] != quote { end += 1 }
        guard end < line.upperBound || allowsEnd else { return nil }
        return start..<(isEscaped && view[end - 1] == UInt8(ascii: "\\") && end > start ? end - 1 : end)
    }

    private static func unquoted(_ place: Int, _ line: Range<Int>, in view: SourceView) -> (Range<Int>, Int) {
        var end = place
        while end < line.upperBound, !ByteSet(" \t\r\n\"'`").contains(view[end]),
            view[end] != UInt8(ascii: "\\") || !quotes.contains(view[end + 1])
        { end += 1 }
        if let inner = value(at: end, behind: place, line, in: view) {
            return (place..<inner.upperBound + 1, inner.upperBound + 1)
        }
        if end == place { end += 1 }
        let isGroup = view[end - 1] == UInt8(ascii: ")") && view[place..<end].contains(UInt8(ascii: "("))
        let isEnd = ends.contains(view[end - 1]) && end - place > 1 && !isGroup
        return (place..<(isEnd ? end - 1 : end), end)
    }

    /// What stands in quotes right behind an option or a sign. A quote that ends an outer text has a blank or a mark behind it.
    private static func value(at quote: Int, behind start: Int, _ line: Range<Int>, in view: SourceView) -> Range<Int>?
    {
        guard quote > start, quotes.contains(view[quote]), !ByteSet(" \t\r\n,;:)]}|&").contains(view[quote + 1]),
            ByteSet("-/").contains(view[start]) || ByteSet("=:,%/<").contains(view[quote - 1])
        else { return nil }
        return quoted(quote, line, in: view, allowsEnd: false)
    }

    /// A value without the quotes around it.
    static func withoutQuotes(_ range: Range<Int>, in view: SourceView) -> Range<Int> {
        guard range.count > 2, quotes.contains(view[range.lowerBound]),
            view[range.lowerBound] == view[range.upperBound - 1]
        else { return range }
        return range.lowerBound + 1..<range.upperBound - 1
    }
}

/// A pattern of `${x#p}`, `${x%p}` and `${x/p/r}`: `*`, `?` and escapes, no bracket expressions (as in BuildKit).
///
/// Neither `*` nor `?` matches a line end. Matching takes time proportional to pattern times text at most.
struct ShellPattern {
    enum Token: Equatable {
        case scalar(Unicode.Scalar)
        case anyOne
        case anyRun
    }

    private(set) var tokens: [Token] = []

    /// Reads a pattern. A backslash before `}` and `/` is dropped; otherwise it may stand before `*`, `?` and itself.
    init(parsing text: String) throws(ShellLexer.Failure) {
        var scalars = text.unicodeScalars.makeIterator()
        var pending: Unicode.Scalar?
        while let scalar = pending ?? scalars.next() {
            pending = nil
            switch scalar {
            case "*": if tokens.last != .anyRun { tokens.append(.anyRun) }
            case "?": tokens.append(.anyOne)
            case "\\":
                let next = scalars.next()
                switch next {
                case "}", "/": pending = next
                case "*", "?", "\\": tokens.append(.scalar(next ?? "\\"))
                default:
                    let shown = next.map(String.init) ?? ""
                    throw .syntax("invalid pattern (\(text)) in substitution: invalid escape '\\\(shown)'")
                }
            default: tokens.append(.scalar(scalar))
            }
        }
    }

    /// `${value#pattern}` and the like: takes away what matches at the start or the end.
    ///
    /// - Parameters:
    ///   - word: the pattern; another `modifier` at its head asks for the longest match instead of the shortest.
    ///   - modifier: `#` for the start, `%` for the end.
    static func trim(
        _ value: String,
        _ word: String,
        _ modifier: Unicode.Scalar
    ) throws(ShellLexer.Failure) -> String {
        let isLongest = word.unicodeScalars.first == modifier
        var pattern = try ShellPattern(
            parsing: isLongest ? String(String.UnicodeScalarView(word.unicodeScalars.dropFirst())) : word
        )
        var scalars = Array(value.unicodeScalars)
        let isAtEnd = modifier == "%"
        if isAtEnd {
            scalars.reverse()
            pattern.tokens.reverse()
        }
        var matcher = try ShellMatcher(pattern.tokens, scalars, prefersLong: isLongest)
        guard let end = matcher.end(from: 0) else { return value }
        let rest = scalars[end...]
        return isAtEnd ? string(rest.reversed()) : string(rest)
    }

    /// `${value/pattern/replacement}`: replaces the first or every longest match.
    func replace(
        in value: String,
        with replacement: String,
        every: Bool
    ) throws(ShellLexer.Failure) -> String {
        let scalars = Array(value.unicodeScalars)
        var matcher = try ShellMatcher(tokens, scalars, prefersLong: true)
        var result = String.UnicodeScalarView()
        var copied = 0
        var added = 0
        var start = 0
        var lastEnd = -1
        while start <= scalars.count {
            guard let end = matcher.end(from: start), end > start || start != lastEnd else {
                start += 1
                continue
            }
            result.append(contentsOf: scalars[copied..<start])
            result.append(contentsOf: replacement.unicodeScalars)
            added += replacement.utf8.count
            if added > ShellLexer.maximumLength {
                throw .init(kind: .tooLarge, message: "the replaced text is too long")
            }
            copied = end
            lastEnd = end
            guard every else { break }
            start = max(end, start + (end == start ? 1 : 0))
        }
        result.append(contentsOf: scalars[copied...])
        return String(result)
    }

    private static func string(_ scalars: some Sequence<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: scalars)
        return String(view)
    }
}

/// Finds where a ``ShellPattern`` that starts at a given place ends, preferring long or short runs.
///
/// Alternatives are tried in the order in which a backtracking regular expression tries them. A token that did not
/// lead to a match from a place is not tried there again, so that no pattern takes more than pattern times text.
struct ShellMatcher {
    private let tokens: [ShellPattern.Token]
    private let text: [Unicode.Scalar]
    private let prefersLong: Bool
    /// For each token and place: whether it was tried already.
    private var tried: [Bool]

    private static let maximumWork = 1 << 24

    init(
        _ tokens: [ShellPattern.Token],
        _ text: [Unicode.Scalar],
        prefersLong: Bool
    ) throws(ShellLexer.Failure) {
        let work = (tokens.count + 1).multipliedReportingOverflow(by: text.count + 1)
        guard !work.overflow, work.partialValue <= ShellMatcher.maximumWork else {
            throw .init(kind: .tooLarge, message: "pattern and value in a substitution are too long to be matched")
        }
        self.tokens = tokens
        self.text = text
        self.prefersLong = prefersLong
        tried = Array(repeating: false, count: work.partialValue)
    }

    /// The end of the preferred match that starts at `start`, if there is one. Later calls may start only at or after
    /// the end of the last match.
    mutating func end(from start: Int) -> Int? {
        var open = [(token: 0, place: start)]
        while let (token, place) = open.popLast() {
            if token == tokens.count {
                for token in 0..<tokens.count { tried[token * (text.count + 1) + place] = false }
                return place
            }
            let mark = token * (text.count + 1) + place
            if tried[mark] { continue }
            tried[mark] = true
            let isInLine = place < text.count && text[place] != "\n"
            switch tokens[token] {
            case .scalar(let scalar):
                if place < text.count, text[place] == scalar { open.append((token + 1, place + 1)) }
            case .anyOne:
                if isInLine { open.append((token + 1, place + 1)) }
            case .anyRun:
                if prefersLong { open.append((token + 1, place)) }
                if isInLine { open.append((token, place + 1)) }
                if !prefersLong { open.append((token + 1, place)) }
            }
        }
        return nil
    }
}

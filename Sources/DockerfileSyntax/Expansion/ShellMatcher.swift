/// Finds where a ``ShellPattern`` that starts at a given place ends, preferring long or short runs.
///
/// Alternatives are tried in the order in which a backtracking regular expression tries them; places known to fail are
/// remembered, so that no pattern takes more than pattern times text.
struct ShellMatcher {
    private struct Choice {
        var token: Int
        var low: Int
        var high: Int
        var current: Int
    }

    private let tokens: [ShellPattern.Token]
    private let text: [Unicode.Scalar]
    private let prefersLong: Bool
    /// For each token and place: whether the rest of the pattern is known not to match from there.
    private var failed: [Bool]

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
        failed = Array(repeating: false, count: work.partialValue)
    }

    /// The end of the preferred match that starts at `start`, if there is one.
    mutating func end(from start: Int) -> Int? {
        var choices: [Choice] = []
        var token = 0
        var place = start
        while true {
            if token == tokens.count { return place }
            if !failed[token * (text.count + 1) + place], step(&token, &place, &choices) { continue }
            guard backtrack(&token, &place, &choices) else { return nil }
        }
    }

    /// Takes one token; false where it does not match.
    private func step(_ token: inout Int, _ place: inout Int, _ choices: inout [Choice]) -> Bool {
        switch tokens[token] {
        case .scalar(let scalar):
            guard place < text.count, text[place] == scalar else { return false }
            place += 1
        case .anyOne:
            guard place < text.count, text[place] != "\n" else { return false }
            place += 1
        case .anyRun:
            let high = text[place...].firstIndex(of: "\n") ?? text.count
            let first = prefersLong ? high : place
            choices.append(Choice(token: token, low: place, high: high, current: first))
            place = first
        }
        token += 1
        return true
    }

    /// Goes back to the last run that can be made shorter or longer; false where there is none.
    private mutating func backtrack(_ token: inout Int, _ place: inout Int, _ choices: inout [Choice]) -> Bool {
        while var choice = choices.popLast() {
            failed[(choice.token + 1) * (text.count + 1) + choice.current] = true
            choice.current += prefersLong ? -1 : 1
            if choice.current >= choice.low, choice.current <= choice.high {
                token = choice.token + 1
                place = choice.current
                choices.append(choice)
                return true
            }
            failed[choice.token * (text.count + 1) + choice.low] = true
        }
        return false
    }
}

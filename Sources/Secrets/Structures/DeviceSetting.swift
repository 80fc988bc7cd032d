/// Credentials in the settings of routers, of SNMP's agent and of fetchmail: a line that begins with a word, and the value somewhere in it.
enum DeviceSetting {
    /// Where the value stands.
    fileprivate enum Form {
        /// The first word that is no number of a kind of hash.
        case next
        /// Behind one of these words, in the lines of one statement.
        case behind(Set<String>, lines: Int)
    }

    private static let forms: [String: Form] = [
        "tacacs-server ": .behind(["key"], lines: 1), "radius-server ": .behind(["key"], lines: 1),
        "snmp-server community ": .next, "enable secret ": .next, "enable password ": .next,
        "rocommunity ": .next, "rwcommunity ": .next, "rocommunity6 ": .next, "rwcommunity6 ": .next,
        "createUser ": .behind(["MD5", "SHA", "SHA-224", "SHA-256", "SHA-384", "SHA-512"], lines: 1),
        "poll ": .behind(["password", "pass"], lines: 6),
    ]

    /// What is looked for.
    static let keywords: [String] = forms.keys.sorted()

    /// The credential of the line that begins with a keyword.
    static func candidate(_ keyword: Range<Int>, in view: SourceView) -> SecretCandidate? {
        let line = view.line(around: keyword.lowerBound)
        guard view.end(of: .space, from: line.lowerBound) == keyword.lowerBound, let form = forms[view.text(keyword)]
        else { return nil }
        let value: Range<Int>? =
            switch form {
            case .next: first(of: ShellWords.words(keyword.upperBound..<line.upperBound, in: view)[...], in: view)
            case .behind(let names, let lines): self.value(behind: names, keyword.upperBound, lines, in: view)
            }
        return value.flatMap { SettingLine.candidate($0, in: view) }
    }

    private static func value(
        behind names: Set<String>, _ start: Int, _ lines: Int, in view: SourceView
    ) -> Range<Int>? {
        var line = start..<view.line(around: start).upperBound
        var isMailbox = lines == 1
        for _ in 0..<lines {
            let words = ShellWords.words(line, in: view)
            // A sentence can begin with "poll", too.
            if words.contains(where: { ["proto", "protocol"].contains(view.text($0)) }) { isMailbox = true }
            if isMailbox, let name = words.firstIndex(where: { names.contains(view.text($0)) }) {
                return first(of: words[(name + 1)...], in: view)
            }
            line = view.line(around: line.upperBound + 1)
            // What is indented belongs to the statement above.
            guard ByteSet.space.contains(view[line.lowerBound]) else { return nil }
        }
        return nil
    }

    /// The first word that is no number: `key 7 word`.
    private static func first(of words: ArraySlice<Range<Int>>, in view: SourceView) -> Range<Int>? {
        words.first { $0.count > 1 || !ByteSet.digits.contains(view[$0.lowerBound]) }
    }
}

/// Passwords that are given to a program to read: piped into it, in a here-string or here-document, or sent by expect(1).
enum CommandInput {
    /// `echo word | program`, `(echo word; echo word) | program`, `program <<< word`, and the first line of a here-document.
    static func word(_ keyword: Range<Int>, in view: SourceView) -> Range<Int>? {
        let line = view.command(around: keyword.lowerBound)
        if let string = string(keyword.upperBound..<line.upperBound, in: view) { return string }
        return piped(line.lowerBound..<keyword.lowerBound, in: view).flatMap { words, pipe in
            // What stands between, as in `echo -n -e word`.
            let echo = words[..<max(0, pipe - 1)].last {
                let text = view.text($0)
                return !text.hasPrefix("-") && !text.hasPrefix("%")
            }
            guard let echo, ["echo", "printf", "(echo"].contains(view.text(echo)) else { return nil }
            return words[pipe - 1]
        }
    }

    /// The words before a program, and the number of the `|` whose other side it is.
    private static func piped(_ line: Range<Int>, in view: SourceView) -> ([Range<Int>], Int)? {
        let words = ShellWords.words(line, in: view)
        guard let pipe = words.lastIndex(where: { view.text($0) == "|" }), pipe > 0,
            !words[(pipe + 1)...].contains(where: { ShellWords.endsCommand($0, in: view) })
        else { return nil }
        return (words, pipe)
    }

    private static func string(_ line: Range<Int>, in view: SourceView) -> Range<Int>? {
        let words = ShellWords.arguments(line, in: view)
        guard let index = words.firstIndex(where: { view.has("<<", at: $0.lowerBound) }) else { return nil }
        let word = words[index]
        guard view.has("<<<", at: word.lowerBound) else { return document(behind: line.upperBound, in: view) }
        if word.count > 3 { return ShellWords.withoutQuotes(word.lowerBound + 3..<word.upperBound, in: view) }
        return index + 1 < words.endIndex ? words[index + 1] : nil
    }

    private static func document(behind lineEnd: Int, in view: SourceView) -> Range<Int>? {
        let line = view.line(around: lineEnd + 1)
        let start = view.end(of: .space, from: line.lowerBound)
        let end = view.start(of: .space, endingAt: line.upperBound)
        return start < end ? start..<end : nil
    }

    /// `user NAME word` in the here-document of ftp(1).
    static func session(_ keyword: Range<Int>, in view: SourceView) -> Range<Int>? {
        let line = view.command(around: keyword.lowerBound)
        let words = ShellWords.arguments(keyword.upperBound..<line.upperBound, in: view)
        guard let mark = words.first(where: { view.has("<<", at: $0.lowerBound) }),
            !view.has("<<<", at: mark.lowerBound)
        else { return nil }
        let behind = mark.count > 2 && view.text(mark) != "<<-" ? mark : words.last ?? mark
        let end = view.text(behind).trimmingHereDocument
        var place = line.upperBound + 1
        for _ in 0..<24 where place < view.upper {
            let line = view.line(around: place)
            let words = ShellWords.words(line, in: view)
            if words.count == 1, view.text(words[0]) == end { return nil }
            if words.count == 3, view.text(words[0]) == "user" { return words[2] }
            place = line.upperBound + 1
        }
        return nil
    }

    /// `--password-file <(echo word)`, `-pass file:<(printf '%s' word)`.
    static func substituted(_ keyword: Range<Int>, in view: SourceView) -> Range<Int>? {
        let line = view.command(around: keyword.lowerBound)
        let before = ShellWords.words(line.lowerBound..<keyword.lowerBound, in: view).suffix(2)
        let isPassword = before.contains {
            view[$0.lowerBound] == UInt8(ascii: "-") && Placeholder.contains(view.lowercased($0), Array("pass".utf8))
        }
        guard isPassword else { return nil }
        return ShellWords.arguments(keyword.upperBound..<line.upperBound, in: view).first {
            !"-%".utf8.contains(view[$0.lowerBound])
        }
    }

    /// `echo 'root:word' | chpasswd`, `chpasswd <<< root:word`, and the list of cloud-init's `chpasswd:`.
    static func accounts(_ keyword: Range<Int>, in view: SourceView) -> SecretCandidate? {
        if view[keyword.upperBound] == UInt8(ascii: ":") { return listed(behind: keyword.upperBound, in: view) }
        let line = view.command(around: keyword.lowerBound)
        let words = ShellWords.words(line.lowerBound..<keyword.lowerBound, in: view)
        let mark = words.lastIndex { ["|", "<<<"].contains(view.text($0)) } ?? 0
        let word = string(keyword.upperBound..<line.upperBound, in: view) ?? (mark > 0 ? words[mark - 1] : nil)
        return word.flatMap { account($0, in: view) }
    }

    private static func account(_ word: Range<Int>, in view: SourceView) -> SecretCandidate? {
        guard let range = CommandCredentials.behind(":", word, in: view) else { return nil }
        let value = view[range]
        return value.count >= 3 && !Placeholder.isLikely(value)
            ? SecretCandidate(range: range, confidence: .formed) : nil
    }

    /// `- root:word` in the lines below, as far as they are indented more.
    private static func listed(behind start: Int, in view: SourceView) -> SecretCandidate? {
        var place = view.line(around: start).upperBound + 1
        for _ in 0..<16 {
            let line = view.line(around: place)
            let text = view.end(of: ByteSet(" \t-"), from: line.lowerBound)
            guard text > line.lowerBound, text < line.upperBound else { return nil }
            let end = view.end(of: ByteSet("!-~"), from: text, atMost: 256)
            if end == view.start(of: .space, endingAt: line.upperBound), let found = account(text..<end, in: view),
                !["RANDOM", "R"].contains(view.text(found.range))
            {
                return found
            }
            place = line.upperBound + 1
        }
        return nil
    }

    /// `echo 'package question password word' | debconf-set-selections`, and the same behind `<<<`.
    static func preset(_ keyword: Range<Int>, in view: SourceView) -> SecretCandidate? {
        let line = view.command(around: keyword.lowerBound)
        let before = ShellWords.words(line.lowerBound..<keyword.lowerBound, in: view)
        let behind = string(keyword.upperBound..<line.upperBound, in: view).map { [$0] } ?? []
        for word in behind + before {
            let fields = view[word].split(separator: UInt8(ascii: " "), maxSplits: 3)
            guard fields.count == 4, fields[2].elementsEqual("password".utf8) else { continue }
            return CommandCredentials.named(word.upperBound - fields[3].count..<word.upperBound, in: view)
        }
        return nil
    }

    /// `send "word\r"` behind the question for a password.
    static func answer(_ keyword: Range<Int>, in view: SourceView) -> SecretCandidate? {
        let question = max(view.lower, keyword.lowerBound - 160)..<keyword.lowerBound
        let end = view.end(of: ByteSet("!#-[]-~"), from: keyword.upperBound, atMost: 64)
        guard view.firstIndex(of: "ssword", in: question) ?? view.firstIndex(of: "ssphrase", in: question) != nil,
            view[end] == UInt8(ascii: "\\") || view[end] == UInt8(ascii: "\""),
            GenericAssignment.isMixed(view[keyword.upperBound..<end], least: 6)
        else { return nil }
        return CommandCredentials.named(keyword.upperBound..<end, in: view)
    }
}

extension String {
    /// The word that ends a here-document, of the one that begins it.
    fileprivate var trimmingHereDocument: String {
        String(drop { "<-'\"".contains($0) }.prefix { !"'\"".contains($0) })
    }
}

/// Passwords that sed(1) puts into a file: `sed -i 's/password_here/…/' wp-config.php`.
enum StreamEditing {
    /// What a call begins with.
    static let programs = ["sed -", "sed '", "sed \""]
    /// What the text that is replaced, or what stands before the new one, has to hold.
    private static let words = [
        "password", "passwd", "passphrase", "requirepass", "secret", "token", "api_key", "apikey", "api-key", "_pass",
        "dbpass", "_pwd",
    ].map { Array($0.utf8) }

    /// The password in the first substitution that has one.
    static func candidate(_ keyword: Range<Int>, in view: SourceView) -> SecretCandidate? {
        let line = view.command(around: keyword.lowerBound)
        // Behind "sed ".
        for word in ShellWords.arguments(keyword.lowerBound + 4..<line.upperBound, in: view) {
            for (pattern, replacement) in substitutions(ShellWords.withoutQuotes(word, in: view), in: view) {
                if let found = password(pattern, replacement, in: view) { return found }
            }
        }
        return nil
    }

    /// What the `s` commands of a script replace, and by what.
    private static func substitutions(_ script: Range<Int>, in view: SourceView) -> [(Range<Int>, Range<Int>)] {
        var result: [(Range<Int>, Range<Int>)] = []
        var place = script.lowerBound
        while place + 4 < script.upperBound {
            let before = view[place - 1]
            let mark = view[place + 1]
            let isFirst = place == script.lowerBound || ByteSet("0-9 \t;{$/").contains(before)
            if isFirst, view[place] == UInt8(ascii: "s"), ByteSet("/|#@,:!%~+").contains(mark),
                let middle = end(of: mark, from: place + 2, script, in: view),
                let last = end(of: mark, from: middle + 1, script, in: view)
            {
                result.append((place + 2..<middle, middle + 1..<last))
                place = last
            }
            place += 1
        }
        return result
    }

    private static func end(of mark: UInt8, from start: Int, _ script: Range<Int>, in view: SourceView) -> Int? {
        var place = start
        while place < script.upperBound {
            if view[place] == UInt8(ascii: "\\") { place += 1 } else if view[place] == mark { return place }
            place += 1
        }
        return nil
    }

    private static func password(
        _ pattern: Range<Int>, _ replacement: Range<Int>, in view: SourceView
    ) -> SecretCandidate? {
        let end = view.start(of: ByteSet("\"';,)<\\ "), endingAt: replacement.upperBound)
        let marks = ByteSet("=: \t\"'>(,\\")
        var start = end
        while start > replacement.lowerBound, !marks.contains(view[start - 1]) { start -= 1 }
        // \1 is what the pattern found.
        if view[start - 1] == UInt8(ascii: "\\"), ByteSet.digits.contains(view[start]) { start += 1 }
        guard start < end, isNamed(pattern, replacement.lowerBound..<start, in: view) else { return nil }
        let value = view[start..<end]
        guard GenericAssignment.isMixed(value, least: 6) || GenericAssignment.isRandom(value) else { return nil }
        return CommandCredentials.named(start..<end, in: view)
    }

    private static func isNamed(_ pattern: Range<Int>, _ before: Range<Int>, in view: SourceView) -> Bool {
        name(in: before, in: view) ?? name(in: pattern, in: view) ?? false
    }

    /// Whether the last name with one of the words is that of a password; `nil` without one.
    private static func name(in text: Range<Int>, in view: SourceView) -> Bool? {
        let bytes = view.lowercased(text)
        for start in bytes.indices.reversed() {
            guard let word = words.first(where: { bytes[start...].starts(with: $0) }) else { continue }
            let keyword = text.lowerBound + start..<text.lowerBound + start + word.count
            let name =
                view.start(
                    of: .name, endingAt: keyword.lowerBound, atMost: 64)..<view.end(
                    of: .name, from: keyword.upperBound, atMost: 64)
            return CredentialName(name.clamped(to: text), keyword, in: view).isCredential(.password)
        }
        return nil
    }
}

/// Passwords of settings that are written without a sign, or with names that mean something else elsewhere.
enum SettingLine {
    private static let directives = [
        "requirepass ", "masterauth ", "bindpw ", "rootpw ", "rootpw --plaintext ", "password ", "MYSQLPassword ",
        "LDAPBindPW ",
    ]
    private static let names = ["psk=", "wpa_passphrase=", "PWD=", "pwd=", "SSHPASS=", "REDISCLI_AUTH="]
    private static let quotedNames = ["PSK \"", "EAP \"", "XAUTH \""]

    /// What is looked for.
    static let keywords =
        directives + names + quotedNames + ["d-i passwd/", "\"result\"", "@tcp(", "@unix("] + DeviceSetting.keywords

    /// The password of the setting whose name is a keyword.
    static func candidate(_ keyword: Range<Int>, in view: SourceView, _ context: SecretContext) -> SecretCandidate? {
        let word = view.text(keyword)
        if word.hasPrefix("@") { return dataSource(keyword, in: view) }
        guard context.kind != .prose, context.kind != .code else { return nil }
        if DeviceSetting.keywords.contains(word) { return DeviceSetting.candidate(keyword, in: view) }
        let line = view.line(around: keyword.lowerBound)
        if quotedNames.contains(word) { return quoted(keyword.upperBound, in: view) }
        if word == "\"result\"" { return generated(keyword, in: view, context) }
        if word == "d-i passwd/" { return preseeded(line, in: view) }
        let isDirective = directives.contains(word)
        let before = view[keyword.lowerBound - 1]
        if isDirective {
            guard view.end(of: .space, from: line.lowerBound) >= keyword.lowerBound else { return nil }
        } else if ByteSet.word.contains(before) || before == UInt8(ascii: "$") || before == UInt8(ascii: "-") {
            return nil
        }
        let start = view.end(of: .space, from: keyword.upperBound)
        if isQuote(view[start]) { return quoted(start + 1, in: view) }
        let end = view.end(of: ByteSet("!-:<-~"), from: start, atMost: 128)
        // A directive's value is the last word of its line.
        if isDirective, view.end(of: ByteSet(" \t\r"), from: end) < line.upperBound { return nil }
        return candidate(start..<end, in: view)
    }

    /// `d-i passwd/root-password password …` of Debian's installer.
    private static func preseeded(_ line: Range<Int>, in view: SourceView) -> SecretCandidate? {
        let words = ShellWords.words(line, in: view)
        guard words.count == 4, view.text(words[2]) == "password" else { return nil }
        return candidate(words[3], in: view)
    }

    /// `user:password@tcp(host)` of Go's driver for MySQL.
    private static func dataSource(_ keyword: Range<Int>, in view: SourceView) -> SecretCandidate? {
        let start = view.start(of: ByteSet("0-9A-Za-z_!#$%^&*+=.?@-"), endingAt: keyword.lowerBound, atMost: 64)
        guard view[start - 1] == UInt8(ascii: ":"), ByteSet.word.contains(view[start - 2]) else { return nil }
        return candidate(start..<keyword.lowerBound, in: view)
    }

    /// What Terraform's `random_password` came to.
    private static func generated(
        _ keyword: Range<Int>, in view: SourceView, _ context: SecretContext
    ) -> SecretCandidate? {
        guard context.path.ends(with: ".tfstate"),
            let assignment = Assignment(around: keyword.lowerBound + 1..<keyword.upperBound - 1, in: view),
            assignment.isQuoted, assignment.value.count >= 8
        else { return nil }
        return candidate(assignment.value, in: view)
    }

    private static func isQuote(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'") }

    private static func quoted(_ start: Int, in view: SourceView) -> SecretCandidate? {
        let end = view.end(of: ByteSet(" !#-&(-~"), from: start, atMost: 128)
        return isQuote(view[end]) ? candidate(start..<end, in: view) : nil
    }

    /// What a setting gives, if it looks like a password that somebody chose, or drawn by lot.
    static func candidate(_ range: Range<Int>, in view: SourceView) -> SecretCandidate? {
        let value = view[range]
        guard let first = value.first, !Placeholder.isLikely(value), !"/.~".utf8.contains(first),
            GenericAssignment.isMixed(value, least: 6) || GenericAssignment.isRandom(value)
        else { return nil }
        return SecretCandidate(range: range, confidence: .formed)
    }
}

/// Passwords of database users, as SQL gives them.
enum SQLPassword {
    /// `IDENTIFIED BY 'x'`, `PASSWORD 'x'`, `PASSWORD('x')`, `PASSWORD = N'x'`.
    static func candidate(_ keyword: Range<Int>, in view: SourceView, _ context: SecretContext) -> SecretCandidate? {
        guard context.kind != .prose, view[keyword.lowerBound - 1] != UInt8(ascii: "_") else { return nil }
        var start = keyword.upperBound
        if view.lowercased(keyword).starts(with: "identified".utf8) {
            // BY PASSWORD '…', WITH plugin BY '…', BY "…" of Oracle.
            let line = view.line(around: start)
            let quote = (start..<min(line.upperBound, start + 60)).first { "'\"".utf8.contains(view[$0]) }
            guard let quote else { return nil }
            start = quote + 1
        }
        let quote = view[start - 1]
        let end = view.end(of: ByteSet(quote == UInt8(ascii: "'") ? " -&(-~" : " !#-~"), from: start, atMost: 128)
        let value = view[start..<end]
        // SQL*Plus puts something in the place of &name, and a shell in that of '"$name"'.
        guard view[end] == quote, !Placeholder.isLikely(value.filter { $0 != UInt8(ascii: "\"") }),
            value.first != UInt8(ascii: "&"),
            GenericAssignment.isMixed(value, least: 6)
                || context.kind == .environment && value.count >= 6 && value != Array("password".utf8)
        else { return nil }
        return SecretCandidate(range: start..<end, confidence: .formed)
    }
}

extension [UInt8] {
    fileprivate func ends(with text: String) -> Bool { suffix(text.utf8.count).elementsEqual(text.utf8) }
}

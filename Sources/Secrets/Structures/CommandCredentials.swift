/// Passwords among the arguments of programs that take them there.
enum CommandCredentials {
    /// The programs, and the texts that come before a password whatever the program is.
    static let programs =
        ["curl ", "wget ", "sshpass ", "chpasswd", "mysql ", "mysqldump ", "mysqladmin ", "htpasswd ", "-passin pass:"]
        + ["-passout pass:", "--password-stdin", "sudo -S", "ConvertTo-SecureString ", "net use ", "smbclient "]
        + options.keys.sorted()

    /// Programs that take a password behind an option of one letter.
    private static let options: [String: String] = [
        "docker login ": "-p", "podman login ": "-p", "buildah login ": "-p", "helm registry login ": "-p",
        "oc login ": "-p", "az login ": "-p", "redis-cli ": "-a", "mongosh ": "-p", "mongo ": "-p", "mongodump ": "-p",
        "mongorestore ": "-p", "ldapsearch ": "-w", "ldapadd ": "-w", "ldapmodify ": "-w", "ldapwhoami ": "-w",
        "sqlcmd ": "-P", "http -a ": "-a",
    ]

    /// The password on the command line that begins at a keyword.
    ///
    /// What a manual shows is an example, unless it looks drawn by lot.
    static func candidate(_ keyword: Range<Int>, in view: SourceView, _ context: SecretContext) -> SecretCandidate? {
        guard let found = candidate(keyword, in: view) else { return nil }
        return context.isManual && !GenericAssignment.isRandom(view[found.range]) ? nil : found
    }

    private static func candidate(_ keyword: Range<Int>, in view: SourceView) -> SecretCandidate? {
        let program = view.text(keyword)
        let before = view[keyword.lowerBound - 1]
        guard !ByteSet.word.contains(before), before != UInt8(ascii: "-") || program.hasPrefix("-") else { return nil }
        let line = view.line(around: keyword.lowerBound)
        switch program {
        case "chpasswd": return changed(line.lowerBound..<keyword.lowerBound, in: view)
        case "--password-stdin", "sudo -S": return piped(line.lowerBound..<keyword.lowerBound, in: view)
        case "-passin pass:", "-passout pass:":
            return named(
                keyword.upperBound..<view.end(of: ByteSet("!#-&(-:<-{}~"), from: keyword.upperBound, atMost: 128),
                in: view)
        case "http -a ":
            let end = view.end(of: ByteSet("!#-&(-:<-{}~"), from: keyword.upperBound, atMost: 128)
            return behindColon(keyword.upperBound..<end, in: view).flatMap { named($0, in: view) }
        default: break
        }
        let words = words(keyword.upperBound..<line.upperBound, in: view)
        for (index, word) in words.enumerated() {
            guard let range = password(of: program, word, index + 1 < words.count ? words[index + 1] : nil, in: view)
            else { continue }
            if let candidate = named(range, in: view) { return candidate }
        }
        return nil
    }

    /// A password, if it is none of those that documents write.
    private static func named(_ range: Range<Int>, in view: SourceView) -> SecretCandidate? {
        let value = view[range]
        guard value.count >= 4, !Placeholder.isLikely(value), value[0] != UInt8(ascii: "-"),
            !["password", "pass", "passwd", "secret", "admin", "test"].contains(view.text(range))
        else { return nil }
        return SecretCandidate(range: range, confidence: .formed)
    }

    /// `echo word | program`.
    private static func piped(_ line: Range<Int>, in view: SourceView) -> SecretCandidate? {
        let words = words(line, in: view)
        guard let pipe = words.lastIndex(where: { view.text($0) == "|" }), pipe >= 2,
            ["echo", "printf"].contains(view.text(words[pipe - 2])) || view.text(words[pipe - 2]).hasPrefix("-")
                || view.text(words[pipe - 2]).hasPrefix("%s")
        else { return nil }
        return named(words[pipe - 1], in: view)
    }

    private static func password(of program: String, _ word: Range<Int>, _ next: Range<Int>?, in view: SourceView)
        -> Range<Int>?
    {
        let text = view.text(word)
        switch program {
        case "curl ":
            if ["-u", "--user", "-U", "--proxy-user"].contains(text), let next { return behindColon(next, in: view) }
            // Several letters in one: -fsSu.
            if text.hasPrefix("-"), !text.hasPrefix("--"), text.hasSuffix("u"), text.utf8.count <= 6, let next {
                return behindColon(next, in: view)
            }
            if text.hasPrefix("-u"), !text.hasPrefix("-u=") {
                return behindColon(word.lowerBound + 2..<word.upperBound, in: view)
            }
            return text.hasPrefix("--user=") ? behindColon(word.lowerBound + 7..<word.upperBound, in: view) : nil
        case "wget ":
            for option in ["--password=", "--http-password=", "--ftp-password="] where text.hasPrefix(option) {
                return word.lowerBound + option.utf8.count..<word.upperBound
            }
            return nil
        case "sshpass ":
            if text == "-p" { return next }
            return text.hasPrefix("-p") ? word.lowerBound + 2..<word.upperBound : nil
        case "smbclient ":
            guard ["-U", "--user"].contains(text), let next,
                let mark = next.first(where: { view[$0] == UInt8(ascii: "%") })
            else { return nil }
            return mark + 1..<next.upperBound
        case "htpasswd ":
            // The last of -b, a file, a user and the password.
            return text.hasPrefix("-") && text.contains("b") ? next.map { afterTwo($0, in: view) } ?? nil : nil
        case "ConvertTo-SecureString ": return text.hasPrefix("-") ? nil : text.hasPrefix("$") ? nil : word
        case "net use ": return text.hasPrefix("/user:") ? next : nil
        case "mysql ", "mysqldump ", "mysqladmin ":
            // The password follows without a space, or there is none.
            return text.hasPrefix("-p") && !text.hasPrefix("-pr") ? word.lowerBound + 2..<word.upperBound : nil
        default: return text == options[program] ? next : nil
        }
    }

    /// The word after two others on the same line.
    private static func afterTwo(_ word: Range<Int>, in view: SourceView) -> Range<Int>? {
        let words = words(word.lowerBound..<view.line(around: word.lowerBound).upperBound, in: view)
        return words.count > 2 ? words[2] : nil
    }

    private static func behindColon(_ range: Range<Int>, in view: SourceView) -> Range<Int>? {
        guard let colon = range.first(where: { view[$0] == UInt8(ascii: ":") }), colon > range.lowerBound else {
            return nil
        }
        return colon + 1 < range.upperBound && view[colon + 1] != UInt8(ascii: "/") ? colon + 1..<range.upperBound : nil
    }

    /// `echo 'root:word' | chpasswd`.
    private static func changed(_ line: Range<Int>, in view: SourceView) -> SecretCandidate? {
        let words = words(line, in: view)
        guard let pipe = words.lastIndex(where: { view[$0.lowerBound] == UInt8(ascii: "|") || view.text($0) == "<<<" }),
            pipe > 0,
            let range = behindColon(words[pipe - 1], in: view)
        else { return nil }
        let value = view[range]
        return value.count >= 3 && !Placeholder.isLikely(value)
            ? SecretCandidate(range: range, confidence: .formed) : nil
    }

    /// The words of a command, without the quotes around them, up to a `;` or `&`.
    private static func words(_ line: Range<Int>, in view: SourceView) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var place = line.lowerBound
        while place < line.upperBound, result.count < 64 {
            place = view.end(of: .space, from: place)
            guard place < line.upperBound, view[place] != 0 else { break }
            let first = view[place]
            if first == UInt8(ascii: "\"") || first == UInt8(ascii: "'") {
                var end = place + 1
                while end < line.upperBound, view[end] != first { end += 1 }
                result.append(place + 1..<end)
                place = end + 1
            } else {
                var end = place
                while end < line.upperBound, !ByteSet(" \t\r\"'`").contains(view[end]) { end += 1 }
                if end == place { end += 1 }
                let isEnd = ByteSet(";&").contains(view[end - 1]) && end - place > 1
                result.append(place..<(isEnd ? end - 1 : end))
                place = end
            }
        }
        return result
    }
}

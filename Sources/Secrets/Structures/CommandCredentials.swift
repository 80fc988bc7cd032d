/// Passwords among the arguments of programs that take them there.
enum CommandCredentials {
    private static let quotes = ByteSet("\"'")
    private static let blank = ByteSet(" \t\r\n")

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
        let line = view.command(around: keyword.lowerBound)
        switch program {
        case "chpasswd": return changed(line.lowerBound..<keyword.lowerBound, in: view)
        case "--password-stdin", "sudo -S": return piped(line.lowerBound..<keyword.lowerBound, in: view)
        case "-passin pass:", "-passout pass:":
            return named(
                keyword.upperBound..<view.end(of: ByteSet("!#-&(-:<-{}~"), from: keyword.upperBound, atMost: 128),
                in: view)
        case "| passwd": return piped(line.lowerBound..<keyword.lowerBound + 1, in: view)
        case "debconf-set-selections": return preset(line.lowerBound..<keyword.lowerBound, in: view)
        case "http -a ":
            let end = view.end(of: ByteSet("!#-&(-:<-{}~"), from: keyword.upperBound, atMost: 128)
            return behindColon(keyword.upperBound..<end, in: view).flatMap { named($0, in: view) }
        default: break
        }
        let words = arguments(keyword.upperBound..<line.upperBound, in: view)
        if let place = positions[program] {
            guard words.count > place.index else { return nil }
            let word = words[place.index]
            return place.isToken && !GenericAssignment.isRandom(view[word]) ? nil : named(word, in: view)
        }
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
            !URLCredentials.isCommon(value), view.text(range) != "admin"
        else { return nil }
        return SecretCandidate(range: range, confidence: .formed)
    }

    /// `echo 'package question password word' | debconf-set-selections`.
    private static func preset(_ line: Range<Int>, in view: SourceView) -> SecretCandidate? {
        for word in words(line, in: view) {
            let fields = view[word].split(separator: UInt8(ascii: " "), maxSplits: 3)
            guard fields.count == 4, fields[2].elementsEqual("password".utf8) else { continue }
            return named(word.upperBound - fields[3].count..<word.upperBound, in: view)
        }
        return nil
    }

    /// `echo word | program`, `(echo word; echo word) | program`.
    private static func piped(_ line: Range<Int>, in view: SourceView) -> SecretCandidate? {
        let words = words(line, in: view)
        guard let pipe = words.lastIndex(where: { view.text($0) == "|" }), pipe >= 2,
            ["echo", "printf"].contains(view.text(words[pipe - 2])) || view.text(words[pipe - 2]).hasPrefix("-")
                || view.text(words[pipe - 2]).hasPrefix("%s")
        else { return nil }
        let word = words[pipe - 1]
        return named(word.lowerBound..<word.upperBound - (view[word.upperBound - 1] == 0x29 ? 1 : 0), in: view)
    }

    private static func password(of program: String, _ word: Range<Int>, _ next: Range<Int>?, in view: SourceView)
        -> Range<Int>?
    {
        let text = view.text(word)
        switch program {
        case "curl ":
            if ["-u", "--user", "-U", "--proxy-user"].contains(text), let next { return login(next, in: view) }
            // Several letters in one: -fsSu.
            if text.hasPrefix("-"), !text.hasPrefix("--"), text.hasSuffix("u"), text.utf8.count <= 6, let next {
                return login(next, in: view)
            }
            if text.hasPrefix("-u"), !text.hasPrefix("-u=") {
                return login(word.lowerBound + 2..<word.upperBound, in: view)
            }
            return text.hasPrefix("--user=") ? login(word.lowerBound + 7..<word.upperBound, in: view) : nil
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
        case "mysql ", "mysqldump ", "mysqladmin ", "7z x ", "7z a ", "7za x ":
            // The password follows without a space, or there is none.
            return text.hasPrefix("-p") && !text.hasPrefix("-pr") ? word.lowerBound + 2..<word.upperBound : nil
        default: return options[program]?.contains(text) == true ? next : nil
        }
    }

    /// The word after two others on the same line.
    private static func afterTwo(_ word: Range<Int>, in view: SourceView) -> Range<Int>? {
        let words = words(word.lowerBound..<view.command(around: word.lowerBound).upperBound, in: view)
        return words.count > 2 ? words[2] : nil
    }

    /// The password of `user:password`; the user where it is a token and has none: `token:`.
    private static func login(_ range: Range<Int>, in view: SourceView) -> Range<Int>? {
        guard let colon = range.first(where: { view[$0] == UInt8(ascii: ":") }),
            view[range.lowerBound] != UInt8(ascii: "<")
        else { return nil }
        if colon == range.lowerBound { return colon + 1 < range.upperBound ? colon + 1..<range.upperBound : nil }
        guard colon + 1 == range.upperBound else { return behindColon(range, in: view) }
        if quotes.contains(view[range.upperBound]), !quotes.contains(view[range.lowerBound - 1]) {
            // user:'password' is one word of a shell.
            let stop = view[range.upperBound]
            let start = range.upperBound + 1
            let end = (start..<start + 128).first { view[$0] == stop || view[$0] < 0x20 } ?? start
            return start < end ? start..<end : nil
        }
        let user = range.lowerBound..<colon
        return GenericAssignment.isRandom(view[user]) ? user : nil
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

    /// The words up to where another command begins.
    private static func arguments(_ line: Range<Int>, in view: SourceView) -> ArraySlice<Range<Int>> {
        let all = words(line, in: view)
        let end = all.firstIndex { word in
            ["&&", "||", "|", ";", "&"].contains(view.text(word)) || ByteSet(";&").contains(view[word.upperBound])
        }
        guard let end else { return all[...] }
        // `word;` is still one of them.
        return all[..<(ByteSet(";&").contains(view[all[end].upperBound]) ? end + 1 : end)]
    }

    /// The words of a command, without the quotes around them, up to a `;` or `&`.
    private static func words(_ line: Range<Int>, in view: SourceView) -> [Range<Int>] {
        var result: [Range<Int>] = []
        var place = line.lowerBound
        while place < line.upperBound, result.count < 64 {
            place = view.end(of: blank, from: place)
            if view[place] == UInt8(ascii: "\\"), blank.contains(view[place + 1]) {
                place += 1
                continue
            }
            guard place < line.upperBound, view[place] != 0 else { break }
            let first = view[place]
            if quotes.contains(first) {
                var end = place + 1
                while end < line.upperBound, view[end] != first { end += 1 }
                result.append(place + 1..<end)
                place = end + 1
            } else {
                var end = place
                while end < line.upperBound, !ByteSet(" \t\r\n\"'`").contains(view[end]) { end += 1 }
                if end == place { end += 1 }
                let isEnd = ByteSet(";&").contains(view[end - 1]) && end - place > 1
                result.append(place..<(isEnd ? end - 1 : end))
                place = end
            }
        }
        return result
    }
}

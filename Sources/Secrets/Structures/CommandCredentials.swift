/// Passwords among the arguments of programs that take them there, and in what they are given to read.
enum CommandCredentials {
    /// What a password is made of that stands in no quotes.
    private static let plain = ByteSet("!#-&(-:<-{}~")

    /// The password on the command line that begins at a keyword.
    ///
    /// What a manual shows is an example, unless it looks drawn by lot.
    static func candidate(_ keyword: Range<Int>, in view: SourceView, _ context: SecretContext) -> SecretCandidate? {
        guard let found = candidate(keyword, in: view) else { return nil }
        return context.isManual && !GenericAssignment.isRandom(view[found.range]) ? nil : found
    }

    private static func candidate(_ keyword: Range<Int>, in view: SourceView) -> SecretCandidate? {
        let before = view[keyword.lowerBound - 1]
        guard !ByteSet.word.contains(before), before != UInt8(ascii: "-") || view[keyword.lowerBound] == before else {
            return nil
        }
        let program = view.text(keyword)
        if StreamEditing.programs.contains(program) { return StreamEditing.candidate(keyword, in: view) }
        switch program {
        case "chpasswd": return CommandInput.accounts(keyword, in: view)
        case "debconf-set-selections": return CommandInput.preset(keyword, in: view)
        case "| passwd":
            return CommandInput.word(keyword.lowerBound + 2..<keyword.upperBound, in: view).flatMap {
                named($0, in: view)
            }
        case "-passin pass:", "-passout pass:":
            return named(
                keyword.upperBound..<view.end(of: plain, from: keyword.upperBound, atMost: 128), in: view)
        case "send \"", "send -- \"", "send \\\"": return CommandInput.answer(keyword, in: view)
        default: break
        }
        let line = view.command(around: keyword.lowerBound)
        let words = ShellWords.arguments(keyword.upperBound..<line.upperBound, in: view)
        if program == "htpasswd " { return hashed(words, in: view) }
        for place in places[program] ?? [] {
            for range in passwords(at: place, keyword, words, in: view) {
                if let candidate = named(range, in: view) { return candidate }
            }
        }
        return nil
    }

    /// A password, if it is none of those that documents write.
    static func named(_ range: Range<Int>, in view: SourceView) -> SecretCandidate? {
        let range = ShellWords.withoutQuotes(range, in: view)
        let value = view[range]
        guard value.count >= 4, !Placeholder.isLikely(value), !ByteSet("-(<").contains(value[0]),
            !URLCredentials.isCommon(value), view.text(range) != "admin"
        else { return nil }
        return SecretCandidate(range: range, confidence: .formed)
    }

    private static func passwords(
        at place: PasswordPlace, _ keyword: Range<Int>, _ words: ArraySlice<Range<Int>>, in view: SourceView
    ) -> [Range<Int>] {
        let pairs = zip(words, words.dropFirst().map(Optional.init) + [nil])
        switch place {
        case .option(let options):
            return pairs.compactMap { word, next in
                if options.contains(view.text(word)) { return next }
                guard let sign = word.first(where: { view[$0] == UInt8(ascii: "=") }),
                    view.has("--", at: word.lowerBound),
                    options.contains(view.text(word.lowerBound..<sign))
                else { return nil }
                return sign + 1..<word.upperBound
            }
        case .joined(let start):
            return words.compactMap { word in
                guard view.has(Array(start.utf8), at: word.lowerBound), word.count > start.utf8.count else {
                    return nil
                }
                return word.lowerBound + start.utf8.count..<word.upperBound
            }
        case .login(let options, let mark):
            return pairs.compactMap { word, next in
                account(options, word, next, in: view).flatMap { login($0, mark, in: view) }
            }
        case .behind(let start):
            return pairs.compactMap { word, next in
                view.has(Array(start.utf8), at: word.lowerBound) ? next : nil
            }
            .filter { view[$0.lowerBound] != UInt8(ascii: "/") }
        case .word(let number, let look):
            guard let word = plainWord(number, of: view.text(keyword), words, in: view) else { return [] }
            return isFit(view[word], look) ? [word] : []
        case .pair(let number, let mark):
            guard let word = plainWord(number, of: view.text(keyword), words, in: view) else { return [] }
            return behind(mark, word, in: view).map { [$0] } ?? []
        case .input: return CommandInput.word(keyword, in: view).map { [$0] } ?? []
        case .session: return CommandInput.session(keyword, in: view).map { [$0] } ?? []
        case .substitution: return CommandInput.substituted(keyword, in: view).map { [$0] } ?? []
        }
    }

    private static func isFit(_ value: [UInt8], _ look: WordLook) -> Bool {
        guard value.first != UInt8(ascii: "/") else { return false }
        return switch look {
        case .any: true
        case .mixed: GenericAssignment.isMixed(value, least: 6) || GenericAssignment.isRandom(value)
        case .random: GenericAssignment.isRandom(value)
        }
    }

    /// The word of a number that is no option and belongs to none.
    private static func plainWord(
        _ number: Int, of program: String, _ words: ArraySlice<Range<Int>>, in view: SourceView
    ) -> Range<Int>? {
        var rest = number
        var isOptions = false
        for word in words {
            defer { isOptions = optionsWithWord[program]?.contains(view.text(word)) == true }
            if isOptions || view[word.lowerBound] == UInt8(ascii: "-") { continue }
            if rest == 0 { return word }
            rest -= 1
        }
        return nil
    }

    /// The word with user and password behind one of the options, or in one word with it.
    private static func account(
        _ options: Set<String>, _ word: Range<Int>, _ next: Range<Int>?, in view: SourceView
    ) -> Range<Int>? {
        let text = view.text(word)
        if options.contains(text) { return next }
        for option in options {
            if option.hasPrefix("--") {
                if text.hasPrefix(option + "=") { return word.lowerBound + option.utf8.count + 1..<word.upperBound }
            } else if text.hasPrefix(option), !text.hasPrefix(option + "=") {
                return word.lowerBound + 2..<word.upperBound
            }
        }
        // Several letters in one: -fsSu.
        let isCluster = text.hasPrefix("-") && !text.hasPrefix("--") && text.utf8.count <= 6
        return isCluster && options.contains("-" + text.suffix(1)) ? next : nil
    }

    /// The password of `user:password`; the user where it is a token and has none: `token:`.
    private static func login(_ range: Range<Int>, _ mark: Character, in view: SourceView) -> Range<Int>? {
        let range = ShellWords.withoutQuotes(range, in: view)
        guard let sign = range.first(where: { view[$0] == mark.asciiValue }),
            view[range.lowerBound] != UInt8(ascii: "<")
        else { return nil }
        if sign == range.lowerBound { return sign + 1 < range.upperBound ? sign + 1..<range.upperBound : nil }
        guard sign + 1 == range.upperBound else { return behind(mark, range, in: view) }
        let user = range.lowerBound..<sign
        return GenericAssignment.isRandom(view[user]) ? user : nil
    }

    /// The password of `user:password`, of `user/password@host` or of `domain/user:password@host`.
    static func behind(_ mark: Character, _ range: Range<Int>, in view: SourceView) -> Range<Int>? {
        guard let sign = range.first(where: { view[$0] == mark.asciiValue }), sign > range.lowerBound,
            sign + 1 < range.upperBound, view[sign + 1] != UInt8(ascii: "/")
        else { return nil }
        let hasHost = view[range.lowerBound..<sign + 1].contains(UInt8(ascii: "/"))
        let end = hasHost ? range.last { view[$0] == UInt8(ascii: "@") } ?? range.upperBound : range.upperBound
        return sign + 1 < end ? ShellWords.withoutQuotes(sign + 1..<end, in: view) : nil
    }

    /// `htpasswd -b file user word`, `htpasswd -nb user word`.
    private static func hashed(_ words: ArraySlice<Range<Int>>, in view: SourceView) -> SecretCandidate? {
        let options = words.map { view.text($0) }.filter { $0.hasPrefix("-") }.joined()
        guard options.contains("b") else { return nil }
        let plain = words.filter { view[$0.lowerBound] != UInt8(ascii: "-") }
        let number = options.contains("n") ? 1 : 2
        return plain.count > number ? named(plain[number], in: view) : nil
    }
}

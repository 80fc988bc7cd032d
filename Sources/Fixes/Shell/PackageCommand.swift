/// What a command asks of a package manager.
enum PackageCommand: Sendable, Hashable {
    case aptUpdate, aptInstall, aptClean
    case apkUpdate, apkAdd
    case pipInstall, npmInstall

    /// The manager.
    var manager: String {
        switch self {
        case .aptUpdate, .aptInstall, .aptClean: "apt"
        case .apkUpdate, .apkAdd: "apk"
        case .pipInstall: "pip"
        case .npmInstall: "npm"
        }
    }
}

extension CommandList.Command {
    /// Options of apt-get that the next word belongs to.
    private static let aptValues: Set<String> = [
        "-o", "-c", "-t", "-a", "--option", "--config-file", "--target-release",
    ]

    private static let apkValues: Set<String> = ["--repository", "-X", "--root", "-p"]

    /// The first word behind the program that is no option; `nil` where words are not known.
    private func verb(after values: Set<String> = []) -> CommandList.Word? {
        var skips = false
        for word in arguments {
            if skips {
                skips = false
            } else if values.contains(word.text) {
                skips = true
            } else if !word.text.hasPrefix("-") {
                return word
            }
        }
        return nil
    }

    /// `pip install` and `python -m pip install`, as the words behind `pip`.
    var pipArguments: ArraySlice<CommandList.Word>? {
        let words = arguments[...]
        var name = program?.split(separator: "/").last ?? ""
        // `pip3`, `python3.12`.
        while let last = name.last, last == "." || last.isNumber { name.removeLast() }
        switch name {
        case "pip": return words
        case "python":
            return words.count > 2 && words[0].text == "-m" && words[1].text == "pip" ? words.dropFirst(2) : nil
        default: return nil
        }
    }

    /// Whether it says where pip or npm keep what they load.
    var namesCache: Bool {
        words.contains { word in
            ["--cache-dir", "--cache=", "PIP_CACHE_DIR=", "npm_config_cache=", "NPM_CONFIG_CACHE="].contains(
                where: word.text.hasPrefix) || word.text == "--cache"
        }
    }

    /// What it asks of a package manager, with the word that says so; `nil` for another command.
    var package: (kind: PackageCommand, verb: CommandList.Word)? {
        if let pip = pipArguments {
            guard let verb = pip.first(where: { !$0.text.hasPrefix("-") }), verb.text == "install" else { return nil }
            return (.pipInstall, verb)
        }
        switch program {
        case "apt-get", "apt":
            guard let verb = verb(after: Self.aptValues) else { return nil }
            switch verb.text {
            case "update": return (.aptUpdate, verb)
            case "install": return (.aptInstall, verb)
            case "clean", "autoclean": return (.aptClean, verb)
            default: return nil
            }
        case "apk":
            guard let verb = verb(after: Self.apkValues) else { return nil }
            return verb.text == "update" ? (.apkUpdate, verb) : verb.text == "add" ? (.apkAdd, verb) : nil
        case "npm":
            guard let verb = verb() else { return nil }
            return ["ci", "install", "i"].contains(verb.text) ? (.npmInstall, verb) : nil
        default: return nil
        }
    }

    /// Verbs that look into the lists of packages which an update brought.
    private static let listReaders: [String: Set<String>] = [
        "apt": [
            "install", "upgrade", "dist-upgrade", "full-upgrade", "build-dep", "source", "download", "satisfy", "show",
            "search", "policy", "list",
        ],
        "apk": ["add", "upgrade", "fix", "fetch", "search", "list", "policy"],
    ]

    /// The manager whose lists have to be there for it: without them an upgrade finds nothing to do, and says nothing.
    var neededLists: String? {
        switch program {
        // docker's tools for other platforms, and what asks apt.
        case "apt-cache", "aptitude", "xx-apt", "xx-apt-get": return "apt"
        case "xx-apk": return "apk"
        case "apt-get", "apt", "apk":
            let manager = program == "apk" ? "apk" : "apt"
            let values = manager == "apk" ? Self.apkValues : Self.aptValues
            guard let verb = verb(after: values)?.text else { return nil }
            return Self.listReaders[manager]?.contains(verb) == true ? manager : nil
        default: return nil
        }
    }

    /// Whether apt only loads packages: they are what the command is for, and lie in its cache.
    var onlyDownloads: Bool {
        package?.kind == .aptInstall
            && arguments.contains { word in
                let letters = word.text.dropFirst()
                return ["--download-only", "--print-uris"].contains(word.text)
                    || word.text.lowercased().contains("dir::")
                    || word.text.hasPrefix("-") && letters.contains("d") && letters.allSatisfy(\.isLetter)
            }
    }

    /// Whether a word is pip's option that keeps its cache out, shortened as pip takes it or not.
    static func isNoCache(_ word: CommandList.Word) -> Bool {
        word.text.hasPrefix("--no-cache") && "--no-cache-dir".hasPrefix(word.text)
    }

    /// Whether a word is there, as it is written.
    func has(_ text: String) -> Bool { words.contains { $0.text == text } }
}

extension CommandList {
    /// Takes commands and words out of a list of `&&`; `nil` where a comment would go with them, or nothing would be left.
    ///
    /// - Parameters:
    ///   - gone: the numbers of the commands.
    ///   - words: single words of other commands.
    func removing(_ gone: Set<Int>, words: [Range<Int>] = [], in bytes: [UInt8]) -> [TextEdit]? {
        guard isPlainList || gone.isEmpty, gone.count < commands.count else { return nil }
        var ranges: [Range<Int>] = []
        var lead = 0
        while gone.contains(lead) { lead += 1 }
        if lead > 0 { ranges.append(commands[0].range.lowerBound..<commands[lead].range.lowerBound) }
        for index in gone where index > lead {
            ranges.append(commands[index - 1].end..<commands[index].end)
        }
        for word in words {
            guard
                let command = commands.first(where: { $0.range.contains(word.lowerBound) }),
                let place = command.words.firstIndex(where: { $0.range == word }), place > 0
            else { return nil }
            ranges.append(command.words[place - 1].range.upperBound..<word.upperBound)
        }
        // A comment within a continuation would go too.
        if ranges.contains(where: { bytes[$0].contains(UInt8(ascii: "#")) }) { return nil }
        return ranges.map { TextEdit($0, "") }
    }
}

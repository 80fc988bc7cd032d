/// The flags that an instruction knows, and reading them.
struct FlagSet {
    enum Kind {
        case text
        case boolean
        case list
    }

    /// The flags of an instruction as given.
    struct Values {
        var texts: [String: ShellWord] = [:]
        var booleans: [String: Bool] = [:]
        var lists: [String: [ShellWord]] = [:]

        /// The value of a flag with a rule of expansion; `nil` where nothing is written behind `=`, as in BuildKit.
        func text(_ name: String, _ rule: ShellWord.Rule) -> ShellWord? {
            guard var word = texts[name], !word.text.isEmpty else { return nil }
            word.rule = rule
            return word
        }

        /// The values of a flag that may be repeated, with a rule of expansion.
        func list(_ name: String, _ rule: ShellWord.Rule) -> [ShellWord] {
            (lists[name] ?? []).map { word in
                var word = word
                word.rule = rule
                return word
            }
        }
    }

    let kinds: [String: Kind]

    /// The flags of each instruction (Dockerfile reference).
    static func of(_ keyword: Keyword) -> FlagSet {
        switch keyword {
        case .from: FlagSet(kinds: ["platform": .text])
        case .run: FlagSet(kinds: ["mount": .list, "network": .text, "security": .text, "device": .list])
        case .copy:
            FlagSet(kinds: [
                "from": .text, "chown": .text, "chmod": .text, "link": .boolean, "parents": .boolean, "exclude": .list,
            ])
        case .add:
            FlagSet(kinds: [
                "chown": .text, "chmod": .text, "link": .boolean, "exclude": .list, "checksum": .text,
                "keep-git-dir": .boolean, "unpack": .boolean,
            ])
        case .healthcheck:
            FlagSet(kinds: [
                "interval": .text, "timeout": .text, "start-period": .text, "start-interval": .text, "retries": .text,
            ])
        default: FlagSet(kinds: [:])
        }
    }

    /// Reads flags; what is wrong with them is added to the diagnostics.
    func read(_ flags: [InstructionFlag], of keyword: Keyword, _ diagnostics: inout [Diagnostic]) -> Values {
        var values = Values()
        var seen: Set<String> = []
        for flag in flags {
            guard let kind = kinds[flag.name] else {
                diagnostics.append(unknown(flag, of: keyword))
                continue
            }
            guard kind == .list || seen.insert(flag.name).inserted else {
                let message = "--\(flag.name) is given more than once"
                diagnostics.append(.error(.duplicateFlag, message, hint: "keep one of them", at: flag.range))
                continue
            }
            store(flag, kind, in: &values, &diagnostics)
        }
        return values
    }

    private func store(
        _ flag: InstructionFlag,
        _ kind: Kind,
        in values: inout Values,
        _ diagnostics: inout [Diagnostic]
    ) {
        if kind == .boolean {
            switch flag.value?.text.lowercased() {
            case nil, "true": values.booleans[flag.name] = true
            case "false": values.booleans[flag.name] = false
            case let other?:
                let message = "--\(flag.name) takes true or false, not '\(other)'"
                diagnostics.append(.error(.flagValue, message, at: flag.range))
            }
            return
        }
        guard let value = flag.value else {
            let hint = "write --\(flag.name)=VALUE"
            diagnostics.append(.error(.flagValue, "--\(flag.name) has no value", hint: hint, at: flag.range))
            return
        }
        if kind == .list {
            values.lists[flag.name, default: []].append(value)
        } else {
            values.texts[flag.name] = value
        }
    }

    private func unknown(_ flag: InstructionFlag, of keyword: Keyword) -> Diagnostic {
        let hint =
            kinds.isEmpty
            ? "\(keyword.rawValue) takes no flags; write \(keyword.rawValue) -- … if the text begins with dashes"
            : Suggestion.hint(for: "--" + flag.name, among: kinds.keys.sorted().map { "--" + $0 })
        return .error(.unknownFlag, "\(keyword.rawValue) has no flag --\(flag.name)", hint: hint, at: flag.range)
    }
}

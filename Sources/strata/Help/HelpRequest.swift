/// A command line that asks for help.
enum HelpRequest {
    /// The page wanted: `--help` and `-h` behind a command, `help COMMAND`, a word with commands below it alone, or nothing.
    case program
    case group(String)
    case command(CommandTable.Match)

    /// Reads the words; `nil` where they ask for something else.
    init?(_ words: [String]) {
        guard let first = words.first else {
            self = .program
            return
        }
        if first == "help" {
            self.init(topic: words.dropFirst().filter { !$0.hasPrefix("-") })
        } else if Self.asks(first) {
            self = .program
        } else if let match = CommandTable.match(words) {
            let options = ArgumentNormalizer.normalize(match.rest, for: match.command.shape).prefix { $0 != "--" }
            guard options.contains("--help") else { return nil }
            self = .command(match)
        } else if CommandTable.managementCommands.contains(where: { $0.name == first }),
            words.count == 1 || Self.asks(words[1])
        {
            self = .group(first)
        } else {
            return nil
        }
    }

    private init?(topic: [String]) {
        guard let first = topic.first else {
            self = .program
            return
        }
        if let match = CommandTable.match(topic) {
            self = .command(match)
        } else if topic.count == 1, CommandTable.managementCommands.contains(where: { $0.name == first }) {
            self = .group(first)
        } else {
            return nil
        }
    }

    private static func asks(_ word: String) -> Bool { word == "--help" || word == "-h" }

    /// The page's text.
    func text(width: Int) throws -> String {
        let page = HelpPage(width: width)
        switch self {
        case .program: return page.programText()
        case .group(let name): return page.text(groupNamed: name) ?? ""
        case .command(let match): return page.text(try CommandDefinition(match.command, path: match.path))
        }
    }
}

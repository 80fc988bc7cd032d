import ArgumentParser

/// Which command a command line means.
///
/// docker has two names for most commands (`docker images` and `docker image ls`): both are known, and lead to the first.
struct CommandTable: Sendable {
    /// The words by which a command was called, in its own spelling, its type, and what follows.
    struct Match: Sendable {
        let path: [String]
        let command: any StrataCommand.Type
        let rest: [String]
    }

    /// Commands at the top.
    static let commands: [any StrataCommand.Type] = [
        BuildCommand.self, RunCommand.self, ImagesCommand.self, HistoryCommand.self, InspectCommand.self,
        ImportCommand.self,
        LoadCommand.self, SaveCommand.self, TagCommand.self, RemoveImageCommand.self, PsCommand.self,
        DiffCommand.self, CommitCommand.self,
        RemoveContainerCommand.self, VersionCommand.self,
    ]

    /// Commands below a word of their own.
    static let groups: [any CommandGroup.Type] = [SystemGroup.self, StoreGroup.self]

    /// docker's longer names.
    private static let aliases: [String: [String: String]] = [
        "image": [
            "build": "build", "history": "history", "import": "import", "inspect": "inspect", "load": "load",
            "ls": "images", "list": "images", "rm": "rmi", "remove": "rmi", "save": "save", "tag": "tag",
        ],
        "container": [
            "commit": "commit", "diff": "diff", "ls": "ps", "list": "ps", "ps": "ps", "rm": "rm", "remove": "rm",
            "run": "run", "inspect": "inspect",
        ],
        "builder": ["build": "build"],
        "buildx": ["build": "build", "b": "build"],
    ]

    /// What to say to somebody who tries a command of docker's that is not here yet, or another word.
    static func hint(forUnknown word: String) -> String {
        switch word {
        case "pull", "push", "login", "logout", "search":
            "registries are not spoken to yet: images come from `strata import`, `strata load` and `strata build`"
        case "exec", "start", "stop", "restart", "kill", "logs", "attach", "wait", "top", "create", "rename", "cp":
            "a container lives as long as its `strata run`: end it with Ctrl-C or a signal"
        default:
            "`strata --help` lists the commands"
        }
    }

    /// Finds the command at the start of `words`.
    static func match(_ words: [String]) -> Match? {
        guard let first = words.first else { return nil }
        if words.count > 1 {
            if let name = aliases[first]?[words[1]] {
                return match([name] + words.dropFirst(2))
            }
            if let group = group(named: first),
                let command = group.commands.first(where: { $0.configuration.commandName == words[1] })
            {
                return Match(path: [first, words[1]], command: command, rest: Array(words.dropFirst(2)))
            }
        }
        guard let command = commands.first(where: { $0.configuration.commandName == first }) else { return nil }
        return Match(path: [first], command: command, rest: Array(words.dropFirst()))
    }

    /// The group of that name.
    static func group(named name: String?) -> (any CommandGroup.Type)? {
        groups.first { $0.configuration.commandName == name }
    }
}

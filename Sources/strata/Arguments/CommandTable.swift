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
        BuildCommand.self, RunCommand.self, ImagesCommand.self, HistoryCommand.self, LayersCommand.self,
        InspectCommand.self,
        ImportCommand.self,
        LoadCommand.self, SaveCommand.self, TagCommand.self, RemoveImageCommand.self, PsCommand.self,
        DiffCommand.self, CommitCommand.self, ExportCommand.self,
        RemoveContainerCommand.self, VersionCommand.self, InfoCommand.self, CompletionCommand.self,
    ]

    /// Commands that no list shows.
    static let hiddenCommands: [any StrataCommand.Type] = [ManualCommand.self]

    /// Commands below a word of their own.
    static let groups: [any CommandGroup.Type] = [SystemGroup.self, StoreGroup.self]

    /// What most people use, in docker's order.
    static let commonNames = ["run", "ps", "build", "images", "version", "info"]

    /// docker's longer names, and what they stand for.
    private static let aliases: [String: [String: String]] = [
        "image": [
            "build": "build", "history": "history", "import": "import", "inspect": "inspect --type image",
            "load": "load",
            "ls": "images", "list": "images", "rm": "rmi", "remove": "rmi", "save": "save", "tag": "tag",
        ],
        "container": [
            "commit": "commit", "diff": "diff", "export": "export", "ls": "ps", "list": "ps", "ps": "ps", "rm": "rm",
            "remove": "rm",
            "run": "run", "inspect": "inspect --type container",
        ],
        "builder": ["build": "build"],
        "buildx": ["build": "build", "b": "build"],
        "system": ["info": "info"],
    ]

    /// What docker says of the words that are only its longer names here.
    private static let aliasGroups = [
        (name: "builder", summary: "Manage builds."), (name: "container", summary: "Manage containers."),
        (name: "image", summary: "Manage images."),
    ]

    /// A word with commands below it.
    struct ManagementCommand: Sendable {
        let name: String
        let summary: String
        /// The commands by the names that they have below the word.
        let commands: [(name: String, summary: String)]
    }

    /// The words with commands below them, those of docker's longer names among them.
    static let managementCommands: [ManagementCommand] = {
        let own = groups.map { group in
            let name = group.configuration.commandName ?? ""
            return ManagementCommand(
                name: name, summary: group.configuration.abstract,
                commands: (group.commands.map { summarized($0, as: $0.configuration.commandName ?? "") }
                    + longerNames(below: name)).sorted { $0.name < $1.name })
        }
        let longer = aliasGroups.map {
            ManagementCommand(name: $0.name, summary: $0.summary, commands: longerNames(below: $0.name))
        }
        return (own + longer).sorted { $0.name < $1.name }
    }()

    private static func summarized(_ command: any StrataCommand.Type, as name: String) -> (
        name: String, summary: String
    ) {
        (name, command.configuration.abstract)
    }

    private static func longerNames(below word: String) -> [(name: String, summary: String)] {
        (aliases[word] ?? [:]).sorted { $0.key < $1.key }.compactMap { name, target in
            // `list` beside `ls` and the like would only make the list longer.
            if ["list", "remove", "ps"].contains(name) { return nil }
            return match([target]).map { summarized($0.command, as: name) }
        }
    }

    /// Every name of the command that `path` calls, its own first: `images`, `image ls`, `image list`.
    static func names(for path: [String]) -> [String] {
        let own = path.joined(separator: " ")
        let longer = aliases.flatMap { word, names in names.filter { $0.value == own }.map { "\(word) \($0.key)" } }
        return [own] + longer.sorted()
    }

    /// What to say to somebody who tries a command of docker's that is not here yet, or another word.
    static func hint(forUnknown word: String) -> String {
        switch word {
        case "pull", "push", "login", "logout", "search", "manifest":
            "registries are not spoken to yet: images come from `strata import`, `strata load` and `strata build`"
        case "exec", "start", "stop", "restart", "kill", "logs", "attach", "wait", "top", "create", "rename", "cp",
            "pause",
            "unpause", "update", "stats":
            "a container lives as long as its `strata run`: end it with Ctrl-C or a signal"
        case "network", "port": "containers have the host's network, or with `--network none` none"
        case "volume": "`strata run -v HOST:CONTAINER` shows directories of the host"
        case "context", "events", "plugin", "checkpoint":
            "there is no daemon: every command works on the store that --root or $STRATA_ROOT names"
        case "config", "node", "secret", "service", "stack", "swarm", "trust", "compose":
            "Strata builds, keeps and runs images on one machine: this part of docker is not in it"
        default: "`strata --help` lists the commands"
        }
    }

    /// Finds the command at the start of `words`.
    static func match(_ words: [String]) -> Match? {
        guard let first = words.first else { return nil }
        if words.count > 1 {
            if let name = aliases[first]?[words[1]] {
                return match(name.split(separator: " ").map(String.init) + words.dropFirst(2))
            }
            if let group = group(named: first),
                let command = group.commands.first(where: { $0.configuration.commandName == words[1] })
            {
                return Match(path: [first, words[1]], command: command, rest: Array(words.dropFirst(2)))
            }
        }
        guard let command = (commands + hiddenCommands).first(where: { $0.configuration.commandName == first }) else {
            return nil
        }
        return Match(path: [first], command: command, rest: Array(words.dropFirst()))
    }

    /// What all commands say of themselves, in the order of their names.
    static func definitions() throws -> [CommandDefinition] {
        var result = try commands.map { try CommandDefinition($0, path: [$0.configuration.commandName ?? ""]) }
        for group in groups {
            let word = group.configuration.commandName ?? ""
            result += try group.commands.map {
                try CommandDefinition($0, path: [word, $0.configuration.commandName ?? ""])
            }
        }
        return result.sorted { $0.name < $1.name }
    }

    /// The group of that name.
    static func group(named name: String?) -> (any CommandGroup.Type)? {
        groups.first { $0.configuration.commandName == name }
    }
}

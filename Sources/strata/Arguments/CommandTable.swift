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

    /// Commands at the top by name: to ask each for its configuration would make them all at every start.
    static let namedCommands: [(name: String, command: any StrataCommand.Type)] = [
        ("build", BuildCommand.self), ("fix", FixCommand.self), ("lint", LintCommand.self), ("why", WhyCommand.self),
        ("debug", DebugStepCommand.self),
        ("run", RunCommand.self),
        ("images", ImagesCommand.self),
        ("analyze", AnalyzeCommand.self), ("tree", TreeCommand.self), ("history", HistoryCommand.self),
        ("layers", LayersCommand.self),
        ("inspect", InspectCommand.self),
        ("import", ImportCommand.self), ("load", LoadCommand.self), ("save", SaveCommand.self),
        ("tag", TagCommand.self), ("rmi", RemoveImageCommand.self), ("ps", PsCommand.self),
        ("diff", DiffCommand.self), ("commit", CommitCommand.self), ("export", ExportCommand.self),
        ("rm", RemoveContainerCommand.self), ("version", VersionCommand.self), ("info", InfoCommand.self),
        ("pull", PullCommand.self), ("push", PushCommand.self), ("login", LoginCommand.self),
        ("logout", LogoutCommand.self), ("serve", ServeCommand.self),
        ("manifest", ManifestCommand.self), ("tags", TagsCommand.self),
        ("delete", DeleteCommand.self), ("copy", CopyCommand.self), ("sbom", SbomCommand.self),
        ("explore", ExploreCommand.self), ("report", ReportCommand.self),
        ("scan", ScanCommand.self),
        ("completion", CompletionCommand.self),
    ]

    /// Commands that no list shows.
    static let namedHiddenCommands: [(name: String, command: any StrataCommand.Type)] = [("man", ManualCommand.self)]

    /// Words with commands below them.
    static let namedGroups: [(name: String, group: any CommandGroup.Type)] = [
        ("system", SystemGroup.self), ("store", StoreGroup.self), ("cache", CacheGroup.self),
        ("builds", BuildsGroup.self), ("image", ImageGroup.self), ("container", ContainerGroup.self),
    ]

    /// Commands at the top.
    static var commands: [any StrataCommand.Type] { namedCommands.map(\.command) }
    /// Commands that no list shows.
    static var hiddenCommands: [any StrataCommand.Type] { namedHiddenCommands.map(\.command) }
    /// Commands below a word of their own.
    static var groups: [any CommandGroup.Type] { namedGroups.map(\.group) }

    /// What most people use, in docker's order.
    static let commonNames = ["run", "ps", "build", "pull", "push", "images", "login", "logout", "version", "info"]

    /// docker's longer names, and what they stand for.
    private static let aliases: [(word: String, name: String, target: String)] = [
        ("image", "build", "build"), ("image", "history", "history"), ("image", "import", "import"),
        ("image", "inspect", "inspect --type image"), ("image", "load", "load"), ("image", "ls", "images"),
        ("image", "list", "images"), ("image", "pull", "pull"), ("image", "push", "push"), ("image", "rm", "rmi"),
        ("image", "remove", "rmi"), ("image", "save", "save"),
        ("image", "tag", "tag"),
        ("container", "commit", "commit"), ("container", "diff", "diff"), ("container", "export", "export"),
        ("container", "ls", "ps"), ("container", "list", "ps"), ("container", "ps", "ps"), ("container", "rm", "rm"),
        ("container", "remove", "rm"), ("container", "run", "run"),
        ("container", "inspect", "inspect --type container"),
        ("builder", "build", "build"), ("builder", "prune", "cache prune"),
        ("buildx", "build", "build"), ("buildx", "b", "build"), ("buildx", "du", "cache ls"),
        ("buildx", "prune", "cache prune"), ("buildx", "history", "builds"),
        ("system", "info", "info"), ("manifest", "inspect", "manifest"),
    ]

    /// What docker says of the words that are only its longer names here.
    private static let aliasGroups = [
        (name: "builder", summary: "Manage builds.")
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
        aliases.filter { $0.word == word }.sorted { $0.name < $1.name }.compactMap { _, name, target in
            // `list` beside `ls` and the like would only make the list longer.
            if ["list", "remove", "ps"].contains(name) { return nil }
            return match(target.split(separator: " ").map(String.init)).map { summarized($0.command, as: name) }
        }
    }

    /// Every name of the command that `path` calls, its own first: `images`, `image ls`, `image list`.
    static func names(for path: [String]) -> [String] {
        let own = path.joined(separator: " ")
        let longer = aliases.filter { $0.target == own }.map { "\($0.word) \($0.name)" }
        return [own] + longer.sorted()
    }

    /// What to say to somebody who tries a command of docker's that is not here yet, or another word.
    static func hint(forUnknown word: String) -> String {
        switch word {
        case "search": "the web pages of the registry search; `strata tags NAME` lists the tags of a repository"
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
            if let alias = aliases.first(where: { $0.word == first && $0.name == words[1] }) {
                return match(alias.target.split(separator: " ").map(String.init) + words.dropFirst(2))
            }
            if let group = group(named: first),
                let command = group.commands.first(where: { $0.configuration.commandName == words[1] })
            {
                return Match(path: [first, words[1]], command: command, rest: Array(words.dropFirst(2)))
            }
        }
        let named = namedCommands.first { $0.name == first } ?? namedHiddenCommands.first { $0.name == first }
        return named.map { Match(path: [first], command: $0.command, rest: Array(words.dropFirst())) }
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
        namedGroups.first { $0.name == name }?.group
    }
}

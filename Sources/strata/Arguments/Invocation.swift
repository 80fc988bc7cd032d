import ArgumentParser
import Storage
import SystemPackage

/// One run of the program: from the words of the command line to its exit status.
struct Invocation {
    private let words: [String]
    private let environment: [String: String]

    init(words: [String], environment: [String: String]) {
        self.words = words
        self.environment = environment
    }

    /// Does what the words say; errors are on standard error when it returns.
    func run() async -> ProgramStatus {
        var rest = words[...]
        var options = GlobalOptions()
        do {
            try options.read(from: &rest)
            if options.showsVersion { rest = ["version", "--short"] }
            let match = CommandTable.match(Array(rest))
            var parsed = try Self.parse(Array(rest), match)
            if let command = parsed as? any StrataCommand { return try await command.run(in: context(options)) }
            try parsed.run()  // ArgumentParser's own help command: it throws what is to be shown
            return .success
        } catch {
            return ErrorReporter(environment: environment).report(error, commandLine: Array(rest))
        }
    }

    private func context(_ options: GlobalOptions) -> CommandContext {
        let root = options.root ?? Store.defaultRoot(environment: environment, userID: HostProcess.userID)
        return CommandContext(environment: environment, root: root)
    }

    /// Reads the words; a help command where they ask for help or name no command.
    static func parse(_ words: [String], _ match: CommandTable.Match?) throws -> any ParsableCommand {
        guard let match else {
            if let word = words.first, word != "help", !word.hasPrefix("-"), CommandTable.group(named: word) == nil {
                throw UsageError("there is no command '\(word)'", hint: CommandTable.hint(forUnknown: word))
            }
            return try Strata.parseAsRoot(words)
        }
        return try Strata.parseAsRoot(match.path + ArgumentNormalizer.normalize(match.rest, for: match.command.shape))
    }
}

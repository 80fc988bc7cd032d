import ArgumentParser
import LinuxSystem
import TerminalUI

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
        var reporter = ErrorReporter(
            style: .detect(fileDescriptor: StandardStream.talk.descriptor, environment: environment))
        do {
            var options = GlobalOptions()
            try options.read(from: &rest)
            if options.showsVersion { rest = ["version", "--short"] }
            let words = Array(rest)
            if words.first == CompletionAnswer.word {
                return CompletionAnswer(root: options.root, environment: environment).write(
                    for: Array(words.dropFirst()))
            }
            if let help = HelpRequest(words) {
                StandardStream.data.write(try help.text(width: Self.helpWidth))
                return .success
            }
            let command = try Self.parse(words)
            let settings =
                try type(of: command).needsSettings
                ? Settings.load(options: options, environment: environment)
                : Settings(environment: environment, files: [])
            let context = try CommandContext(environment: environment, settings: settings)
            reporter = context.reporter
            if try settings.isDebugging { beginDebugging(settings) }
            let status = try await command.run(in: context)
            DebugLog.note("end", "exit status \(status.rawValue)")
            return status
        } catch {
            let status = reporter.report(error, commandLine: Array(rest))
            DebugLog.note("end", "exit status \(status.rawValue)")
            return status
        }
    }

    /// As wide as the terminal, within reason: longer lines are hard to read.
    private static var helpWidth: Int {
        min(100, Terminal.size(StandardStream.data.descriptor).map { max(40, $0.columns) } ?? 80)
    }

    private func beginDebugging(_ settings: Settings) {
        DebugLines.begin(words: words, environment: environment)
        DebugLog.note("begin", "strata \(VersionCommand.number): " + (["strata"] + words).joined(separator: " "))
        for key in SettingKey.allCases {
            // One that does not fit is told by who uses it.
            guard let choice = try? settings.choice(key) else { continue }
            DebugLog.note("settings", "\(key.rawValue) is \(choice.text), from \(choice.origin)")
        }
    }

    /// Reads the words of a command.
    static func parse(_ words: [String]) throws -> any StrataCommand {
        guard let match = CommandTable.match(words) else { throw unknown(words) }
        let parsed = try Strata.parseAsRoot(
            match.path + ArgumentNormalizer.normalize(match.rest, for: match.command.shape))
        guard let command = parsed as? any StrataCommand else { throw unknown(words) }
        return command
    }

    /// docker ends with 1 for a command that there is not, with 125 for an option.
    private static func unknown(_ words: [String]) -> any Error {
        let first = words.first ?? ""
        if words.count > 1, CommandTable.managementCommands.contains(where: { $0.name == first }) {
            return CommandError(
                "there is no command '\(first) \(words[1])'", hint: "`strata \(first) --help` lists the commands")
        }
        if first.hasPrefix("-") {
            return UsageError("there is no option \(first)", hint: "`strata --help` lists options and commands")
        }
        let word = first == "help" && words.count > 1 ? words[1] : first
        return CommandError("there is no command '\(word)'", hint: CommandTable.hint(forUnknown: word))
    }
}

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

    /// What is left to do when the words have been read.
    enum Step {
        /// Nothing: this is how the program ends.
        case ended(ProgramStatus)
        /// Work that waits for other work; errors are on standard error when it returns.
        case work(@Sendable () async -> ProgramStatus)
    }

    /// Reads the words, and does what they say where that is done at once. Errors are on standard error when it returns.
    func begin() -> Step {
        var rest = words[...]
        var reporter = ErrorReporter(
            style: .detect(fileDescriptor: StandardStream.talk.descriptor, environment: environment))
        do {
            var options = GlobalOptions()
            try options.read(from: &rest)
            if options.showsVersion { rest = ["version", "--short"] }
            let words = Array(rest)
            if words.first == CompletionAnswer.word {
                return .ended(
                    CompletionAnswer(root: options.root, environment: environment).write(for: Array(words.dropFirst())))
            }
            if let help = HelpRequest(words) {
                StandardStream.data.write(try help.text(width: Self.helpWidth))
                return .ended(.success)
            }
            let command = try Self.parse(words)
            let settings =
                try type(of: command).needsSettings
                ? Settings.load(options: options, environment: environment)
                : Settings(environment: environment, files: [])
            let context = try CommandContext(environment: environment, settings: settings)
            reporter = context.reporter
            if try settings.isDebugging { beginDebugging(settings) }
            if let command = command.immediate {
                return .ended(Self.ended(try command.runAtOnce(in: context)))
            }
            HostProcess.prepareMemory(for: type(of: command).memory)
            let line = Array(rest)
            return .work { [reporter] in
                defer { context.end() }
                do { return Self.ended(try await command.run(in: context)) } catch {
                    return Self.ended(reporter.report(error, commandLine: line))
                }
            }
        } catch {
            return .ended(Self.ended(reporter.report(error, commandLine: Array(rest))))
        }
    }

    private static func ended(_ status: ProgramStatus) -> ProgramStatus {
        DebugLog.note("end", "exit status \(status.rawValue)")
        return status
    }

    /// As wide as the terminal, within reason: longer lines are hard to read.
    private static var helpWidth: Int {
        min(100, Terminal.size(StandardStream.data.descriptor).map { max(40, $0.columns) } ?? 80)
    }

    private func beginDebugging(_ settings: Settings) {
        DebugLines.begin(words: words, environment: environment)
        DebugLog.note(
            "begin",
            "strata \(VersionCommand.number): " + (["strata"] + SecretWords.hidden(in: words)).joined(separator: " "))
        for key in SettingKey.allCases {
            // One that does not fit is told by who uses it.
            guard let choice = try? settings.choice(key) else { continue }
            DebugLog.note("settings", "\(key.rawValue) is \(choice.text), from \(choice.origin)")
        }
    }

    /// Reads the words of a command.
    static func parse(_ words: [String]) throws -> any StrataCommand {
        guard let match = CommandTable.match(words) else { throw unknown(words) }
        let normalized = ArgumentNormalizer.normalize(match.rest, for: match.command.shape)
        if let plain = PlainWords(normalized, for: match.command.shape), let command = match.command.direct(plain) {
            return command
        }
        let parsed = try Strata.parseAsRoot(match.path + normalized)
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

import ArgumentParser
import LinuxSystem
import OCI
import Storage
import SystemPackage
import TerminalUI

/// What a shell is told that asks how a command line may go on.
struct CompletionAnswer {
    /// The word by which the shells' scripts ask.
    static let word = "__complete"

    /// What kind of file may stand there besides the words.
    enum Files: String {
        case none, files, directories
    }

    /// One word that may stand at the cursor.
    struct Word: Hashable {
        let text: String
        let says: String
    }

    let root: FilePath?
    let environment: [String: String]

    /// Writes the answer for the words of a command line up to the cursor, the last of them begun only.
    ///
    /// Errors are kept quiet: somebody is typing.
    func write(for words: [String]) -> ProgramStatus {
        let (found, files) = answer(words)
        let current = words.last ?? ""
        let fitting = found.filter { $0.text.hasPrefix(current) && !$0.text.contains { $0.isNewline || $0 == "\t" } }
        let lines = fitting.map { $0.says.isEmpty ? $0.text : "\($0.text)\t\($0.says)" }
        StandardStream.data.write(([files.rawValue] + lines).joined(separator: "\n") + "\n")
        return .success
    }

    /// The words that may stand at the cursor, whether they fit what is begun or not.
    func answer(_ words: [String]) -> (words: [Word], files: Files) {
        var rest = words.dropLast()
        let current = words.last ?? ""
        var options = GlobalOptions()
        if rest.last == "--root" || current.hasPrefix("--root=") { return ([], .directories) }
        // An option that is not understood leaves the rest as it is: then no command is found.
        try? options.read(from: &rest)
        let before = Array(rest)
        guard let match = CommandTable.match(before) else { return (commandNames(after: before, current), .none) }
        guard let definition = try? CommandDefinition(match.command, path: match.path) else { return ([], .none) }
        var state = CompletionState(match.rest, shape: match.command.shape)
        if let equals = current.firstIndex(of: "="), current.hasPrefix("--"), !state.areOptionsOver {
            let name = String(current[..<equals])
            let option = definition.options.first { "--" + $0.long == name }
            let (values, files) = values(option?.valueName ?? "", option?.values ?? [], options.root)
            return (values.map { Word(text: "\(name)=\($0.text)", says: $0.says) }, files)
        }
        if let name = state.takePendingOption() {
            let option = definition.options.first { $0.long == name }
            return values(option?.valueName ?? "", option?.values ?? [], options.root)
        }
        if current.hasPrefix("-"), !state.areOptionsOver { return (optionNames(definition), .none) }
        guard let argument = argument(definition, at: state.argumentCount) else { return ([], .none) }
        return values(argument.name, argument.values, options.root, isArgument: true)
    }

    /// The argument at a place; the last one again where it may be repeated.
    private func argument(_ command: CommandDefinition, at place: Int) -> CommandDefinition.Argument? {
        if place < command.arguments.count { return command.arguments[place] }
        return command.arguments.last.flatMap { $0.isRepeating ? $0 : nil }
    }

    private func commandNames(after words: [String], _ current: String) -> [Word] {
        if let first = words.first {
            let group = CommandTable.managementCommands.first { $0.name == first }
            return words.count > 1 ? [] : (group?.commands ?? []).map { Word(text: $0.name, says: $0.summary) }
        }
        if current.hasPrefix("-") {
            let documented = GlobalOptions.documentation.map { Word(text: "--" + $0.long, says: $0.summary) }
            return documented + [Word(text: "--help", says: "Show help.")]
        }
        let commands = CommandTable.commands.map {
            Word(text: $0.configuration.commandName ?? "", says: $0.configuration.abstract)
        }
        let groups = CommandTable.managementCommands.map { Word(text: $0.name, says: $0.summary) }
        return (commands + groups).sorted { $0.text < $1.text }
    }

    private func optionNames(_ command: CommandDefinition) -> [Word] {
        let own = command.options.map { Word(text: "--" + $0.long, says: $0.summary) }
        return own + [Word(text: "--help", says: "Show help.")]
    }

    /// The values of an option or an argument, by the word that stands for them in the help.
    private func values(
        _ name: String, _ listed: [String], _ root: FilePath?, isArgument: Bool = false
    ) -> (words: [Word], files: Files) {
        if !listed.isEmpty { return (listed.map { Word(text: $0, says: "") }, .none) }
        switch name {
        case "path", "file": return ([], .files)
        case "dir", "context": return ([], .directories)
        case "image": return (imageNames(root), .none)
        case "name[:tag]" where isArgument: return (imageNames(root), .none)
        case "container": return (containerNames(root), .none)
        case "name" where isArgument: return (imageNames(root) + containerNames(root), .none)
        case "style": return (ProgressMode.allCases.map { Word(text: $0.rawValue, says: "") }, .none)
        case "mode": return ([Word(text: "host", says: ""), Word(text: "none", says: "")], .none)
        case "type": return (["image", "container"].map { Word(text: $0, says: "") }, .none)
        case "os/arch": return (["linux/amd64", "linux/arm64", "linux/arm/v7"].map { Word(text: $0, says: "") }, .none)
        case "runtime": return ([Word(text: "crun", says: ""), Word(text: "runc", says: "")], .files)
        case "format": return ([Word(text: "json", says: ""), Word(text: "table", says: "")], .none)
        default: return ([], .none)
        }
    }

    private func imageNames(_ root: FilePath?) -> [Word] {
        let images = (try? store(root)?.images()) ?? []
        return images.flatMap { image in
            image.references.map { Word(text: $0.familiar, says: "image \(ShortID.of(image.id))") }
        }
    }

    private func containerNames(_ root: FilePath?) -> [Word] {
        let containers = (try? store(root)?.containers()) ?? []
        return containers.map { Word(text: $0.name, says: "container of \($0.imageName)") }
    }

    /// The store, where there is one: none is made for somebody who is typing.
    private func store(_ root: FilePath?) throws -> Store? {
        var options = GlobalOptions()
        options.root = root ?? self.root
        return try Store.openIfPresent(root: Settings.load(options: options, environment: environment).root)
    }
}

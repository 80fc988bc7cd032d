import ArgumentParser

/// What `--help` prints, in docker's arrangement.
struct HelpPage {
    /// Columns that a line may have.
    let width: Int

    /// The help of a command.
    func text(_ command: CommandDefinition) -> String {
        var sections = ["Usage:  \(command.usage)", prose(Self.sentence(command.summary))]
        sections += command.paragraphs.map(prose)
        let names = CommandTable.names(for: command.path).map { "strata \($0)" }
        if names.count > 1 {
            sections.append(listed("Aliases", TextLayout.wrap(names.joined(separator: ", "), width - 2)))
        }
        if !command.arguments.isEmpty {
            let rows = command.arguments.map { (name: $0.name.uppercased(), text: $0.summary) }
            sections.append(section("Arguments", rows))
        }
        if !command.options.isEmpty {
            let rows = command.options.sorted { $0.long < $1.long }.map { (name: $0.spelled, text: Self.text($0)) }
            sections.append(section("Options", rows))
        }
        if !command.examples.isEmpty { sections.append(listed("Examples", command.examples)) }
        return sections.joined(separator: "\n\n") + "\n"
    }

    /// The help of a word with commands below it: `system`, `image`.
    func text(groupNamed name: String) -> String? {
        guard let group = CommandTable.managementCommands.first(where: { $0.name == name }) else { return nil }
        let rows = group.commands.map { (name: $0.name, text: Self.title($0.summary)) }
        return [
            "Usage:  strata \(name) COMMAND", prose(Self.title(group.summary)), section("Commands", rows),
            prose("Run 'strata \(name) COMMAND --help' for more information on a command."),
        ].joined(separator: "\n\n") + "\n"
    }

    /// The help of the program.
    func programText() -> String {
        let known = CommandTable.commands.compactMap { command in
            command.configuration.commandName.map { (name: $0, text: Self.title(command.configuration.abstract)) }
        }
        let common = CommandTable.commonNames.compactMap { name in known.first { $0.name == name } }
        let others = known.filter { !CommandTable.commonNames.contains($0.name) }.sorted { $0.name < $1.name }
        let (paragraphs, examples) = CommandDefinition.split(Strata.configuration.discussion)
        var sections = ["Usage:  strata [OPTIONS] COMMAND", prose(Self.sentence(Strata.configuration.abstract))]
        sections += paragraphs.map(prose)
        sections += [
            section("Common Commands", common),
            section("Management Commands", CommandTable.managementCommands.map { ($0.name, Self.title($0.summary)) }),
            section("Commands", others),
            section("Global Options", GlobalOptions.documentation.map { ($0.spelled, $0.summary) }),
            listed("Examples", examples),
            prose("Run 'strata COMMAND --help' for more information on a command."),
        ]
        return sections.joined(separator: "\n\n") + "\n"
    }

    private func prose(_ text: String) -> String { TextLayout.wrap(text, width).joined(separator: "\n") }

    private func section(_ title: String, _ rows: [(name: String, text: String)]) -> String {
        ([title + ":"] + TextLayout.columns(rows, width: width)).joined(separator: "\n")
    }

    private func listed(_ title: String, _ lines: [String]) -> String {
        ([title + ":"] + lines.map { "  " + $0 }).joined(separator: "\n")
    }

    private static func text(_ option: CommandDefinition.Option) -> String {
        option.summary + (option.defaultValue.map { " (default: \($0))" } ?? "")
    }

    /// A sentence with its full stop.
    private static func sentence(_ text: String) -> String { text.hasSuffix(".") ? text : text + "." }

    /// A sentence as a line of a list.
    private static func title(_ text: String) -> String { text.hasSuffix(".") ? String(text.dropLast()) : text }
}

import ArgumentParser

/// A page of the manual, section 1, in the language of man(7).
struct ManualPage {
    /// The name of its file, without the section: `strata-system-df`.
    let name: String
    /// Its text.
    let text: String

    /// All pages: that of the program and one for each command.
    static func all() throws -> [ManualPage] {
        let commands = try CommandTable.definitions()
        return [program(commands)] + commands.map { page($0) }
    }

    private static func page(_ command: CommandDefinition) -> ManualPage {
        let name = title(command.path)
        var roff = RoffText(title: name)
        roff.section("Name")
        roff.line("\(name) \\- \(RoffText.escaped(unstopped(command.summary)))")
        roff.section("Synopsis")
        roff.line(
            "\\fB\(RoffText.escaped(command.name))\\fP"
                + RoffText.escaped(String(command.usage.dropFirst(command.name.count))))
        roff.section("Description")
        for paragraph in [command.summary] + command.paragraphs { roff.paragraph(paragraph) }
        if !command.arguments.isEmpty {
            roff.section("Arguments")
            for argument in command.arguments { roff.item(argument.name.uppercased(), argument.summary) }
        }
        if !command.options.isEmpty {
            roff.section("Options")
            for option in command.options.sorted(by: { $0.long < $1.long }) {
                let text = option.summary + (option.defaultValue.map { " Default: \($0)." } ?? "")
                roff.item(option.spelled.trimmingStart, text)
            }
        }
        roff.section("Other names")
        roff.paragraph(CommandTable.names(for: command.path).map { "strata \($0)" }.joined(separator: ", "))
        roff.section("Examples")
        roff.lines(command.examples)
        roff.section("See also")
        roff.line("\\fBstrata\\fP(1)")
        return ManualPage(name: name, text: roff.text)
    }

    private static func program(_ commands: [CommandDefinition]) -> ManualPage {
        let (paragraphs, examples) = CommandDefinition.split(Strata.configuration.discussion)
        var roff = RoffText(title: "strata")
        roff.section("Name")
        roff.line("strata \\- build container images, look into their layers, run them")
        roff.section("Synopsis")
        roff.line("\\fBstrata\\fP [OPTIONS] COMMAND")
        roff.section("Description")
        for paragraph in [Strata.configuration.abstract] + paragraphs { roff.paragraph(paragraph) }
        roff.section("Options")
        for option in GlobalOptions.documentation { roff.item(option.spelled.trimmingStart, option.summary) }
        roff.section("Commands")
        for command in commands { roff.item(command.name, command.summary) }
        roff.section("Settings")
        roff.paragraph(
            "The command line counts before the environment, that before the user's file, that before the machine's file."
        )
        for key in SettingKey.allCases {
            roff.item("\(key.rawValue), $\(key.variable)", "\(key.summary) Default: \(key.defaultInWords).")
        }
        roff.section("Files")
        roff.item("~/.config/strata/config.json, or $STRATA_CONFIG", "The user's settings.")
        roff.item("/etc/strata/config.json", "The machine's settings.")
        roff.item("/var/lib/strata", "The store.")
        roff.section("Exit status")
        for (code, meaning) in exitCodes { roff.item(code, meaning) }
        roff.section("Examples")
        roff.lines(examples)
        roff.section("See also")
        roff.line(commands.map { "\\fB\(title($0.path))\\fP(1)" }.joined(separator: ",\n"))
        return ManualPage(name: "strata", text: roff.text)
    }

    private static let exitCodes = [
        ("0", "Done."), ("1", "Not done: the error says why; or the number of arguments is wrong."),
        ("125", "An option or a setting cannot be understood, or run could not make the container."),
        ("126, 127", "run: the command cannot be executed, is not there."),
        ("128 + n", "Ended by signal n."), ("141", "Nobody reads standard output any more."),
    ]

    private static func title(_ path: [String]) -> String { (["strata"] + path).joined(separator: "-") }
    private static func unstopped(_ text: String) -> String { text.hasSuffix(".") ? String(text.dropLast()) : text }
}

/// Text in the language of man(7).
struct RoffText {
    private(set) var text: String
    /// A section's first paragraph needs no request of its own.
    private var isAtSectionStart = false

    /// Begins a page of section 1.
    init(title: String) {
        text =
            ".TH \(Self.escaped(title).uppercased()) 1 \"\(VersionCommand.date)\" \"strata \(VersionCommand.number)\" \"Strata Manual\"\n"
    }

    /// Begins a section.
    mutating func section(_ title: String) {
        text += ".SH \(title.uppercased())\n"
        isAtSectionStart = true
    }

    /// A paragraph of plain text.
    mutating func paragraph(_ plain: String) {
        beginParagraph()
        text += Self.guarded(Self.escaped(plain)) + "\n"
    }

    private mutating func beginParagraph() {
        if !isAtSectionStart { text += ".PP\n" }
        isAtSectionStart = false
    }

    /// A line that is in the language already.
    mutating func line(_ roff: String) { text += roff + "\n" }

    /// A term and what it is.
    mutating func item(_ term: String, _ plain: String) {
        text += ".TP\n\\fB\(Self.escaped(term))\\fP\n" + Self.guarded(Self.escaped(plain)) + "\n"
    }

    /// Lines that stay as they are.
    mutating func lines(_ plain: [String]) {
        beginParagraph()
        text += ".nf\n" + plain.map { Self.guarded(Self.escaped($0)) + "\n" }.joined() + ".fi\n"
    }

    /// Backslashes and hyphens as themselves, typographic quotes by their names.
    static func escaped(_ plain: String) -> String {
        var result = ""
        for character in plain {
            switch character {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "'": result += "\\(aq"
            case "“": result += "\\(lq"
            case "”": result += "\\(rq"
            case "…": result += "..."
            default: result.append(character)
            }
        }
        return result
    }

    /// A line that begins with a dot would be a command.
    private static func guarded(_ line: String) -> String { line.hasPrefix(".") ? "\\&" + line : line }
}

extension String {
    /// The text without blanks before it.
    fileprivate var trimmingStart: String { String(drop { $0 == " " }) }
}

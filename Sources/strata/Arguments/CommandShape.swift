/// What the normaliser has to know about a command's options: their names, and which of them take a value.
///
/// Written as docker's help shows them: `"t/tag="` is `-t` and `--tag` with a value, `"rm"` is the switch `--rm`,
/// `"human!"` one that is on by default, `"require-cached?"` an option with a value that may be left out, `"platform~"`
/// one whose empty value says nothing. A test compares every shape with what the command declares to ArgumentParser.
struct CommandShape: Sendable {
    /// One option.
    struct Option: Sendable {
        let name: String
        let short: Character?
        let takesValue: Bool
        /// The value is the one behind an equals sign, or nothing: `--name` alone is `--name=`.
        var mayGoWithoutValue = false
        /// A switch that can be turned off alone, by `--name=false`: the parser knows that as `--no-name`.
        let isOnByDefault: Bool
        /// Whether an empty value is that of a script's empty variable, and says nothing: as podman has it of a platform.
        let isNothingWhereEmpty: Bool
    }

    /// The options, `--help` first. A list: to search it costs less than to make a table at every start.
    let options: [Option]
    /// Whether the first argument ends the options, as in `run`: what follows it belongs to the container.
    let endsAtFirstArgument: Bool

    /// Options of docker that mean nothing here: they are taken and left out.
    let ignored: [Option]

    init(_ declarations: [String], ignored: [String] = [], endsAtFirstArgument: Bool = false) {
        self.ignored = ignored.map { Option(parsing: $0) }
        options =
            [Option(parsing: "help")]
            + declarations.map { Option(parsing: $0) }
        self.endsAtFirstArgument = endsAtFirstArgument
    }

    /// The option of a long name.
    func option(_ name: some StringProtocol) -> Option? { options.first { $0.name == name } }

    /// The option of a letter.
    func option(letter: Character) -> Option? { options.first { $0.short == letter } }
}

extension CommandShape.Option {
    /// Reads `"t/tag="`, `"tag="`, `"platform~"`, `"q/quiet"`, `"rm"` or `"human!"`.
    init(parsing declaration: String) {
        var text = Substring(declaration)
        mayGoWithoutValue = text.hasSuffix("?")
        isNothingWhereEmpty = text.hasSuffix("~")
        takesValue = text.hasSuffix("=") || mayGoWithoutValue || isNothingWhereEmpty
        isOnByDefault = text.hasSuffix("!")
        if takesValue || isOnByDefault { text.removeLast() }
        let slash = text.firstIndex(of: "/")
        short = slash == nil ? nil : text.first
        name = String(slash.map { text[text.index(after: $0)...] } ?? text)
    }
}

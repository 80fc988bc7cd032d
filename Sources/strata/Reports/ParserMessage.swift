/// What ArgumentParser says of a command line, in the words of this program and with docker's exit status: 125 where an option
/// is wrong, 1 where the number of arguments is.
struct ParserMessage {
    /// What is wrong.
    private(set) var message: String
    /// What to write.
    private(set) var hint: String
    /// What the program ends with.
    private(set) var status = ProgramStatus.refused

    /// Reads a message about the command of that name (`strata build`) and usage (`strata build [OPTIONS] CONTEXT`).
    init(_ text: String, command: String, usage: String?) {
        let help = "`\(command) --help` shows what it takes"
        let quoted = Self.quoted(text)
        message = text
        hint = help
        if text.hasPrefix("Missing expected argument"), let name = quoted.first {
            message = "\(command): the argument \(Self.shown(name)) is missing"
            hint = usage ?? help
            status = .failure
        } else if text.hasPrefix("Unexpected argument") || text.contains("unexpected arguments") {
            message = "\(command): there is no place for \(quoted.map { "“\($0)”" }.joined(separator: ", "))"
            hint = usage ?? help
            if command == "strata load", quoted.count == 1 {
                hint = "a file is named with -i: strata load -i \(quoted[0])"
            }
            status = .failure
        } else if text.hasPrefix("Unknown option"), let name = quoted.first {
            message = "\(command): there is no option \(name)"
            if quoted.count > 1 { hint = "did you mean \(quoted[1])?" }
            if let known = ForeignOptions.hint(for: name, of: command) { hint = known }
        } else if text.hasPrefix("Missing value for"), let name = quoted.first {
            message = "\(command): \(Self.shown(name)) lacks its value"
        } else if text.hasPrefix("The value"), quoted.count > 1 {
            message = "\(command): \(Self.shown(quoted[1])) cannot be “\(quoted[0])”"
        } else if text.contains("does not take any value"), quoted.count > 1 {
            message = "\(command): \(quoted[0]) is true or false, not “\(quoted[1])”"
        }
    }

    /// The texts between single quotes.
    private static func quoted(_ text: String) -> [String] {
        let parts = text.split(separator: "'", omittingEmptySubsequences: false)
        return stride(from: 1, to: parts.count, by: 2).map { String(parts[$0]) }
    }

    /// `<name[:tag]>` as `NAME[:TAG]`, `--jobs <n>` as `--jobs`, `<image> ...` as `IMAGE`.
    private static func shown(_ name: String) -> String {
        if name.hasPrefix("-") { return String(name.prefix { $0 != " " }) }
        return name.filter { $0 != "<" && $0 != ">" }.replacing(" ...", with: "").uppercased()
    }
}

import ArgumentParser
import OCI

/// A command as it declares itself to the parser: what help, manual pages and completions are made of.
struct CommandDefinition: Sendable {
    /// One option of a command.
    struct Option: Sendable, Hashable {
        /// The letter, as in `-t`.
        let short: String?
        /// The name, as in `--tag`.
        let long: String
        /// What stands for its value; `nil` for a switch.
        let valueName: String?
        /// A sentence.
        let summary: String
        /// What it is where it is not given; `nil` where the sentence says so.
        let defaultValue: String?
        /// The values that it takes, where they can be listed.
        let values: [String]
    }

    /// One argument of a command.
    struct Argument: Sendable, Hashable {
        /// What stands for it, as in `image`.
        let name: String
        /// A sentence.
        let summary: String
        /// It may be left out.
        let isOptional: Bool
        /// There may be several.
        let isRepeating: Bool
        /// The values that it takes, where they can be listed.
        let values: [String]
    }

    /// The words that call it, without the program's own: `["system", "df"]`.
    let path: [String]
    /// One sentence.
    let summary: String
    /// What more there is to know, in paragraphs.
    let paragraphs: [String]
    /// Command lines to try, some with a comment.
    let examples: [String]
    /// Its options, `--help` left out.
    let options: [Option]
    /// Its arguments, in order.
    let arguments: [Argument]

    /// The definition of a command that is called by `path`.
    init(_ command: any StrataCommand.Type, path: [String]) throws {
        let dump = try JSONValue(parsing: command._dumpHelp())["command"] ?? .null
        self.path = path
        summary = dump["abstract"]?.stringValue ?? ""
        (paragraphs, examples) = Self.split(dump["discussion"]?.stringValue ?? "")
        let declared = (dump["arguments"]?.arrayValue ?? []).filter { $0["shouldDisplay"]?.boolValue != false }
        options = declared.filter { $0["kind"]?.stringValue != "positional" }
            .map { Option($0, shape: command.shape) }.filter { $0.long != "help" }
        arguments = declared.filter { $0["kind"]?.stringValue == "positional" }.map { Argument($0) }
    }

    /// Paragraphs and examples of a command's discussion: the lines set in by two blanks are the examples.
    static func split(_ discussion: String) -> (paragraphs: [String], examples: [String]) {
        let lines = discussion.split(separator: "\n", omittingEmptySubsequences: false)
        let examples = lines.filter { $0.hasPrefix("  ") }.map { String($0.dropFirst(2)) }
        let rest = lines.map { $0.hasPrefix("  ") ? "" : $0 }
        let paragraphs = rest.split(separator: "").map { $0.joined(separator: " ") }
        return (paragraphs, examples)
    }

    /// `strata build [OPTIONS] CONTEXT`.
    var usage: String {
        let words = ["strata"] + path + (options.isEmpty ? [] : ["[OPTIONS]"]) + arguments.map(\.usage)
        return words.joined(separator: " ")
    }

    /// `strata build`.
    var name: String { (["strata"] + path).joined(separator: " ") }
}

extension CommandDefinition.Option {
    fileprivate init(_ dump: JSONValue, shape: CommandShape) {
        let names = dump["names"]?.arrayValue ?? []
        func name(_ kind: String) -> String? {
            names.first { $0["kind"]?.stringValue == kind }?["name"]?.stringValue
        }
        short = name("short")
        long = name("long") ?? ""
        let takesValue = dump["kind"]?.stringValue == "option"
        valueName = takesValue ? dump["valueName"]?.stringValue ?? "value" : nil
        summary = dump["abstract"]?.stringValue ?? ""
        let isSwitch = shape.option(long)?.isOnByDefault == true || !takesValue
        defaultValue = isSwitch ? nil : dump["defaultValue"]?.stringValue
        values = CommandDefinition.values(dump)
    }

    /// `-t, --tag name[:tag]`, with room for the letter where there is none.
    var spelled: String {
        (short.map { "-\($0), " } ?? "    ") + "--" + long + (valueName.map { " " + $0 } ?? "")
    }
}

extension CommandDefinition.Argument {
    fileprivate init(_ dump: JSONValue) {
        name = dump["valueName"]?.stringValue ?? ""
        summary = dump["abstract"]?.stringValue ?? ""
        isOptional = dump["isOptional"]?.boolValue ?? false
        isRepeating = dump["isRepeating"]?.boolValue ?? false
        values = CommandDefinition.values(dump)
    }

    /// `IMAGE`, `[NAME[:TAG]]`, `IMAGE [IMAGE...]`, `[COMMAND...]`.
    var usage: String {
        let word = name.uppercased()
        if isRepeating { return isOptional ? "[\(word)...]" : "\(word) [\(word)...]" }
        return isOptional ? "[\(word)]" : word
    }
}

extension CommandDefinition {
    /// What a declaration lists with `completion: .list(…)`.
    fileprivate static func values(_ dump: JSONValue) -> [String] {
        let list = dump["completionKind"]?["list"]?["values"]?.arrayValue
        return (list ?? dump["allValues"]?.arrayValue ?? []).compactMap(\.stringValue)
    }
}

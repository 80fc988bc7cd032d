import DockerfileSyntax

/// Rewrites a command's arguments from docker's manner into the one that ArgumentParser reads without doubt.
///
/// docker (Go's pflag) takes `-it`, `-eA=B`, `-e=A=B`, `--rm=true`, `--rm=false`, a value that begins with a dash, and, except for
/// `run`, options after arguments. The result has every option in its long form, values attached (`--env=A=B`), then `--`
/// and the arguments. Options that the command does not have are passed on as they are, for ArgumentParser to refuse.
struct ArgumentNormalizer {
    private let shape: CommandShape
    private var options: [String] = []
    private var arguments: [String] = []

    init(_ shape: CommandShape) { self.shape = shape }

    /// The rewritten arguments of one command, without the command's own name.
    static func normalize(_ words: [String], for shape: CommandShape) -> [String] {
        var normalizer = ArgumentNormalizer(shape)
        normalizer.read(words[...])
        return normalizer.options + ["--"] + normalizer.arguments
    }

    private mutating func read(_ words: ArraySlice<String>) {
        var rest = words
        while let word = rest.popFirst() {
            if word == "--" {
                arguments += rest
                return
            } else if word.hasPrefix("--") {
                readLong(word.dropFirst(2), &rest)
            } else if word.hasPrefix("-"), word.count > 1 {
                readLetters(word.dropFirst(), &rest)
            } else {
                arguments.append(word)
                if shape.endsAtFirstArgument {
                    arguments += rest
                    return
                }
            }
        }
    }

    private mutating func readLong(_ text: Substring, _ rest: inout ArraySlice<String>) {
        let (name, value) = Self.split(text)
        guard let option = shape.option(name) else {
            if let option = shape.ignored.first(where: { $0.name == name }) {
                if option.takesValue, value == nil { rest = rest.dropFirst() }
            } else {
                options.append("--" + text)
            }
            return
        }
        add(option, value.map(String.init), &rest)
    }

    /// `-it`, `-eA=B`, `-e A=B`, `-e=A=B`.
    private mutating func readLetters(_ text: Substring, _ rest: inout ArraySlice<String>) {
        var letters = text
        while let letter = letters.popFirst() {
            guard let option = shape.option(letter: letter) ?? (letter == "h" ? shape.option("help") : nil) else {
                options.append("-" + String(letter) + letters)
                return
            }
            if option.takesValue {
                let attached = letters.hasPrefix("=") ? letters.dropFirst() : letters
                add(option, letters.isEmpty ? nil : String(attached), &rest)
                return
            }
            if letters.hasPrefix("=") {
                add(option, String(letters.dropFirst()), &rest)
                return
            }
            add(option, nil, &rest)
        }
    }

    private mutating func add(_ option: CommandShape.Option, _ attached: String?, _ rest: inout ArraySlice<String>) {
        let spelled = "--" + option.name
        if option.takesValue {
            let value = attached ?? (option.mayGoWithoutValue ? "" : rest.popFirst())
            // ArgumentParser takes an empty value for none where it is attached.
            if let value, value.isEmpty {
                if option.isNothingWhereEmpty { return }
                options += [spelled, ""]
            } else {
                options.append(value.map { spelled + "=" + $0 } ?? spelled)
            }
            return
        }
        // The last word on a switch counts, so an earlier one is taken back.
        options.removeAll { $0 == spelled || option.isOnByDefault && $0 == "--no-" + option.name }
        switch attached.map(GoBoolean.parse) {
        case nil, .some(true): options.append(spelled)
        case .some(false): if option.isOnByDefault { options.append("--no-" + option.name) }
        case .some(nil): options.append(spelled + "=" + (attached ?? ""))
        }
    }

    private static func split(_ text: Substring) -> (name: Substring, value: Substring?) {
        guard let equals = text.firstIndex(of: "=") else { return (text, nil) }
        return (text[..<equals], text[text.index(after: equals)...])
    }
}

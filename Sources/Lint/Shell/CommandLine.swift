/// A simple command whose program has a fixed name, with its arguments told apart from its flags.
public struct CommandLine {
    /// An argument.
    public struct Argument {
        /// The word without quotes; `${VAR}` for what is put in.
        public let text: String
        /// Where it stands in the shell's text.
        public let range: Range<Int>
    }

    /// The command.
    public let command: SimpleCommand
    /// The program's name; that behind `command`, `builtin`, `busybox` or `exec` where one of these stands before it.
    public let name: String
    /// Every word behind the first one.
    public let arguments: [Argument]
    /// The flags: the name without dashes and value, each letter of short ones by itself, and which argument it is of.
    public let flags: [(name: String, index: Int)]

    /// Where it stands in the shell's text.
    public var range: Range<Int> { command.range }

    /// Takes a command; `nil` where its program's name is not fixed.
    public init?(_ command: SimpleCommand) {
        guard let first = command.words.first?.literal, !first.isEmpty else { return nil }
        self.command = command
        var arguments: [Argument] = []
        var flags: [(name: String, index: Int)] = []
        arguments.reserveCapacity(command.words.count)
        for (index, word) in command.words.dropFirst().enumerated() {
            let text = word.simplified
            arguments.append(Argument(text: text, range: word.range))
            guard text.utf8.first == UInt8(ascii: "-"), text != "-", text != "--" else { continue }
            if text.hasPrefix("--") {
                flags.append((String(text.dropFirst(2).prefix { $0 != "=" }), index))
            } else {
                for letter in text.dropFirst() { flags.append((String(letter), index)) }
            }
        }
        self.arguments = arguments
        self.flags = flags
        name = Self.effectiveName(first, command.words)
    }

    private static func effectiveName(_ first: String, _ words: [CommandWord]) -> String {
        guard ["command", "builtin", "busybox", "exec"].contains(first), words.count > 1,
            let next = words[1].literal, !next.hasPrefix("-")
        else { return first }
        return next
    }

    /// The arguments' texts.
    public var texts: [String] { arguments.map(\.text) }
    /// The program's name without its directory.
    public var baseName: String { name.split(separator: "/").last.map(String.init) ?? name }

    /// Whether one of the words is an argument.
    public func has(_ words: String...) -> Bool { arguments.contains { words.contains($0.text) } }
    /// Whether it is this program with one of these arguments.
    public func calls(_ program: String, _ words: String...) -> Bool {
        name == program && arguments.contains { words.contains($0.text) }
    }
    /// Whether one of the flags is there.
    public func hasFlag(_ names: String...) -> Bool { flags.contains { names.contains($0.name) } }

    /// Whether arguments follow each other like this.
    public func hasSequence(_ words: String...) -> Bool {
        guard arguments.count >= words.count else { return false }
        return (0...(arguments.count - words.count)).contains { start in
            zip(arguments[start...], words).allSatisfy { $0.text == $1 }
        }
    }

    /// The arguments that are neither flags nor the values of the flags named.
    public func operands(without flagsWithValue: String...) -> [Argument] {
        let flagIndexes = Set(flags.map(\.index))
        var dropped: Set<Int> = []
        for flag in flags where flagsWithValue.contains(flag.name) { dropped.insert(flag.index + 1) }
        return arguments.enumerated().filter { !flagIndexes.contains($0.offset) && !dropped.contains($0.offset) }.map(
            \.element)
    }

    /// The argument behind each flag of one of the names.
    public func values(of names: String...) -> [Argument] {
        flags.filter { names.contains($0.name) }.compactMap { flag in
            arguments.indices.contains(flag.index + 1) ? arguments[flag.index + 1] : nil
        }
    }

    /// Whether it is pip's `install`, called by itself or as a module of Python.
    public var isPipInstall: Bool {
        name.hasPrefix("pip") && name != "pipenv" && has("install")
            || name.hasPrefix("python") && hasSequence("-m", "pip", "install")
    }
}

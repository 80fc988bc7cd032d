import DockerfileSyntax

/// An instruction of a Dockerfile in the form in which it can be compared with one of a history.
struct WrittenInstruction {
    private let keyword: Keyword
    private let texts: Set<String>
    private let sources: [String]
    private let destination: String

    init(_ instruction: Instruction) {
        keyword = instruction.keyword
        var sources: [String] = []
        var destination = ""
        var texts: Set<String> = []
        switch instruction.kind {
        case .run(let run):
            // The text that a shell gets, or the words of a program.
            texts = [HistoryInstruction.normal(run.arguments(shell: []).joined(separator: " "))]
        case .copy(let copy): (sources, destination) = Self.words(copy.transfer)
        case .add(let add): (sources, destination) = Self.words(add.transfer)
        case .workdir(let path): destination = path.text
        default: texts = [HistoryInstruction.normal(instruction.source.arguments.text)]
        }
        self.texts = texts
        self.sources = sources
        self.destination = destination
    }

    private static func words(_ transfer: Transfer) -> ([String], String) {
        (transfer.sources.map(\.text) + transfer.inlineSources.map { "<<" + $0.name }, transfer.destination.text)
    }

    /// How well it agrees with an entry: 0 where they are different instructions.
    func agreement(with entry: HistoryInstruction) -> Int32 {
        guard entry.keyword == keyword else { return 0 }
        switch keyword {
        case .run: return texts.contains(HistoryInstruction.normal(Self.withoutArguments(entry))) ? 8 : 0
        case .copy, .add: return transfer(entry)
        case .workdir: return isPlace(entry.text) ? 6 : destination.contains("$") ? 2 : 0
        default: return texts.contains(HistoryInstruction.normal(entry.text)) ? 2 : 1
        }
    }

    /// Of the exec form, what stands behind the values of build arguments.
    private static func withoutArguments(_ entry: HistoryInstruction) -> String {
        guard entry.shell == nil, entry.text.hasPrefix("|") else { return entry.text }
        let words = entry.text.split(separator: " ")
        let count = words.first.flatMap { Int($0.dropFirst()) } ?? 0
        return words.dropFirst(count + 1).joined(separator: " ")
    }

    private func transfer(_ entry: HistoryInstruction) -> Int32 {
        let words = entry.text.split(separator: " ").map(String.init).filter { !$0.hasPrefix("--") }
        guard let last = words.last else { return 0 }
        let isVariable = (sources + [destination]).contains { $0.contains("$") }
        // The classic builder wrote digests in place of names: `COPY file:… in /app`.
        if words.count >= 3, words[words.count - 2] == "in", words[0].contains(":") {
            return isPlace(last) ? 3 : isVariable ? 1 : 0
        }
        if isPlace(last) { return Array(words.dropLast()) == sources ? 8 : isVariable ? 4 : 0 }
        return isVariable ? 2 : 0
    }

    /// Whether a path of the history is the destination: it may be absolute there, where it is not in the Dockerfile.
    private func isPlace(_ path: String) -> Bool {
        let (wanted, found) = (Self.plain(destination), Self.plain(path))
        return found == wanted || wanted.isEmpty || !destination.hasPrefix("/") && found.hasSuffix("/" + wanted)
    }

    private static func plain(_ path: String) -> String {
        var text = path[...]
        while text.hasPrefix("./") { text = text.dropFirst(2) }
        while text.count > 1, text.hasSuffix("/") { text = text.dropLast() }
        return text == "." ? "" : String(text)
    }
}

import DockerfileSyntax
import OCI

/// What an entry of an image's history says of the instruction that it is of, whoever wrote it: BuildKit, docker's classic builder,
/// buildah, podman or Strata.
struct HistoryInstruction: Hashable {
    /// The instruction's keyword; `nil` for an entry that is of none, as of `docker commit`.
    let keyword: Keyword?
    /// What follows the keyword; of a RUN in shell form the command alone.
    let text: String
    /// The shell of a RUN, such as `/bin/bash -o pipefail -c`; `nil` for the exec form and for other instructions.
    let shell: String?
    /// The layer that it made, counted from zero at the bottom; `nil` where it made none.
    let layer: Int?

    /// The entries of a history, in order.
    static func all(in history: [HistoryEntry]) -> [HistoryInstruction] {
        var layer = 0
        return history.map { entry in
            defer { if !entry.isEmptyLayer { layer += 1 } }
            return HistoryInstruction(entry.createdBy ?? "", layer: entry.isEmptyLayer ? nil : layer)
        }
    }

    init(_ createdBy: String, layer: Int?) {
        self.layer = layer
        var rest = createdBy[...]
        for suffix in [" # buildkit", "\n# buildkit"] where rest.hasSuffix(suffix) {
            rest = rest.dropLast(suffix.count)
        }
        if let classic = rest.firstRange(of: "#(nop)"), rest[..<classic.lowerBound].hasSuffix("-c ") {
            rest = rest[classic.upperBound...].drop { $0 == " " }
        }
        let word = rest.prefix { $0 != " " && $0 != "\t" && $0 != "\n" }
        let named = Keyword(rawValue: String(word))
        if let named, named != .run {
            (keyword, text, shell) = (named, Self.trimmed(rest.dropFirst(word.count)), nil)
            return
        }
        // Without a word of its own an entry of a shell is one of the classic builder's RUN.
        let command = Self.trimmed(named == nil ? rest : rest.dropFirst(word.count))
        guard let (shell, text) = Self.shellForm(command) else {
            (keyword, text, shell) = (named, command, nil)
            return
        }
        (keyword, self.text, self.shell) = (.run, text, shell)
    }

    /// Takes `|2 A=1 B=2 /bin/sh -c make` apart; `nil` where no shell is called.
    private static func shellForm(_ command: String) -> (shell: String, text: String)? {
        var words = command.split(separator: " ", omittingEmptySubsequences: false)[...]
        while let word = words.first {
            if word.hasPrefix("/"), word.hasSuffix("sh"), let form = optionsEnd(words) {
                return (words[..<form].joined(separator: " "), trimmed(words[form...].joined(separator: " ")[...]))
            }
            // Only values of build arguments stand before it.
            guard command.hasPrefix("|") else { return nil }
            words = words.dropFirst()
        }
        return nil
    }

    /// Where the command begins behind a shell and its options, the last of which ends in `c`.
    private static func optionsEnd(_ words: ArraySlice<Substring>) -> Int? {
        var index = words.startIndex + 1
        while index < words.endIndex {
            let isOption = words[index].hasPrefix("-")
            guard isOption || words[index - 1].hasSuffix("o") else { return nil }
            index += 1
            if isOption, words[index - 1].hasSuffix("c") { return index < words.endIndex ? index : nil }
        }
        return nil
    }

    private static func trimmed(_ text: some StringProtocol) -> String {
        let blanks: Set<Character> = [" ", "\t", "\n"]
        let start = text.drop { blanks.contains($0) }
        return String(String(start).reversed().drop { blanks.contains($0) }.reversed())
    }

    /// A text in which blanks, and what continues a line, count as one blank.
    static func normal(_ text: String) -> String {
        text.split(whereSeparator: { $0 == " " || $0 == "\t" || $0 == "\n" }).filter { $0 != "\\" }.joined(
            separator: " ")
    }
}

/// A Markdown text with blocks of commands and what they print:
///
///     ```console
///     $ command
///     its output
///     ```
struct ConsoleDocument {
    /// A command and the lines that follow it.
    struct Step {
        let command: String
        var output: [String] = []
        /// The line of the text on which the command stands.
        let line: Int
    }

    private enum Piece {
        case text(String)
        case step(Int)
    }

    private var pieces: [Piece] = []
    private(set) var steps: [Step] = []

    init(_ text: String) {
        var isInside = false
        for (number, line) in text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
            .enumerated()
        {
            if line.hasPrefix("```") { isInside = line == "```console" }
            if isInside, line.hasPrefix("$ ") {
                pieces.append(.step(steps.count))
                steps.append(Step(command: String(line.dropFirst(2)), line: number + 1))
            } else if isInside, !line.hasPrefix("```"), !steps.isEmpty {
                steps[steps.count - 1].output.append(line)
            } else {
                pieces.append(.text(line))
            }
        }
    }

    /// The text with these outputs in the place of its own.
    func text(with outputs: [[String]]) -> String {
        pieces.map { piece in
            switch piece {
            case .text(let line): line
            case .step(let index): (["$ " + steps[index].command] + outputs[index]).joined(separator: "\n")
            }
        }.joined(separator: "\n")
    }
}

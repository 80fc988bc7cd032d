import TerminalUI

/// An error as the user reads it: what happened, what it came from, what to do.
struct ErrorReport {
    /// What was being done, to what, and what was found.
    let message: String
    /// The errors behind it, outermost first.
    var causes: [String] = []
    /// What to do next.
    var hint: String?
    /// Lines that come before the message: the last output of a step.
    var lastOutput: [String] = []
    /// The message with its place in a text, in place of the message alone.
    var rendered: String?
    /// What the program ends with.
    var status = ProgramStatus.failure

    /// The lines for standard error. What came from a file or a container cannot control the terminal that shows it.
    func text(_ style: Style = .plain) -> String {
        var result = ""
        if !lastOutput.isEmpty {
            result += "------\n" + lastOutput.map { " > \(LogText.shown($0.utf8))\n" }.joined() + "------\n"
        }
        result += rendered.map { coloured($0, style) } ?? style.boldRed("error:") + " " + LogText.harmless(message)
        result += "\n"
        for cause in causes { result += style.bold("caused by:") + " \(LogText.harmless(cause))\n" }
        if let hint { result += "\n" + style.cyan("hint:") + " \(LogText.harmless(hint))\n" }
        return result
    }

    /// Colours the words of a message with its place in a text.
    private func coloured(_ rendered: String, _ style: Style) -> String {
        let lines = LogText.harmless(rendered).split(separator: "\n", omittingEmptySubsequences: false)
        return lines.map { line in
            if line.hasPrefix("hint: ") { return style.cyan("hint:") + line.dropFirst(5) }
            guard let word = line.firstRange(of: ": error: ") else { return String(line) }
            return line[..<word.lowerBound] + ": " + style.boldRed("error:") + " " + line[word.upperBound...]
        }.joined(separator: "\n")
    }
}

/// What the errors of all modules have: the parts of a report.
protocol ReportableError: Error {
    /// What was being done, to what, and what was found.
    var message: String { get }
    /// What to do next.
    var hint: String? { get }
    /// The error behind it.
    var cause: (any Error)? { get }
    /// The name by which docs/errors.md has it; `nil` for what no program has to tell apart.
    var kind: String? { get }
}

extension ReportableError {
    var kind: String? { nil }
}

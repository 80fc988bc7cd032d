import TerminalUI

/// An error as the user reads it: what happened, what it came from, what to do.
struct ErrorReport {
    /// What was being done, to what, and what was found.
    let message: String
    /// The errors behind it, outermost first.
    var causes: [String] = []
    /// What to do next.
    var hint: String?
    /// Text that comes before the message: the source with a caret, the last lines of a step.
    var preamble: String?
    /// The message with its place in a text, in place of the message alone.
    var rendered: String?
    /// What the program ends with.
    var status = ProgramStatus.failure

    /// The lines for standard error.
    func text(_ style: Style = .plain) -> String {
        var result = preamble.map { $0.hasSuffix("\n") ? $0 : $0 + "\n" } ?? ""
        result += (rendered ?? style.boldRed("error:") + " \(message)") + "\n"
        for cause in causes { result += style.bold("caused by:") + " \(cause)\n" }
        if let hint { result += "\n" + style.cyan("hint:") + " \(hint)\n" }
        return result
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
}

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
    var text: String {
        var result = preamble.map { $0.hasSuffix("\n") ? $0 : $0 + "\n" } ?? ""
        result += (rendered ?? "error: \(message)") + "\n"
        for cause in causes { result += "caused by: \(cause)\n" }
        if let hint { result += "\nhint: \(hint)\n" }
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

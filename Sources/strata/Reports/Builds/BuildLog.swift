import BuildGraph
import Storage

/// The lines around a step's output, as plain progress has them.
enum BuildLog {
    /// The name of the step.
    static func name(of step: BuildStep) -> String { shown(step.name) }

    /// How it ended.
    static func end(of step: BuildStep) -> String {
        if let code = step.exitCode { return "ERROR: exit code: \(code)" }
        return step.state == .hit ? "CACHED" : "DONE \(BuildRow.span(step.duration))"
    }

    /// A text without the hashes of what is withheld.
    static func shown(_ text: String) -> String { Withholding.withoutMarks(text) }
}

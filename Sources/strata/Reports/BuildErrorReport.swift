import Builder
import DockerfileSyntax

/// A build's error with what makes it plain: the Dockerfile's line with a caret, and the last lines of a step that failed.
enum BuildErrorReport {
    /// The report of an error; `causes` and `hint` are those of any error.
    static func make(_ error: BuildError, causes: [String], hint: String?) -> ErrorReport {
        if !error.diagnostics.isEmpty, let source = error.source { return problems(error.diagnostics, in: source) }
        var report = ErrorReport(message: error.message, causes: causes, hint: hint)
        report.lastOutput = error.lastOutput
        if let source = error.source, let range = error.range {
            // The place belongs to the message: rendered as a diagnostic is, without its hint, which comes at the end.
            let place = Diagnostic.error(.notCarriedOut, error.message, at: range)
            report.rendered = DiagnosticRenderer(source).render(place)
        }
        return report
    }

    /// All that is wrong with the Dockerfile, each with its place and its hint.
    private static func problems(_ diagnostics: [Diagnostic], in source: SourceText) -> ErrorReport {
        var report = ErrorReport(message: "", hint: diagnostics.count == 1 ? diagnostics[0].hint : nil)
        if diagnostics.count == 1 {
            // One problem reads as every other error does: its hint at the end, behind a blank line.
            var problem = diagnostics[0]
            problem.hint = nil
            report.rendered = DiagnosticRenderer(source).render(problem)
        } else {
            report.rendered = DiagnosticRenderer(source).render(diagnostics)
        }
        return report
    }
}

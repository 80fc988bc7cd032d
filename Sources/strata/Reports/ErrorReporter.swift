import ArgumentParser
import Builder
import DockerfileSyntax
import LinuxSystem
import TerminalUI

/// The one place where errors become text on standard error and an exit status.
struct ErrorReporter {
    /// The looks of the text.
    let style: Style

    /// Writes the error (or the help that was asked for) and says how the program ends.
    func report(_ error: any Error, commandLine: [String]) -> ProgramStatus {
        if let number = Signals.shared.interruption { return .signal(number) }
        if error is CancellationError { return .failure }
        if Self.isBrokenPipe(error) { return .brokenPipe }
        Self.noteKinds(of: error)
        guard let report = Self.describe(error) else { return showParserMessage(error, commandLine) }
        StandardStream.talk.write(report.text(style))
        return report.status
    }

    /// Says in the log of `--debug` which errors of docs/errors.md these are: this one and those behind it.
    private static func noteKinds(of error: any Error) {
        guard DebugLog.isListening else { return }
        var next: (any Error)? = (error as? RunError)?.underlying ?? error
        while let current = next as? any ReportableError {
            if let kind = current.kind { DebugLog.note("error", kind) }
            for problem in (current as? BuildError)?.diagnostics ?? [] {
                DebugLog.note("error", "Diagnostic.\(problem.code)")
            }
            next = current.cause
        }
    }

    /// Whether the reader of what is written went away: nothing is wrong then, and nobody asks.
    private static func isBrokenPipe(_ error: any Error) -> Bool {
        if let error = error as? SystemError { return error.isBrokenPipe }
        return (error as? any ReportableError)?.cause.map(isBrokenPipe) ?? false
    }

    /// Says that something beside the command's purpose did not work.
    static func warn(_ subject: String, _ error: any Error) {
        let message = (error as? any ReportableError)?.message ?? "\(error)"
        StandardStream.talk.print("warning: \(subject): \(LogText.harmless(message))")
    }

    /// The report of an error that is not ArgumentParser's.
    static func describe(_ error: any Error) -> ErrorReport? {
        switch error {
        case let error as UsageError:
            ErrorReport(message: error.message, hint: error.hint, status: .refused)
        case let error as RunError:
            describe(error.underlying).map { report in
                var report = report
                report.status = error.status
                return report
            }
        case let error as BuildError:
            BuildErrorReport.make(error, causes: causes(of: error), hint: hint(of: error))
        case let error as any ReportableError:
            ErrorReport(message: error.message, causes: causes(of: error), hint: hint(of: error))
        case let error as SystemError:
            ErrorReport(message: error.description, hint: hint(of: error))
        default:
            nil
        }
    }

    /// Messages of the chain of causes; an error that only repeats the one above it is left out.
    private static func causes(of error: any ReportableError) -> [String] {
        var result: [String] = []
        var next = error.cause
        var above = error.message
        while let cause = next {
            let text = (cause as? any ReportableError)?.message ?? "\(cause)"
            if !above.contains(text) { result.append(text) }
            above = text
            next = (cause as? any ReportableError)?.cause
        }
        return result
    }

    /// The outermost hint of the chain, or what can be said about a full disk and missing rights.
    static func hint(of error: any Error) -> String? {
        var next: (any Error)? = error
        while let current = next {
            if let hint = (current as? any ReportableError)?.hint { return hint }
            if let system = current as? SystemError {
                if system.isNoSpace {
                    return "free space on that disk; `strata system prune` removes what no image needs"
                }
                if system.isNoDirectory { return "check the path: there is a file where a directory is wanted" }
                if system.isNotFound { return "check the path: there is nothing at the end of it" }
                if system.isAddressInUse { return "another program listens there: end it, or choose another address" }
                if system.isNotPermitted { return "run it as a user who may do that, or with sudo" }
                return nil
            }
            next = (current as? any ReportableError)?.cause
        }
        return nil
    }

    /// A wrong command line is refused as docker refuses it.
    private func showParserMessage(_ error: any Error, _ commandLine: [String]) -> ProgramStatus {
        let match = CommandTable.match(commandLine)
        let definition = match.flatMap { try? CommandDefinition($0.command, path: $0.path) }
        let parsed = ParserMessage(
            Strata.message(for: error), command: definition?.name ?? "strata", usage: definition?.usage)
        StandardStream.talk.write(ErrorReport(message: parsed.message, hint: parsed.hint).text(style))
        return parsed.status
    }
}

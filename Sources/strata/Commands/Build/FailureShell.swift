import Builder
import ContainerRuntime

/// A shell on this terminal in the state of a step that failed.
struct FailureShell: Sendable {
    let display: BuildDisplay

    /// - Throws: `UsageError` where nobody could type into it.
    init(_ display: BuildDisplay, for option: String) throws {
        guard HostProcess.isTerminal(0), HostProcess.isTerminal(1) else {
            throw UsageError(
                "\(option): there is no terminal to open a shell on",
                hint: "run it on a terminal; --keep-failed keeps what the step made")
        }
        self.display = display
    }

    /// Opens it; its end is the end of the step.
    func open(_ failed: FailedStep) {
        display.finish()
        StandardStream.talk.print(
            "\n\(failed.name) failed: \(failed.problem)\n"
                + "This shell stands in its state: what it changed so far, its mounts, environment and user.\n"
                + "The command was: \(failed.command)\nLeave it with exit or Ctrl-D; then nothing of it stays.")
        var container = failed.container
        container.streams = .terminal(input: true)
        do {
            let process = try ContainerProcess.start(container)
            Signals.shared.forward { process.signal($0) }
            _ = try process.wait()
        } catch {
            ErrorReporter.warn("the shell", error)
        }
    }
}

extension BuildCommand {
    /// What `--on-error` asks for.
    func failureHandler(_ display: BuildDisplay) throws -> (@Sendable (FailedStep) -> Void)? {
        switch onError {
        case nil, "stop": return nil
        case "shell":
            let shell = try FailureShell(display, for: "--on-error shell")
            return { shell.open($0) }
        case let other?:
            throw UsageError("--on-error \(other): there is no such action", hint: "write shell or stop")
        }
    }
}

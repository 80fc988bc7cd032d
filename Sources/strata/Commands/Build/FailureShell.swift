import Builder
import ContainerRuntime
import LinuxSystem
import Synchronization
import TerminalUI

/// A shell on this terminal in the state of a step that failed: of the first one, where several fail at once.
final class FailureShell: Sendable {
    private let display: BuildDisplay
    private let isTaken = Mutex(false)

    /// - Throws: `UsageError` where nobody could type into it.
    init(_ display: BuildDisplay, for option: String) throws {
        guard Terminal.isTerminal(0), Terminal.isTerminal(1) else {
            throw UsageError(
                "\(option): there is no terminal to open a shell on",
                hint: "run it on a terminal; --keep-failed keeps what the step made")
        }
        self.display = display
    }

    /// Opens it; its end is the end of the step. A step that fails meanwhile waits, and gets none: it would have to share the
    /// terminal.
    func open(_ failed: FailedStep) {
        isTaken.withLock { isTaken in
            if isTaken { return }
            isTaken = true
            show(failed)
        }
    }

    private func show(_ failed: FailedStep) {
        display.finish()
        StandardStream.talk.print(
            "\n\(failed.name) failed: \(failed.problem)\n"
                + "This shell stands in its state: what it changed so far, its mounts, environment and user.\n"
                + "The command was: \(failed.command)\nLeave it with exit or Ctrl-D; then nothing of it stays.")
        var container = failed.container
        container.streams = .terminal(input: true)
        // On a thread that belongs to no task: that another step fails is no reason to take the shell away.
        DedicatedThread.run { [container] in Self.run(container) }
    }

    private static func run(_ container: ContainerRequest) {
        do {
            let process = try ContainerProcess.start(container)
            _ = try Signals.shared.forwarding(to: { process.signal($0) }, during: { try process.wait() })
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

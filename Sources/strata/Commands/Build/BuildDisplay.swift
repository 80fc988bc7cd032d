import Builder
import DockerfileSyntax
import LinuxSystem
import OCI
import TerminalUI

/// Shows a build on standard error: the builder's events in the words of the terminal.
final class BuildDisplay: Sendable {
    private let progress: BuildProgress
    private let isQuiet: Bool

    init(mode: ProgressMode, environment: [String: String], style: Style) {
        progress = BuildProgress(
            mode: mode, fileDescriptor: StandardStream.talk.descriptor, environment: environment, style: style)
        isQuiet = mode == .quiet
    }

    /// Runs a build, draws meanwhile, and gives the terminal back however it ends.
    func during<Result: Sendable>(_ build: @escaping @Sendable () async throws -> Result) async throws -> Result {
        defer { progress.finish() }
        guard progress.wantsTicks else { return try await build() }
        return try await withThrowingTaskGroup(of: Result?.self) { group in
            group.addTask { try await build() }
            group.addTask { [progress] in
                while !Task.isCancelled {
                    progress.tick()
                    try? await Task.sleep(for: .milliseconds(100))  // ends early only when cancelled
                }
                return nil
            }
            defer { group.cancelAll() }
            while let result = try await group.next() {
                if let result { return result }
            }
            throw CancellationError()
        }
    }

    /// Gives the terminal back now; what comes later is not shown.
    func finish() { progress.finish() }

    /// Takes an event of the build; from any thread.
    func show(_ event: BuildEvent) {
        switch event {
        case .planned(let total): progress.handle(.planned(total: total))
        case .started(let vertex, let time): progress.handle(.started(Self.shown(vertex), at: time))
        case .cached(let vertex, let time): progress.handle(.cached(Self.shown(vertex), at: time))
        case .log(let vertex, let stream, let bytes, let time):
            progress.handle(.log(Self.shown(vertex), isError: stream == .standardError, bytes: bytes, at: time))
        case .status(let vertex, let text, let isDone, let time):
            progress.handle(.status(Self.shown(vertex), text: text, isDone: isDone, at: time))
        case .note(let vertex, let text, let time): progress.handle(.note(Self.shown(vertex), text: text, at: time))
        case .completed(let vertex, let time): progress.handle(.completed(Self.shown(vertex), at: time))
        case .failed(let vertex, let message, let time):
            progress.handle(.failed(Self.shown(vertex), message: message, at: time))
        case .cancelled(let vertex, let time): progress.handle(.cancelled(Self.shown(vertex), at: time))
        case .warning(let diagnostic):
            DebugLog.note("warning", "Diagnostic.\(diagnostic.code)")
            progress.handle(.warning(Self.line(diagnostic)))
        }
    }

    private static func shown(_ vertex: BuildVertex) -> ProgressVertex {
        ProgressVertex(number: vertex.number, name: vertex.name)
    }

    private static func line(_ diagnostic: Diagnostic) -> String {
        let hint = diagnostic.hint.map { " (\($0))" } ?? ""
        // The name of the rule is what `# check=skip=` wants.
        let rule = diagnostic.code.isRule ? "\(diagnostic.code.rawValue): " : ""
        return rule + "line \(diagnostic.range.start.line): \(diagnostic.message)\(hint)"
    }
}

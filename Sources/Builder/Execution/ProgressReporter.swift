import DockerfileSyntax
import LinuxSystem
import OCI
import Synchronization

/// Numbers the lines of work and hands events on, one at a time and in order.
final class ProgressReporter: Sendable {
    private struct State {
        var next = 1
        var vertices: [String: BuildVertex] = [:]
    }

    private let state = Mutex(State())
    private let receive: @Sendable (BuildEvent) -> Void

    init(_ receive: @escaping @Sendable (BuildEvent) -> Void) { self.receive = receive }

    /// Work that is no step of the Dockerfile: begins it, runs it, and says how it ended.
    func internalWork<Result>(
        _ name: String, _ body: (BuildVertex) async throws -> Result
    ) async throws -> Result {
        let vertex = started(name)
        do {
            let result = try await body(vertex)
            completed(vertex)
            return result
        } catch {
            failed(vertex, error)
            throw error
        }
    }

    @discardableResult
    func started(_ name: String) -> BuildVertex { emit(name) { .started($0, at: .now()) } }

    func cached(_ name: String) { emit(name) { .cached($0, at: .now()) } }

    func completed(_ vertex: BuildVertex) { emit(.completed(vertex, at: .now())) }

    func failed(_ vertex: BuildVertex, _ error: any Error) {
        if error is CancellationError {
            emit(.cancelled(vertex, at: .now()))
        } else {
            emit(.failed(vertex, message: (error as? BuildError)?.message ?? "\(error)", at: .now()))
        }
    }

    func log(_ vertex: BuildVertex, _ stream: LogStream, _ bytes: [UInt8]) {
        emit(.log(vertex, stream: stream, bytes: bytes, at: .now()))
    }

    func status(_ vertex: BuildVertex, _ text: String, done: Bool) {
        emit(.status(vertex, text: text, done: done, at: .now()))
    }

    /// Says why a step runs; nothing where there is nothing to say.
    func note(_ vertex: BuildVertex, _ text: String) {
        if !text.isEmpty { emit(.note(vertex, text: text, at: .now())) }
    }

    /// Says how many lines of work are to come besides those already there.
    func planned(_ count: Int) {
        state.withLock { state in receive(.planned(total: state.next - 1 + count)) }
    }

    func warning(_ diagnostic: Diagnostic) { emit(.warning(diagnostic)) }

    /// The receiver is called under the lock: that is what keeps events in order.
    @discardableResult
    private func emit(_ name: String, _ event: (BuildVertex) -> BuildEvent) -> BuildVertex {
        state.withLock { state in
            let vertex = state.vertices[name] ?? BuildVertex(number: state.next, name: name)
            if state.vertices.updateValue(vertex, forKey: name) == nil { state.next += 1 }
            receive(event(vertex))
            return vertex
        }
    }

    private func emit(_ event: BuildEvent) { state.withLock { _ in receive(event) } }
}

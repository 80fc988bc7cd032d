import BuildGraph
import ContainerRuntime
import LinuxSystem
import OCI
import Storage

/// What is done with the state of a RUN that failed, before it goes: somebody looks at it, or it is kept for a day.
struct FailureInspection: Sendable {
    let session: BuildSession
    let vertex: Vertex
    let step: RunStep

    /// Whether anything is to be done.
    var isWanted: Bool { session.request.onFailure != nil || session.request.keepsFailed }

    /// The shell of a shell form, else the usual one.
    var shell: String {
        let isShellForm = step.arguments.count == 3 && step.arguments[1] == "-c"
        return isShellForm ? step.arguments[0] : "/bin/sh"
    }

    /// Hands the state over to whoever asked for it.
    func show(_ container: ContainerRequest, _ error: BuildError) {
        guard let inspect = session.request.onFailure else { return }
        var container = container
        container.arguments = [shell]
        if !container.environment.contains(where: { $0.hasPrefix("TERM=") }) {
            container.environment.append("TERM=" + (ProcessEnvironment.value(of: "TERM") ?? "xterm"))
        }
        inspect(
            FailedStep(
                name: vertex.name, command: step.commandText, problem: error.problem ?? error.message,
                container: container))
    }

    /// Keeps the half-made layer, if that is wanted, and says where. One that holds a secret is not kept.
    func keep(_ work: WorkDirectory, _ line: BuildVertex, search: () throws -> Bool) {
        guard session.request.keepsFailed else { return }
        do {
            if try search() {
                session.reporter.status(line, "not kept: what the step left holds a secret", done: true)
                return
            }
            let state: JSONValue = [
                "command": .strings(session.history.withholding.texts(step.arguments)), "user": .string(step.user),
                "workingDirectory": .string(step.workingDirectory),
            ]
            let number = vertex.id.index + 1
            let kept = try session.store.keepFailure(
                work, build: session.history.id, step: number, name: session.history.step(number).name, state: state)
            session.reporter.status(line, "kept for a day: \(kept.id), in \(kept.path)", done: true)
        } catch {
            // The step's own failure is what is told in the end.
            session.reporter.status(line, "what the step left cannot be kept: \(error)", done: true)
        }
    }
}

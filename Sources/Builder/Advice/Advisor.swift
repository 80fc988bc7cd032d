import BuildGraph
import DockerfileSyntax
import LinuxSystem
import OCI
public import Storage
import SystemPackage

/// Finds what could be changed in a Dockerfile or its ignore file so that the edit that made steps run would not do so again, and
/// tries it: a proposal counts only when a build with it gives the same image, and a second one, with the files changed
/// again, finds the steps in the cache.
///
/// Trials run steps as a build does, cache mounts and network included. They leave records in the cache, no image and no
/// line in the history; the context is not written to.
public struct Advisor: Sendable {
    let store: Store
    /// What the build asked for.
    let request: BuildRequest
    let steps: [BuildStep]
    private let begin: @Sendable (AdviceTrial.Change) -> Void

    /// Makes an advisor for a build.
    ///
    /// - Parameters:
    ///   - request: what it takes to build the same again; its context is a directory.
    ///   - steps: the steps of the build.
    ///   - begin: called when a trial begins.
    public init(
        store: Store, request: BuildRequest, steps: [BuildStep],
        begin: @escaping @Sendable (AdviceTrial.Change) -> Void = { _ in }
    ) {
        (self.store, self.request, self.steps, self.begin) = (store, request, steps, begin)
    }

    /// The steps with which misses began because files of the context differ, or build arguments that they do not name: what there
    /// may be advice for.
    public static func beginnings(of steps: [BuildStep]) -> [BuildStep] {
        steps.filter { step in
            guard step.state == .miss, let cause = step.cause.flatMap(MissCause.init) else { return false }
            return cause.kind == .changed && !cause.isBelow && cause.first ?? step.number == step.number
                && (cause.files != nil || !idleArguments(of: cause).isEmpty)
        }
    }

    /// The build arguments that changed and that the command does not name, where nothing else changed.
    private static func idleArguments(of cause: MissCause) -> [KeyDifference.Change] {
        let isIdle = cause.changes.allSatisfy { change in
            change.label == "build arguments" && change.name.map(cause.unmentioned.contains) == true
        }
        return isIdle ? cause.changes : []
    }

    /// Tries all proposals.
    ///
    /// - Throws: `BuildError` where the build itself cannot be made again: `badOption` for another Dockerfile than it had;
    ///   `StorageError`, `CancellationError`.
    public func trials() async throws -> [AdviceTrial] {
        let beginnings = Self.beginnings(of: steps)
        if beginnings.isEmpty { return [] }
        guard case .directory(let path) = request.context else { return [] }
        var request = request
        request.ownIgnoreFile = try ContextLoader(request: request).ignoreFile(in: DirectoryHandle.open(path))
        let base = try await ImageBuilder(store: store).tryOut(request)
        try requireSame(base)
        var trials: [AdviceTrial] = []
        var moved: Set<SourceRange> = []
        for step in beginnings {
            guard let cause = step.cause.flatMap(MissCause.init) else { continue }
            func run(_ trigger: TrialRun.Trigger) -> TrialRun {
                TrialRun(
                    store: store, request: request, base: base, context: path, trigger: trigger, step: step,
                    begin: begin)
            }
            let arguments = Self.idleArguments(of: cause)
            if !arguments.isEmpty {
                let names = arguments.compactMap(\.name)
                // All steps below an ARG begin to run by themselves; it is moved once.
                guard let move = MoveProposal(of: names, above: step, of: steps, in: base),
                    moved.insert(move.instruction.range).inserted
                else { continue }
                trials += try await run(.arguments(values(of: arguments))).moving(move, steps)
                continue
            }
            guard let files = cause.files else { continue }
            let runs = run(.files(files))
            let ignored = try await runs.ignoring(spared(by: step))
            trials += ignored
            // What nothing needs has not to be moved.
            if ignored.contains(where: \.holds) { continue }
            if let move = MoveProposal(step, of: steps, in: base) { trials += try await runs.moving(move, steps) }
        }
        return trials
    }

    /// The values that build arguments have.
    private func values(of changes: [KeyDifference.Change]) -> [String: String] {
        changes.reduce(into: [:]) { values, change in
            guard let name = change.name else { return }
            values[name] = request.buildArguments[name] ?? change.new ?? ""
        }
    }

    /// All steps that ran because of one.
    private func spared(by step: BuildStep) -> [BuildStep] {
        steps.filter { other in
            other.state == .miss
                && (other.number == step.number || other.cause.flatMap(MissCause.init)?.first == step.number)
        }
    }

    private func requireSame(_ session: BuildSession) throws {
        let present = session.history.steps
        if present.map(\.text) == steps.map(\.text), session.plan.images.count == 1 { return }
        if session.plan.images.count > 1 {
            throw BuildError(
                .badOption, "advice is tried for one platform, and the build was for \(session.plan.images.count)",
                hint: "build for one of them, and ask then")
        }
        throw BuildError(
            .badOption, "the Dockerfile is not the one of that build any more",
            hint: "build again, change a file, build again, and ask then")
    }
}

import BuildGraph
import LinuxSystem
import OCI
import Storage
import Synchronization

/// What is remembered of one build while it goes on: kept in the store when it has ended, in one transaction.
final class BuildHistory: Sendable {
    private struct State {
        var steps: [BuildStep]
        var causes: [Int: MissCause] = [:]
        var logs: [Int: StepLog] = [:]
        var earlier: [EarlierBuild]?
    }

    /// The build's ID in the history.
    let id: String
    let origin: BuildOrigin
    let withholding: Withholding
    private let store: Store
    private let started: Timestamp
    private let state: Mutex<State>

    init(store: Store, request: BuildRequest, plan: BuildPlan) {
        self.store = store
        id = request.attempt?.id ?? BuildRecord.newID()
        started = request.attempt?.started ?? .now()
        origin = BuildOrigin(
            request: request, platform: plan.images.map(\.image.platform.description).joined(separator: ","))
        // Asked for only where there is something to withhold.
        let withholding = Withholding(values: plan.sensitiveValues, given: request.secretTexts) {
            try? store.recordSecret()
        }
        self.withholding = withholding
        state = Mutex(State(steps: plan.vertices.map { Self.step($0, in: plan, withholding) }))
    }

    private static func step(_ vertex: Vertex, in plan: BuildPlan, _ withholding: Withholding) -> BuildStep {
        // Before expansion: what progress shows has the values of variables in it.
        let text = withholding.text(vertex.step)
        let place = StepPlace(vertex.name)
        var step = BuildStep(
            number: vertex.id.index + 1, name: place.text.isEmpty ? text : "[\(place.text)] \(text)", text: text)
        step.stage = place.stage
        let below = vertex.parent?.vertex
        step.needs = (below.map { [$0] } ?? []).map { $0.index + 1 }
        step.needs += vertex.dependencies.filter { $0 != below }.map { $0.index + 1 }
        return step
    }

    // MARK: While the build goes on

    /// Notes something about a step.
    func note(_ id: VertexID, _ change: (inout BuildStep) -> Void) {
        state.withLock { change(&$0.steps[id.index]) }
    }

    /// Notes why a step runs.
    func note(_ id: VertexID, _ cause: MissCause) { state.withLock { $0.causes[id.index + 1] = cause } }

    /// Keeps what a step wrote; it is masked already.
    func log(_ id: VertexID, _ bytes: [UInt8]) {
        state.withLock { $0.logs[id.index + 1, default: StepLog()].add(bytes) }
    }

    /// A step by its number.
    func step(_ number: Int) -> BuildStep { state.withLock { $0.steps[number - 1] } }

    /// All steps as they are known now.
    var steps: [BuildStep] { state.withLock { $0.steps } }

    /// Why a step ran, where it did.
    func cause(of number: Int) -> MissCause? { state.withLock { $0.causes[number] } }

    /// The builds that this one can be compared with, newest first; read when the first step asks.
    func earlierBuilds() throws -> [EarlierBuild] {
        if let known = state.withLock({ $0.earlier }) { return known }
        let found = try store.builds(origin: origin.digest, limit: 5).map {
            EarlierBuild(build: $0, steps: try store.steps(of: $0))
        }
        state.withLock { $0.earlier = found }
        return found
    }

    // MARK: When it has ended

    /// Keeps the build. What goes wrong here does not make a build fail that went well.
    func save(_ result: Result<BuildResult, any Error>) {
        var build = BuildRecord(
            id: id, origin: origin.digest, name: origin.name, platform: origin.platform,
            names: origin.request.tags.map { $0.withDefaultTag().familiar }, outcome: .completed, started: started,
            duration: Timestamp.now().secondsSince(started), request: origin.json(withholding))
        switch result {
        case .success(let result): build.manifest = result.manifestDigest
        case .failure(let error) where error is CancellationError: build.outcome = .canceled
        case .failure(let error):
            build.outcome = .error
            build.error = withholding.text((error as? BuildError)?.message ?? "\(error)")
        }
        let state = self.state.withLock { $0 }
        let logs = state.logs.mapValues { withholding.starred($0.bytes) }
        let steps = finished(state, logs)
        build.stepCount = steps.count
        build.cachedCount = steps.count { $0.state == .hit || $0.state == .base }
        build.logBytes = logs.values.reduce(0) { $0 + Int64($1.count) }
        do {
            try store.addBuild(build, steps: steps, logs: logs, limits: origin.request.historyLimits)
            origin.request.attempt?.end()
            // What failed steps left goes when its day is over, by the next build at the latest.
            if try !store.keptFailures().isEmpty { try store.pruneKeptFailures() }
        } catch {
            DebugLog.note("history", "the build is not remembered: \(error)")
        }
    }

    private func finished(_ state: State, _ logs: [Int: [UInt8]]) -> [BuildStep] {
        state.steps.map { step in
            var step = step
            if let cause = state.causes[step.number], cause.kind != .new { step.cause = cause.json }
            step.logBytes = Int64(logs[step.number]?.count ?? 0)
            return step
        }
    }
}

extension BuildPlan {
    /// The values of variables whose names say that they hold credentials: kept out of records wherever they occur.
    fileprivate var sensitiveValues: [String] {
        var values: Set<String> = []
        for vertex in vertices {
            guard case .run(let step) = vertex.operation else { continue }
            for text in step.environment {
                guard let equals = text.firstIndex(of: "=") else { continue }
                let value = text[text.index(after: equals)...]
                if value.utf8.count >= 4, SensitiveName.mayHoldCredential(String(text[..<equals])) {
                    values.insert(String(value))
                }
            }
        }
        return Array(values)
    }
}

extension Vertex {
    /// The tree that the step stands on; `nil` for a base image.
    var parent: FileSystem? {
        switch operation {
        case .image: nil
        case .run(let step): step.parent
        case .copy(let step): step.parent
        case .workdir(let step): step.parent
        }
    }
}

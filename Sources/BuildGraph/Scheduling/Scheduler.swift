/// Decides which vertices run when: a state machine from events to actions, without any clock, task or disk.
///
/// A vertex runs when all its dependencies are done and fewer than `jobLimit` others run; among those that could run the
/// first one of the plan goes first. A failure starts nothing more, cancels what runs, and the build ends when the last
/// running vertex has reported back.
public struct Scheduler: Sendable {
    /// What happened.
    public enum Event: Hashable, Sendable {
        /// The build begins.
        case start
        /// A vertex is done.
        case succeeded(VertexID)
        /// A vertex failed, or has ended because it was cancelled.
        case failed(VertexID)
        /// Somebody wants the build to end.
        case cancel
    }

    /// What is to be done about it.
    public enum Action: Hashable, Sendable {
        /// Carry the vertex out and report how it ended.
        case run(VertexID)
        /// End the running vertex; its end is to be reported as a failure (or a success, if that came first).
        case cancel(VertexID)
        /// The build is over. Nothing runs any more, and no action follows.
        case finish(Outcome)
    }

    /// How a build ended.
    public enum Outcome: Hashable, Sendable {
        /// Everything is done.
        case succeeded
        /// A vertex failed; the first that did.
        case failed(VertexID)
        /// It was cancelled.
        case cancelled
    }

    /// The state of a vertex.
    public enum State: Hashable, Sendable {
        /// It waits for others.
        case waiting
        /// It could run, and waits for a free place.
        case ready
        /// It runs.
        case running
        /// It is done.
        case done
        /// It failed.
        case failed
        /// It never ran, or was ended because of another failure.
        case cancelled
    }

    private let jobLimit: Int
    private let dependents: [[Int]]
    private var missing: [Int]
    private var states: [State]
    private var running = 0
    private var ending: Outcome?
    private var isFinished = false

    /// Makes the schedule of a plan; a limit below one counts as one.
    public init(plan: BuildPlan, jobLimit: Int) {
        self.init(dependencies: plan.vertices.map { $0.dependencies.map(\.index) }, jobLimit: jobLimit)
    }

    /// Makes the schedule of vertices given by the indices that each one depends on.
    init(dependencies: [[Int]], jobLimit: Int) {
        self.jobLimit = max(1, jobLimit)
        var dependents = [[Int]](repeating: [], count: dependencies.count)
        for (index, needed) in dependencies.enumerated() {
            for other in Set(needed) { dependents[other].append(index) }
        }
        self.dependents = dependents
        missing = dependencies.map { Set($0).count }
        states = missing.map { $0 == 0 ? .ready : .waiting }
    }

    /// The state of a vertex.
    public func state(of id: VertexID) -> State { states[id.index] }

    /// Takes an event in and tells what to do.
    ///
    /// An event about a vertex that does not run is our own mistake and traps.
    public mutating func handle(_ event: Event) -> [Action] {
        switch event {
        case .start:
            return advance()
        case .succeeded(let id):
            leave(id, as: .done)
            for dependent in dependents[id.index] {
                missing[dependent] -= 1
                if missing[dependent] == 0, states[dependent] == .waiting { states[dependent] = .ready }
            }
            return advance()
        case .failed(let id):
            leave(id, as: ending == nil ? .failed : .cancelled)
            return end(with: .failed(id)) + advance()
        case .cancel:
            return end(with: .cancelled) + advance()
        }
    }

    private mutating func leave(_ id: VertexID, as state: State) {
        precondition(states[id.index] == .running, "vertex \(id.index) reports an end and does not run")
        states[id.index] = state
        running -= 1
    }

    /// Starts what can be started, or finishes when nothing is left.
    private mutating func advance() -> [Action] {
        var actions: [Action] = []
        if ending == nil {
            for index in states.indices where running < jobLimit && states[index] == .ready {
                states[index] = .running
                running += 1
                actions.append(.run(VertexID(index: index)))
            }
        }
        if running == 0, !isFinished {
            isFinished = true
            actions.append(.finish(ending ?? .succeeded))
        }
        return actions
    }

    /// Remembers the first reason to end, and cancels what has not begun or runs.
    private mutating func end(with outcome: Outcome) -> [Action] {
        guard ending == nil, !isFinished else { return [] }
        ending = outcome
        var actions: [Action] = []
        for index in states.indices {
            switch states[index] {
            case .waiting, .ready: states[index] = .cancelled
            case .running: actions.append(.cancel(VertexID(index: index)))
            case .done, .failed, .cancelled: break
            }
        }
        return actions
    }
}

import BuildGraph
import LinuxSystem
import OCI
import Storage

/// Carries out the vertices of a build: as many at once as the request allows, each after all that it needs.
struct BuildExecutor: Sendable {
    let session: BuildSession

    private enum Ended: Sendable {
        case succeeded(VertexID, StackState)
        case failed(VertexID, any Error)
    }

    /// Runs until the target is made, a step fails, or the task is cancelled; no step is running when it returns.
    func execute() async throws {
        let jobs = session.request.jobs ?? ProcessIdentity.processorCount
        var scheduler = Scheduler(plan: session.plan, jobLimit: jobs)
        var actions = scheduler.handle(.start)
        var firstError: (any Error)?
        try await withThrowingTaskGroup(of: Ended.self) { group in
            while true {
                for action in actions {
                    switch action {
                    case .run(let id): group.addTask { await run(id) }
                    case .cancel: group.cancelAll()
                    case .finish: return
                    }
                }
                guard let ended = try await group.next() else { return }
                switch ended {
                case .succeeded(let id, let state):
                    session.finish(id, with: state)
                    actions = scheduler.handle(.succeeded(id))
                    if Task.isCancelled { actions += scheduler.handle(.cancel) }
                case .failed(let id, let error):
                    if firstError == nil || firstError is CancellationError { firstError = error }
                    actions = scheduler.handle(.failed(id))
                }
            }
        }
        if let firstError { throw firstError }
        try Cancellation.check()
    }

    private func run(_ id: VertexID) async -> Ended {
        let start = Timestamp.now()
        do {
            let state = try await carryOut(session.plan[id])
            session.history.note(id) { $0.ended(with: state, after: Timestamp.now().secondsSince(start)) }
            return .succeeded(id, state)
        } catch {
            session.history.note(id) { $0.failed(with: error, after: Timestamp.now().secondsSince(start)) }
            return failure(of: id, error)
        }
    }

    private func failure(of id: VertexID, _ error: any Error) -> Ended {
        do {
            throw error
        } catch var error as BuildError {
            if error.range == nil { error.range = session.plan[id].range }
            return .failed(id, error)
        } catch let error as SystemError where error.isNoSpace {
            return .failed(id, Self.noSpace(session.plan[id], error))
        } catch is CancellationError {
            return .failed(id, CancellationError())
        } catch {
            var placed = BuildError(.stepNotCarriedOut, "\(error)", cause: error)
            placed.range = session.plan[id].range
            return .failed(id, placed)
        }
    }

    private static func noSpace(_ vertex: Vertex, _ error: SystemError) -> BuildError {
        var result = BuildError(
            .noSpace, "\(vertex.name): the disk of the store is full",
            hint: "free space on that disk; `strata system prune` removes what no image needs",
            cause: error)
        result.range = vertex.range
        return result
    }

    /// Carries a vertex out. What it needs in bytes and is known by its record alone is made before, and then it begins anew.
    private func carryOut(_ vertex: Vertex) async throws -> StackState {
        while true {
            try Cancellation.check()
            do { return try await attempt(vertex) } catch let error as IncompleteStack {
                guard let id = error.vertex else { throw error }
                try await restore(id)
            }
        }
    }

    /// Makes the layers of a stack again that are gone, the lowest first. Where a step now gives something else than it did, what
    /// stands on it is looked up by that, and made where it has to be.
    private func restore(_ id: VertexID) async throws {
        try await session.restoration.once(id) {
            let vertex = session.plan[id]
            if let parent = vertex.parent?.vertex, session.result(of: parent)?.isWhole == false {
                try await restore(parent)
            }
            let start = Timestamp.now()
            do {
                let state = try await carryOut(vertex)
                session.history.note(id) { step in
                    step.state = .none
                    step.ended(with: state, after: Timestamp.now().secondsSince(start))
                }
                session.finish(id, with: state)
            } catch var error as BuildError {
                if error.range == nil { error.range = vertex.range }
                throw error
            }
        }
    }

    private func attempt(_ vertex: Vertex) async throws -> StackState {
        switch vertex.operation {
        case .image(let image): return try await baseLayers(of: image, vertex)
        case .run(let step): return try await RunExecution(session: session, vertex: vertex, step: step).execute()
        case .copy(let step): return try await CopyExecution(session: session, vertex: vertex, step: step).execute()
        case .workdir(let step):
            return try await WorkdirExecution(session: session, vertex: vertex, step: step).execute()
        }
    }

    /// The layers of a base image; of one that is not here yet what it contains, as long as nobody needs the bytes.
    private func baseLayers(of image: BaseImage, _ vertex: Vertex) async throws -> StackState {
        if session.missing.isLater(image) {
            if !session.restoration.wants(vertex.id),
                let chain = session.imports.chain(ofBase: image.configuration.diffIDs)
            {
                session.history.note(vertex.id) { $0.key = image.manifestDigest }
                session.reporter.cached(vertex.name)
                return StackState(layers: nil, chain: chain, own: nil, isCached: true)
            }
            try await session.missing.bring(image)
        }
        let line = session.reporter.started(vertex.name)
        try session.layouts.unpack(image)
        let layers = try session.store.stack(diffIDs: image.configuration.diffIDs)
        session.history.note(vertex.id) { $0.key = image.manifestDigest }
        if let cause = MissExplainer(session: session, vertex: vertex).movedBase() {
            session.history.note(vertex.id, cause)
            session.reporter.note(line, cause.line)
        }
        session.reporter.completed(line)
        return StackState(layers: layers.layers, chain: layers.chainDigest, own: nil, isCached: true)
    }
}

import BuildGraph
import LinuxSystem
import Synchronization

/// What of a build has to be there in bytes, not only as a record; and the vertices that are carried out again for that.
final class Restoration: Sendable {
    private struct State {
        var wanted: Set<VertexID>
        var tasks: [VertexID: Task<Void, any Error>] = [:]
    }

    private let state: Mutex<State>

    /// - Parameter wanted: the vertices whose layers the image has.
    init(wanted: Set<VertexID>) { state = Mutex(State(wanted: wanted)) }

    /// Whether a record without its layer is no hit for a vertex.
    func wants(_ id: VertexID) -> Bool { state.withLock { $0.wanted.contains(id) } }

    /// Carries a vertex out once, however many steps need its bytes; all of them wait.
    func once(_ id: VertexID, _ body: @escaping @Sendable () async throws -> Void) async throws {
        let task = state.withLock { state in
            state.wanted.insert(id)
            if let known = state.tasks[id] { return known }
            let task = Task(executorPreference: BlockingExecutor.shared) { try await body() }
            state.tasks[id] = task
            return task
        }
        try await withTaskCancellationHandler {
            try await task.value
        } onCancel: {
            task.cancel()
        }
    }
}

extension BuildPlan {
    /// The vertices of the images' own chains, which these need in bytes.
    var chainsOfImages: Set<VertexID> { images.reduce(into: []) { $0.formUnion(chain(of: $1)) } }

    /// The vertices of an image's own chain.
    func chain(of image: PlannedImage) -> Set<VertexID> {
        var result: Set<VertexID> = []
        var next = image.target.vertex
        while let id = next {
            result.insert(id)
            next = self[id].parent?.vertex
        }
        return result
    }
}

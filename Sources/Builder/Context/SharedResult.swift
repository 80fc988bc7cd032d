import Synchronization

/// The result of asynchronous work that several tasks want: one does it, the others wait for it.
///
/// Where the work fails, only the task that did it gets the error; the next one does the work again.
final class SharedResult<Value: Sendable>: Sendable {
    private enum State {
        case missing
        case pending([CheckedContinuation<Void, Never>])
        case known(Value)
    }

    private enum Turn {
        case work, wait
        case done(Value)
    }

    private let state = Mutex(State.missing)

    /// The result, if the work has been done.
    var known: Value? {
        state.withLock { if case .known(let value) = $0 { value } else { nil } }
    }

    /// The result of the work, done now where nobody has done it or is doing it.
    func value(_ work: () async throws -> Value) async throws -> Value {
        while true {
            switch takeTurn() {
            case .done(let value): return value
            case .wait: await ended()
            case .work:
                do {
                    let value = try await work()
                    settle(.known(value))
                    return value
                } catch {
                    settle(.missing)
                    throw error
                }
            }
        }
    }

    private func takeTurn() -> Turn {
        state.withLock { state in
            switch state {
            case .known(let value): return .done(value)
            case .pending: return .wait
            case .missing:
                state = .pending([])
                return .work
            }
        }
    }

    private func ended() async {
        await withCheckedContinuation { continuation in
            let isPending = state.withLock { state in
                guard case .pending(let waiting) = state else { return false }
                state = .pending(waiting + [continuation])
                return true
            }
            if !isPending { continuation.resume() }
        }
    }

    private func settle(_ new: State) {
        let waiting = state.withLock { state in
            defer { state = new }
            if case .pending(let waiting) = state { return waiting }
            return []
        }
        for continuation in waiting { continuation.resume() }
    }
}

import Synchronization

/// What a signal cancels: a task that may not have begun when the signal comes.
final class Interruption: Sendable {
    private struct State {
        var isInterrupted = false
        var cancel: (@Sendable () -> Void)?
    }

    private let state = Mutex(State())

    /// Cancels the task, now or as soon as there is one.
    func interrupt() {
        let cancel = state.withLock { state in
            state.isInterrupted = true
            return state.cancel
        }
        cancel?()
    }

    /// From now on an interruption calls `cancel`; at once where it has come already.
    func onInterruption(_ cancel: @escaping @Sendable () -> Void) {
        let isInterrupted = state.withLock { state in
            state.cancel = cancel
            return state.isInterrupted
        }
        if isInterrupted { cancel() }
    }

    /// Waits until it comes.
    func wait() async {
        await withCheckedContinuation { continuation in onInterruption { continuation.resume() } }
    }
}

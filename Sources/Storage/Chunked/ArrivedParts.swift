internal import LinuxSystem
internal import OCI
internal import Synchronization

/// Which parts of a blob are there, for those who need them before all have come.
final class ArrivedParts: Sendable {
    /// A part that somebody waits for does not come: who loads says why.
    struct NotComing: Error {}

    /// Whether parts that are not there are about to come.
    private enum Loading {
        case no
        case running
        case ended
    }

    private struct State {
        var parts: RangeSet<Int64>
        var loading = Loading.no
        var isAwaited = false
        var isStopped = false
    }

    private let state: Mutex<State>
    private let change = Semaphore()

    /// What is there already.
    init(_ parts: RangeSet<Int64>) { state = Mutex(State(parts: parts)) }

    /// Takes note of bytes that are written.
    func add(_ ranges: RangeSet<Int64>) {
        state.withLock { state in
            state.parts.formUnion(ranges)
            wake(&state)
        }
    }

    /// What is not there of some parts.
    func lacking(of ranges: [Range<Int64>]) -> [Range<Int64>] {
        let parts = state.withLock { $0.parts }
        return parts.isEmpty ? ranges : Array(RangeSet(ranges).subtracting(parts).ranges)
    }

    /// Whether all of a part is there.
    func has(_ range: Range<Int64>) -> Bool { state.withLock { Self.has(range, in: $0.parts) } }

    private static func has(_ range: Range<Int64>, in parts: RangeSet<Int64>) -> Bool {
        let parts = parts.ranges
        // There can be thousands, and as many questions as files.
        let first = parts.partitionPoint { $0.upperBound <= range.lowerBound }
        return first < parts.endIndex && parts[first].lowerBound <= range.lowerBound
            && range.upperBound <= parts[first].upperBound
    }

    /// From now on who needs a part waits for it. Ends with `endLoading`.
    func beginLoading() { state.withLock { $0.loading = .running } }

    /// What is not there does not come any more.
    func endLoading() {
        state.withLock { state in
            state.loading = .ended
            wake(&state)
        }
    }

    /// Lets who waits, or asks, end.
    func stop() {
        state.withLock { state in
            state.isStopped = true
            wake(&state)
        }
    }

    /// - Throws: `CancellationError` behind `stop`.
    func check() throws { if state.withLock({ $0.isStopped }) { throw CancellationError() } }

    /// Waits for a part, where it is about to come. For one thread.
    ///
    /// - Throws: `NotComing`; `CancellationError` behind `stop`.
    func wait(for range: Range<Int64>) throws {
        while true {
            let isThere = try state.withLock { state in
                if state.isStopped { throw CancellationError() }
                if state.loading == .no || Self.has(range, in: state.parts) { return true }
                guard state.loading == .running else { throw NotComing() }
                state.isAwaited = true
                return false
            }
            if isThere { return }
            change.wait()
        }
    }

    private func wake(_ state: inout State) {
        if state.isAwaited { change.signal() }
        state.isAwaited = false
    }
}

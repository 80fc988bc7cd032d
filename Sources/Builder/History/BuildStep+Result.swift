import Storage

extension BuildStep {
    /// Notes what came of the step.
    mutating func ended(with result: StackState, after seconds: Double) {
        if state == .none { state = result.ownContent == nil ? .base : result.isCached ? .hit : .miss }
        duration = seconds
        chain = result.chain
        content = result.ownContent
        byteSize = result.own?.byteSize ?? 0
    }

    /// Notes that nothing came of it.
    mutating func failed(with error: any Error, after seconds: Double) {
        duration = seconds
        if error is CancellationError { return }
        state = .miss
        // It was not even begun.
        if (error as? BuildError)?.code == .notCached { return }
        exitCode = (error as? BuildError)?.exitStatus ?? 1
    }
}

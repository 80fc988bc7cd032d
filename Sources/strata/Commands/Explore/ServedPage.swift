import Explorer
import LinuxSystem
import Synchronization

/// A page that is being made while somebody may ask for it already.
final class ServedPage: Sendable {
    private struct State {
        var page: [UInt8]?
        var step = "opening the image"
        var waiting = 0
    }

    /// How long one who asks waits before he is told that it takes longer.
    private static let patience = 2_000

    private let name: String
    private let state = Mutex(State())
    private let done = Semaphore()

    /// - Parameter name: What the image is called.
    init(_ name: String) { self.name = name }

    /// Says what is being done.
    func tell(_ step: String) { state.withLock { $0.step = step } }

    /// The page is there.
    func finish(_ page: [UInt8]) {
        let waiting = state.withLock { state in
            state.page = page
            defer { state.waiting = 0 }
            return state.waiting
        }
        for _ in 0..<waiting { done.signal() }
    }

    /// The page; where it is not there within two seconds, one that says so and asks again by itself. Blocks.
    func bytes() -> [UInt8] {
        let known = state.withLock { state in
            if state.page == nil { state.waiting += 1 }
            return state.page
        }
        if let known { return known }
        let isDone = done.wait(milliseconds: Self.patience)
        let (page, step) = state.withLock { state in
            if !isDone, state.waiting > 0 { state.waiting -= 1 }
            return (state.page, state.step)
        }
        return page ?? WaitingPage.html(title: name, step: step)
    }
}

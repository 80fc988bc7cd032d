internal import Glibc
import Synchronization

/// Runs tasks whose code blocks (files, hashes, processes), each on a thread of its own choosing.
///
/// The cooperative pool of Swift has as many threads as cores: two blocking calls on a small machine stop everything.
/// This executor starts threads as work arrives, up to a bound; idle ones wait for the next job and never end.
/// Use it as the task executor preference: `withTaskExecutorPreference(BlockingExecutor.shared) { … }`.
public final class BlockingExecutor: TaskExecutor {
    /// The executor of the process.
    public static let shared = BlockingExecutor(threads: 64)

    private struct State {
        var jobs: [UnownedJob] = []
        var next = 0
        var idle = 0
        var threads = 0
    }

    /// What a new job needs: an idle thread woken, a thread started, or the next thread that gets free.
    private enum Step { case wake, start, queue }

    private let limit: Int
    private let state = Mutex(State())
    private let wake = Semaphore()

    /// Makes an executor that never runs more than `threads` jobs at once.
    public init(threads: Int) { limit = threads }

    /// Runs a job on an idle thread, a new one, or the next that gets free.
    public func enqueue(_ job: consuming ExecutorJob) {
        let job = UnownedJob(job)
        let step = state.withLock { state -> Step in
            state.jobs.append(job)
            if state.idle > 0 {
                state.idle -= 1
                return .wake
            }
            if state.threads >= limit { return .queue }
            state.threads += 1
            return .start
        }
        switch step {
        case .wake: wake.signal()
        case .start: DedicatedThread.start { [self] in serve() }
        case .queue: break
        }
    }

    /// The executor as the run-time library wants it.
    public func asUnownedTaskExecutor() -> UnownedTaskExecutor { UnownedTaskExecutor(ordinary: self) }

    private func serve() {
        while true {
            let job: UnownedJob? = state.withLock { state in
                guard state.next < state.jobs.count else {
                    state.jobs.removeAll(keepingCapacity: true)
                    state.next = 0
                    state.idle += 1
                    return nil
                }
                state.next += 1
                return state.jobs[state.next - 1]
            }
            if let job { job.runSynchronously(on: asUnownedTaskExecutor()) } else { wake.wait() }
        }
    }
}

/// A thread of the operating system that runs one closure.
public enum DedicatedThread {
    private final class Body {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }

    /// Runs a closure on a thread of its own and waits for its result: for what changes the state of a thread, such as
    /// its mount namespace, or is not to be cancelled with the task that waits.
    public static func run<Result: Sendable>(_ body: @escaping @Sendable () -> Result) -> Result {
        let answer = Mutex<Result?>(nil)
        let done = Semaphore()
        start {
            let result = body()
            answer.withLock { $0 = result }
            done.signal()
        }
        done.wait()
        guard let result = answer.withLock({ $0 }) else { preconditionFailure("the thread leaves its result") }
        return result
    }

    /// Starts a detached thread.
    public static func start(_ run: @escaping @Sendable () -> Void) {
        var thread = pthread_t()
        var attributes = pthread_attr_t()
        pthread_attr_init(&attributes)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        let result = pthread_create(
            &thread, &attributes,
            { argument in
                guard let argument else { return nil }
                Unmanaged<Body>.fromOpaque(argument).takeRetainedValue().run()
                return nil
            }, Unmanaged.passRetained(Body(run)).toOpaque())
        pthread_attr_destroy(&attributes)
        precondition(result == 0, "the system gives no more threads")
    }
}

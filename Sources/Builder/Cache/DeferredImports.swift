import LinuxSystem
import Storage

/// The caches from elsewhere, opened once, when the first who needs them asks.
actor DeferredImports {
    /// The store of the build; `nil` where there is none.
    nonisolated let store: Store?
    private let open: @Sendable () async -> CacheImports
    private var task: Task<CacheImports, Never>?

    /// No caches.
    static let none = DeferredImports()

    init(_ request: BuildRequest, _ store: Store, _ reporter: ProgressReporter) {
        self.store = store
        open = { await CacheImports.open(request, store, reporter) }
    }

    private init() {
        store = nil
        open = { .none }
    }

    /// The caches.
    func opened() async -> CacheImports {
        let task = task ?? Task(executorPreference: BlockingExecutor.shared) { [open] in await open() }
        self.task = task
        return await task.value
    }
}

import LinuxSystem
import Storage

extension ImageBuilder {
    /// Carries a build out to see what comes of it: no image is made, nothing is exported, and the history stays as it is. What
    /// its steps give is kept in the cache.
    ///
    /// - Throws: as ``build(_:progress:)``.
    func tryOut(
        _ request: BuildRequest, progress: @escaping @Sendable (BuildEvent) -> Void = { _ in }
    ) async throws -> BuildSession {
        try await withTaskExecutorPreference(BlockingExecutor.shared) {
            let reporter = ProgressReporter(progress)
            let loader = ContextLoader(request: request, store: store)
            _ = loader.index?.load()
            try store.beginSession()
            let parsed = try await DockerfileSource(request: request).load(reporter)
            let session = try await prepare(request, parsed, loader, reporter)
            defer { session.saveIndexes() }
            _ = try session.requiredSteps()
            async let _ = session.remotes.begin(session.plan)
            try await BuildExecutor(session: session).execute()
            return session
        }
    }
}

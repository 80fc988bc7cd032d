import BuildGraph
import DockerfileSyntax
import LinuxSystem
import OCI
public import Storage

/// Builds images from Dockerfiles into a store.
public struct ImageBuilder: Sendable {
    let store: Store

    /// Makes a builder that keeps what it makes in `store`.
    public init(store: Store) { self.store = store }

    /// Builds an image, and writes and tags it as the request says.
    ///
    /// Steps whose result the store has are not run; nothing that the target does not need is run. A failed or cancelled
    /// build leaves what its finished steps made, and nothing else.
    ///
    /// - Parameter progress: called for each event, one at a time and in order, from any thread.
    /// - Throws: `BuildError`; `BuildGraphError` for a target or an argument that makes no sense; `StorageError`;
    ///   `CancellationError` where the calling task was cancelled: its steps have ended then.
    public func build(
        _ request: BuildRequest, progress: @escaping @Sendable (BuildEvent) -> Void = { _ in }
    ) async throws -> BuildResult {
        try await withTaskExecutorPreference(BlockingExecutor.shared) {
            defer { keepCacheWithinBound(request) }
            let reporter = ProgressReporter(progress)
            let resolved = try await resolve(request, reporter)
            defer { withExtendedLifetime(resolved) {} }
            var request = resolved.request
            let attempt = BuildAttempt(store: store, request: request)
            request.attempt = attempt
            do {
                return try await build(request, reporter)
            } catch {
                attempt.fail(error)
                throw error
            }
        }
    }

    private func resolve(
        _ request: BuildRequest, _ reporter: ProgressReporter
    ) async throws -> FetchedContext.Resolved {
        do {
            return try await FetchedContext(store: store, reporter: reporter).resolve(request)
        } catch {
            BuildAttempt(store: store, request: request).fail(error)
            throw error
        }
    }

    private func build(_ request: BuildRequest, _ reporter: ProgressReporter) async throws -> BuildResult {
        let bare = ContextLoader(request: request, store: store)
        // What earlier builds remember is read while the Dockerfile is: the context is walked soon after.
        async let _ = bare.index?.load()
        async let begun: Void = store.beginSession()
        let parsed = try await DockerfileSource(request: request).load(reporter)
        let foresight = ContextForesight(bare, parsed.dockerfile)
        async let _ = foresight?.walk()
        let loader = bare.foreseeing(foresight)
        try await begun
        do {
            let session = try await prepare(request, parsed, loader, reporter)
            // What was read is remembered, whatever becomes of the build.
            defer { session.saveIndexes() }
            return try await carryOut(session)
        } catch var error as BuildError {
            if error.source == nil { error.source = parsed.text }
            throw error
        }
    }

    /// Runs one step of an earlier build again, whatever the cache has of it, after all that it needs; then nothing more.
    ///
    /// No image is made, and the history stays as it is. What the step gives is kept in the cache if it goes well.
    ///
    /// - Parameter step: the step of the earlier build; the Dockerfile must still have it at that place.
    /// - Throws: as ``build(_:progress:)``; `BuildError` with `stepFailed` when the step fails again.
    public func runStep(
        _ step: BuildStep, of request: BuildRequest, progress: @escaping @Sendable (BuildEvent) -> Void = { _ in }
    ) async throws {
        try await withTaskExecutorPreference(BlockingExecutor.shared) {
            let reporter = ProgressReporter(progress)
            let loader = ContextLoader(request: request, store: store)
            _ = loader.index?.load()
            try store.beginSession()
            let parsed = try await DockerfileSource(request: request).load(reporter)
            do {
                var request = request
                request.lastStep = step.number
                let session = try await prepare(request, parsed, loader, reporter)
                try require(step, in: session)
                defer { session.saveIndexes() }
                try await BuildExecutor(session: session).execute()
            } catch var error as BuildError {
                if error.source == nil { error.source = parsed.text }
                throw error
            }
        }
    }

    private func require(_ step: BuildStep, in session: BuildSession) throws {
        let present = session.history.steps
        if present.last?.number == step.number, present.last?.text == step.text { return }
        let now = present.last?.number == step.number ? ": it is now \(present.last?.text ?? "")" : ""
        throw BuildError(
            .badOption, "the Dockerfile has changed: there is no step \(step.number) \(step.text) any more\(now)",
            hint: "build it again, with --on-error shell")
    }

    /// What the build made may be too much for the cache. That something cannot be removed now is no fault of the build: the
    /// next one tries again.
    private func keepCacheWithinBound(_ request: BuildRequest) {
        guard let bound = request.cacheBound else { return }
        do {
            guard let report = try store.keepCache(within: bound) else { return }
            DebugLog.note(
                "cache",
                "above \(bound) bytes: \(report.entries.count) entries of \(report.freedBytes) bytes are removed")
        } catch {
            DebugLog.note("cache", "it cannot be kept within \(bound) bytes: \(error)")
        }
    }

    /// Carries a planned build out, and remembers it however it ends.
    private func carryOut(_ session: BuildSession) async throws -> BuildResult {
        do {
            // A step that there is not is told before anything is done.
            _ = try session.requiredSteps()
            async let _ = ContextPreview(session: session).look()
            async let _ = session.remotes.begin(session.plan)
            try await BuildExecutor(session: session).execute()
            let result = try await ImageExport(session: session).execute()
            try await CacheExporter(session: session).execute()
            session.history.save(.success(result))
            return result
        } catch {
            session.history.save(.failure(error))
            throw error
        }
    }

    func prepare(
        _ request: BuildRequest, _ parsed: ParseResult, _ loader: ContextLoader, _ reporter: ProgressReporter
    ) async throws -> BuildSession {
        let layouts = LayoutImages(store: store, contexts: request.namedContexts)
        let imports = DeferredImports(request, store, reporter)
        let missing = MissingImages(
            request.imagePull, reporter, imports, hasPlatforms: !request.platforms.isEmpty)
        let images = StoreImages(store: store, reporter: reporter, layouts: layouts, missing: missing)
        var options = request.options(checks: parsed.checks)
        if let named = try BuildPlanner(options: options, images: images).epochSource(in: parsed.dockerfile) {
            let moment = SourceMoment(store: store, request: request, reporter: reporter)
            options.moments[named.word] = .some(try await moment.time(of: named.word, named.source))
        }
        let planner = BuildPlanner(options: options, images: images)
        let plan: BuildPlan
        switch try await missing.planning({ try planner.plan(parsed.dockerfile) }) {
        case .plan(let made): plan = (request.lastStep ?? request.endsAfter).flatMap { made.cut(after: $0) } ?? made
        case .rejected(let diagnostics): throw BuildError(diagnostics: diagnostics, in: parsed.text)
        }
        DebugLog.note("plan", "\(plan.vertices.count) steps: \(plan.vertices.map(\.name).joined(separator: ", "))")
        let copies = parsed.checks.apply(try loader.ignoredCopies(plan.vertices))
        let warnings = parsed.warnings(for: plan.stages) + plan.warnings + copies
        for warning in warnings { reporter.warning(warning) }
        let violations = parsed.checks.violations(warnings)
        if !violations.isEmpty { throw BuildError(diagnostics: violations, in: parsed.text) }
        let context = try await loader.load(for: plan, reporter)
        reporter.planned(plan.vertices.count + 1)
        return BuildSession(
            store: store, request: request, plan: plan, source: parsed.text, options: options, warnings: warnings,
            reporter: reporter, context: context, layouts: layouts,
            imports: await imports.opened(), missing: missing)
    }
}

extension BuildError {
    /// The error of a Dockerfile that cannot be built.
    init(diagnostics: [Diagnostic], in text: SourceText) {
        let errors = diagnostics.filter { $0.severity == .error }
        let more = errors.count > 1 ? " (and \(errors.count - 1) more)" : ""
        self.init(
            .dockerfile, (errors.first?.message ?? "the Dockerfile cannot be built") + more, hint: errors.first?.hint)
        self.diagnostics = diagnostics
        source = text
        range = errors.first?.range
    }
}

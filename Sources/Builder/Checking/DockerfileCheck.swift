public import BuildGraph
public import DockerfileSyntax
internal import LinuxSystem
internal import OCI
public import Storage

/// Looks at a Dockerfile without building it: BuildKit's build checks, the targets that there are, what they take.
public struct DockerfileCheck: Sendable {
    /// What was found.
    public struct Report: Sendable {
        /// The Dockerfile.
        public let parsed: ParseResult
        /// What planning finds; `nil` where the Dockerfile cannot be read.
        public let check: BuildCheck?
        /// The warnings of build checks, in the order of their places.
        public let warnings: [Diagnostic]
        /// What keeps the Dockerfile from being built.
        public let errors: [Diagnostic]

        /// The error of a build of it; of meaning only where there are errors.
        public var error: BuildError { BuildError(diagnostics: errors, in: parsed.text) }
    }

    private static let limit = 16 << 20
    private let store: Store?

    /// Looks base images up in `store`; without one, and for those that it does not have, nothing is known of them.
    public init(store: Store?) { self.store = store }

    /// Looks at the stages that a request's target needs.
    ///
    /// - Parameter everyStage: looks at all stages where the request names no target; else at what the last one needs.
    /// - Throws: `BuildError` where Dockerfile, context or ignore file cannot be read; `BuildGraphError` for a target that
    ///   there is not; `StorageError`.
    public func report(on request: BuildRequest, everyStage: Bool) async throws -> Report {
        let resolved = try await withTaskExecutorPreference(BlockingExecutor.shared) { try await here(request) }
        defer { withExtendedLifetime(resolved) {} }
        let request = resolved.request
        let source = DockerfileSource(request: request)
        let (name, bytes) = try source.read()
        let parsed = source.parse(bytes, name: name)
        if parsed.hasErrors { return Self.report(parsed, nil, []) }
        let images: any BaseImageProvider =
            store.map {
                StoreImages(
                    store: $0, reporter: ProgressReporter { _ in },
                    layouts: LayoutImages(store: $0, contexts: request.namedContexts),
                    missing: MissingImages(nil, ProgressReporter { _ in }))
            } ?? NoImages()
        let planner = BuildPlanner(options: request.options(checks: parsed.checks), images: images)
        let check = try planner.check(parsed.dockerfile, everyStage: everyStage)
        let copies = try ContextLoader(request: request).ignoredCopies(check.vertices)
        return Self.report(parsed, check, parsed.checks.apply(copies))
    }

    /// The request with a context that is on this machine. Without a store, only a Dockerfile that comes alone is looked at.
    private func here(_ request: BuildRequest) async throws -> FetchedContext.Resolved {
        if let store {
            return try await FetchedContext(store: store, reporter: ProgressReporter { _ in }).resolve(request)
        }
        var request = request
        switch request.context {
        case .directory, .empty: break
        case .stream(let file):
            request.dockerfile = .bytes(try file.readAll(limit: Self.limit), name: "Dockerfile")
            request.context = .empty
        case .remote:
            throw BuildError(
                .contextUnreadable, "looking at a Dockerfile that is to be fetched: there is no store to keep it in",
                hint: "run it with sudo, or fetch the file first")
        }
        return FetchedContext.Resolved(request: request)
    }

    private static func report(_ parsed: ParseResult, _ check: BuildCheck?, _ more: [Diagnostic]) -> Report {
        let found = parsed.warnings(for: check.map { Set($0.stages) } ?? Set(parsed.dockerfile.stages.indices))
        let all = found + parsed.diagnostics.filter { $0.severity == .error } + (check?.diagnostics ?? []) + more
        let sorted = all.enumerated().sorted { left, right in
            (left.element.range.start.offset, left.offset) < (right.element.range.start.offset, right.offset)
        }.map(\.element)
        let warnings = sorted.filter { $0.severity == .warning && $0.code.isRule }
        return Report(
            parsed: parsed, check: check, warnings: warnings, errors: sorted.filter { $0.severity == .error })
    }
}

/// No image at all.
private struct NoImages: BaseImageProvider {
    func baseImage(named name: String, platform: Platform) -> BaseImage? { nil }
}

extension ParseResult {
    /// The warnings about the whole file, and those about stages that are wanted.
    func warnings(for stages: Set<Int>) -> [Diagnostic] {
        diagnostics.filter { diagnostic in
            guard diagnostic.severity == .warning else { return false }
            guard diagnostic.code.concernsStage, let stage = dockerfile.stageIndex(at: diagnostic.range.start) else {
                return true
            }
            return stages.contains(stage)
        }
    }
}

import BuildGraph
import ContainerRuntime
import DockerfileSyntax
import LinuxSystem
import OCI
import Storage
import Synchronization
import SystemPackage

/// What all steps of one build share.
final class BuildSession: Sendable {
    let store: Store
    let request: BuildRequest
    let plan: BuildPlan
    /// What was noted about the Dockerfile.
    let warnings: [Diagnostic]
    let reporter: ProgressReporter
    /// The context; `nil` where the build has none.
    let context: BuildContext?
    /// No time in the result is later.
    let sourceDateEpoch: Timestamp?
    /// The directories of named contexts.
    let namedTrees = NamedTrees()
    /// What RUN steps mount of contexts.
    let contextCopies = ContextCopies()
    /// What the caller gives to steps that ask for it, and what has been given.
    let secrets: BuildSecrets
    /// What is remembered of the build.
    let history: BuildHistory
    /// The Dockerfile.
    let source: SourceText
    /// What decided the plan.
    let options: BuildOptions
    /// When the build began.
    let started = Timestamp.now()

    /// What ADD steps fetch.
    let remotes: RemoteSources
    /// Images that the caller named in layouts.
    let layouts: LayoutImages

    /// What has to be there in bytes.
    let restoration: Restoration
    /// Caches from elsewhere.
    let imports: CacheImports
    /// Base images that the store lacks.
    let missing: MissingImages

    private let keys = Mutex<[VertexID: Set<Digest>]>([:])
    private let results = Mutex<[VertexID: StackState]>([:])
    private let runtime = Mutex<RuntimeProgram?>(nil)

    init(
        store: Store, request: BuildRequest, plan: BuildPlan, source: SourceText, options: BuildOptions,
        warnings: [Diagnostic], reporter: ProgressReporter, context: BuildContext?, layouts: LayoutImages,
        imports: CacheImports, missing: MissingImages
    ) {
        self.missing = missing
        self.layouts = layouts
        self.source = source
        self.options = options
        self.store = store
        self.warnings = warnings
        self.request = request
        self.plan = plan
        self.reporter = reporter
        self.context = context
        self.imports = imports
        restoration = Restoration(wanted: plan.chainsOfImages)
        secrets = BuildSecrets(request.secrets)
        history = BuildHistory(store: store, request: request, plan: plan)
        remotes = RemoteSources(store: store, request: request, reporter: reporter)
        sourceDateEpoch = plan.image.sourceDateEpoch
    }

    /// The numbers of the steps that have to be in the cache.
    ///
    /// - Throws: `StorageError` where the build has no such step.
    func requiredSteps() throws -> Set<Int> {
        guard let wanted = request.requiredCached else { return [] }
        let steps = history.steps.filter { step in
            if case .image = plan.vertices[step.number - 1].operation { false } else { true }
        }
        if wanted.isEmpty { return Set(steps.map(\.number)) }
        return Set(try wanted.flatMap { try $0.require(from: history.steps) }.map(\.number))
    }

    /// Forgets what was seen of contexts, because files have changed since.
    func lookAgain() {
        context?.lookAgain()
        namedTrees.forget()
    }

    /// Keeps for later builds what was learned of the files of contexts.
    func saveIndexes() {
        context?.index.save()
        namedTrees.saveIndexes()
    }

    /// The stack that a step stands on; its vertex has been carried out.
    func stack(of fileSystem: FileSystem) -> StackState {
        guard let id = fileSystem.vertex else { return .empty }
        guard let state = results.withLock({ $0[id] }) else {
            preconditionFailure("the scheduler runs a step after all that it needs")
        }
        return state
    }

    /// Keeps what a vertex gave.
    func finish(_ id: VertexID, with state: StackState) {
        var state = state
        state.vertex = id
        results.withLock { $0[id] = state }
    }

    /// Notes a key under which the result of a vertex is kept.
    func use(_ key: Digest, for id: VertexID) { keys.withLock { _ = $0[id, default: []].insert(key) } }

    /// The keys that some vertices have used, or all.
    func usedKeys(of vertices: Set<VertexID>?) -> Set<Digest> {
        keys.withLock { keys in
            keys.reduce(into: []) { result, entry in
                if vertices?.contains(entry.key) ?? true { result.formUnion(entry.value) }
            }
        }
    }

    /// What a vertex gave.
    func result(of id: VertexID) -> StackState? { results.withLock { $0[id] } }

    /// What every key on top of a stack depends on.
    func keyContext(on stack: StackState, of vertex: Vertex) -> KeyContext {
        KeyContext(
            fileSystem: stack.chain, platform: vertex.platform, sourceDateEpoch: sourceDateEpoch,
            allowsSecrets: request.allowsSecretsInLayers)
    }

    /// The OCI runtime, looked for when the first step needs it.
    func runtimeProgram() throws -> RuntimeProgram {
        if let known = runtime.withLock({ $0 }) { return known }
        let found = try RuntimeLocator.locate(request.runtime)
        runtime.withLock { $0 = found }
        return found
    }

    /// A read-only view of a stack; `nil` for an empty one.
    func view(of stack: StackState) throws -> DirectoryHandle? {
        let layers = try stack.layers
        if layers.isEmpty { return nil }
        let mounted = try store.stack(of: layers)
        return try OverlayMount.make(lowers: mounted.lowerDirectories).root()
    }
}

import BuildGraph
import DockerfileSyntax
import LayerArchive
import LinuxSystem
import OCI
public import Storage
import SystemPackage

/// Shows that a changed Dockerfile makes the same image as the one that it was changed from, but for differences of named classes.
///
/// The Dockerfile as it is is built twice, the second time without the cache: what differs between these two differs by itself, and
/// says nothing about a change. What RUN gives is never of an earlier day than that: else a package that has been updated since
/// would speak against each change. Builds run steps as any build does, network and cache mounts included; they leave records in
/// the cache, no image and no line in the history. The context is not written to.
public struct ImageProof: Sendable {
    /// What is asked of the image besides its files.
    public enum Question: Sendable, Hashable {
        /// This command of the shell ends alike and says the same.
        case command(String)
        /// The image's health check answers alike while its program runs; nothing is asked where it has none.
        case healthCheck
    }

    let store: Store
    /// The build as it is.
    let original: BuildRequest
    let question: Question
    /// A file of the context that somebody might edit; `nil` where rebuilds are not measured.
    let editedFile: String?
    let tell: @Sendable (String) -> Void
    /// Receives the events of each build.
    private let progress: @Sendable (BuildEvent) -> Void
    /// The build as it is, made without the cache.
    let base: BuildSession
    /// The RUN steps of that build and of all changed ones.
    private let freshSteps = FreshSteps()
    /// Paths that differ between two builds of the same.
    let unsteady: UnsteadyPaths
    /// What the question was answered with.
    let answer: ProofAnswer?
    /// Seconds that a build takes after an edit of the file.
    private let rebuildSeconds: Double?

    /// Differences that are looked at; a tree that differs in more is another one.
    static let limit = 200_000

    /// Builds the Dockerfile as it is, twice.
    ///
    /// - Parameters:
    ///   - question: what the images are asked.
    ///   - editedFile: a file of the context, relative to it, that is changed to measure rebuilds.
    ///   - tell: called with what is about to be done, as a phrase.
    ///   - show: called with the name of each step that begins.
    /// - Throws: `BuildError` where it cannot be built; `StorageError`, `CancellationError`.
    public init(
        of original: BuildRequest, in store: Store, asking question: Question, editing editedFile: String?,
        tell: @escaping @Sendable (String) -> Void = { _ in }, show: @escaping @Sendable (String) -> Void = { _ in }
    ) async throws {
        let progress: @Sendable (BuildEvent) -> Void = { event in
            if case .started(let vertex, _) = event { show(vertex.name) }
        }
        self.progress = progress
        (self.store, self.original, self.question, self.tell) = (store, original, question, tell)
        self.editedFile = editedFile
        let builder = ImageBuilder(store: store)
        tell("building the Dockerfile as it is")
        let first = try await builder.tryOut(original, progress: progress)
        tell("building it again, without the cache")
        var again = original
        again.noCache = true
        again.freshSteps = freshSteps
        let second = try await builder.tryOut(again, progress: progress)
        unsteady = try UnsteadyPaths(ProofTrees(first, second), limit: Self.limit)
        base = second
        answer = try await ProofAnswer.ask(question, original, second, in: store)
        if let editedFile { tell("building it after an edit of \(editedFile)") }
        rebuildSeconds = try await Self.rebuild(original, editing: editedFile, in: store)
    }

    /// Whether the health check, or the command, goes well with the image as it is; `nil` where nothing is asked.
    public var isAnswered: Bool? { answer?.isSuccess }

    /// Builds a changed Dockerfile and compares.
    ///
    /// - Parameters:
    ///   - targets: directories of the image that the changed Dockerfile mounts caches on.
    ///   - lost: paths below which the changed image may lack what the other has; both have to answer the question then, and well.
    ///   - measuring: whether a build after an edit is measured, too; ``rebuildSeconds(of:)`` does it later.
    /// - Throws: `StorageError`, `CancellationError`, and a `BuildError` for a disk that is full.
    public func verdict(
        on changed: BuildRequest, mountingCachesOn targets: [String] = [], losing lost: [String] = [],
        measuring: Bool = true
    ) async throws -> ProofVerdict {
        if !lost.isEmpty, isAnswered != true {
            return ProofVerdict(
                failure: "nothing shows that the program still works: it has no health check that goes well")
        }
        tell("building the changed Dockerfile")
        let session: BuildSession
        do {
            session = try await ImageBuilder(store: store).tryOut(fresh(changed), progress: progress)
        } catch let error as BuildError where error.code != .noSpace {
            return ProofVerdict(failure: "it does not build: \(error.message)")
        }
        guard base.plan.image.configuration == session.plan.image.configuration else {
            return ProofVerdict(failure: "the configuration of the image is another one")
        }
        tell("comparing the images")
        let trees = try ProofTrees(base, session)
        let comparison = try ProofComparison(
            trees, unsteady: unsteady, cacheTargets: targets, lost: lost, limit: Self.limit)
        var verdict = comparison.verdict
        if verdict.failure == nil {
            let needs = try needs(of: comparison.packages, in: trees)
            verdict.failure = needs.first?.problem
            verdict.neededPackages = Set(needs.compactMap(\.package)).sorted()
        }
        if verdict.failure != nil { return verdict }
        if let answer, let other = try await ProofAnswer.ask(question, fresh(changed), session, in: store) {
            if let difference = answer.difference(from: other) {
                verdict.failure = difference
                return verdict
            }
            verdict.isAsked = true
        }
        verdict.sizes = (try Self.size(of: base), try Self.size(of: session))
        if measuring { verdict.rebuildSeconds = try await rebuildSeconds(of: changed) }
        return verdict
    }

    /// The seconds of a build after an edit, as it is and with the changed Dockerfile; `nil` where they cannot be told.
    ///
    /// - Throws: as ``verdict(on:mountingCachesOn:losing:measuring:)``.
    public func rebuildSeconds(of changed: BuildRequest) async throws -> (before: Double, after: Double)? {
        guard let before = rebuildSeconds else { return nil }
        tell("building the changed Dockerfile after an edit of \(editedFile ?? "")")
        return try await Self.rebuild(fresh(changed), editing: editedFile, in: store).map { (before, $0) }
    }

    /// A build to which no RUN counts as done that this proof has not seen.
    private func fresh(_ changed: BuildRequest) -> BuildRequest {
        var request = changed
        request.freshSteps = freshSteps
        return request
    }

    /// What is known to need packages that are lost.
    private func needs(of packages: LostPackages, in trees: ProofTrees) throws -> [LostNeeds.Need] {
        if packages.names.isEmpty { return [] }
        var result: [LostNeeds.Need] = []
        // Programs look for the certificates where they are, and no dependency says so.
        if packages.names.contains("ca-certificates"), isAnswered != true {
            result.append(
                LostNeeds.Need(
                    problem: "ca-certificates is lost, and no check shows that nothing speaks TLS",
                    package: "ca-certificates"))
        }
        return result + (try LostNeeds(packages, in: trees).all(of: base.plan.image.configuration))
    }

    /// Bytes of all files of all layers, those that later ones hide included: docker's SIZE.
    private static func size(of session: BuildSession) throws -> Int64 {
        try session.stack(of: session.plan.target).layers.reduce(0) { $0 + $1.byteSize }
    }

    /// The seconds of a build after an edit; `nil` where the file cannot be edited, or the build does not go through then.
    private static func rebuild(
        _ request: BuildRequest, editing file: String?, in store: Store
    ) async throws -> Double? {
        guard let file, case .directory(let path) = request.context,
            // Never the same edit again: the cache would have the build.
            let touched = try TouchedContext(
                path, changing: [file], in: store,
                appending: Array(repeating: 0x0A, count: Int.random(in: 1...65_536)))
        else { return nil }
        defer { withExtendedLifetime(touched) {} }
        var edited = request
        edited.context = .directory(touched.path)
        edited.contextIndex = touched.index
        let clock = ContinuousClock()
        let start = clock.now
        do {
            _ = try await ImageBuilder(store: store).tryOut(edited)
        } catch let error as BuildError where error.code != .noSpace {
            return nil
        }
        let passed = (clock.now - start).components
        return Double(passed.seconds) + Double(passed.attoseconds) / 1e18
    }
}

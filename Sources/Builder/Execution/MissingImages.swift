import BuildGraph
import LinuxSystem
import OCI
import Storage
import Synchronization

/// The base images that a plan wants and the store lacks: planning ends at the first, all of them are pulled at the same time, and
/// planning begins anew.
///
/// Plans are made in microseconds, and only planning knows the names. Of an image whose contents a cache from elsewhere knows,
/// only the documents are read: its layers come when a step needs their bytes, or the image that is built has them.
final class MissingImages: Sendable {
    /// Ends planning: an image has to be brought first.
    private struct Wanted: Error {
        let key: String
        let reference: ImageReference
        /// `nil` where nobody says one.
        let platform: Platform?
    }

    private enum Answer {
        case pulled
        case described(BaseImage)
        case failed(any Error)
    }

    private struct State {
        var answers: [String: Answer] = [:]
        var shown: Set<String> = []
        /// What was described, and has not been pulled.
        var later: [Digest: Wanted] = [:]
        /// What a plan wants that goes on as if all of it were there; `nil` while none does.
        var collected: [Wanted]?

        /// Whether it is collected, once for each image.
        mutating func collect(_ wanted: Wanted) -> Bool {
            if collected?.contains(where: { $0.key == wanted.key }) == false { collected?.append(wanted) }
            return collected != nil
        }
    }

    /// So many images are pulled at once, each with several layers at once.
    private static let pullsAtOnce = 3

    private let source: ImagePull?
    /// Whether the build is for platforms that somebody named.
    private let hasPlatforms: Bool
    private let reporter: ProgressReporter
    /// The caches that may know what images contain.
    private let imports: DeferredImports
    private let state = Mutex(State())

    init(
        _ source: ImagePull?, _ reporter: ProgressReporter, _ imports: DeferredImports = .none,
        hasPlatforms: Bool = false
    ) {
        self.source = source
        self.hasPlatforms = hasPlatforms
        self.reporter = reporter
        self.imports = imports
    }

    /// Makes a plan; what it lacks is pulled meanwhile.
    func planning<Plan>(_ plan: () throws -> Plan) async throws -> Plan {
        while true {
            do { return try plan() } catch is Wanted {
                try await collect(plan).forEach(atOnce: Self.pullsAtOnce) { try await self.answer($0) }
            }
        }
    }

    /// Asks for an image where that was not done yet; planning ends then. Throws what keeps it away.
    ///
    /// - Returns: what is known of an image whose layers are still to come; `nil` for one that the store has now.
    func require(_ name: String, _ platform: Platform, isThere: Bool) throws -> BaseImage? {
        guard let source, source.isAlways || !isThere, !Self.isIdentifier(name),
            let reference = try? ImageReference(parsing: name)  // what is wrong with a name is told by who looks it up
        else { return nil }
        let key = "\(platform) \(reference.withDefaultTag())"
        switch state.withLock({ $0.answers[key] }) {
        case nil:
            let wanted = Wanted(
                key: key, reference: reference.withDefaultTag(), platform: isNamed(platform) ? platform : nil)
            if state.withLock({ $0.collect(wanted) }) { return nil }
            throw wanted
        case .pulled: return nil
        case .described(let image): return image
        case .failed(let error): throw error
        }
    }

    /// Whether an image has to be for just that platform: the build or FROM names it. A FROM that names this machine's own changes
    /// nothing, as it does with an image of the store.
    private func isNamed(_ platform: Platform) -> Bool { hasPlatforms || !platform.isSame(as: .host) }

    /// Whether something is shown for the first time.
    func isNew(_ line: String) -> Bool { state.withLock { $0.shown.insert(line).inserted } }

    /// Whether a plan is made only to learn what it wants.
    var isCollecting: Bool { state.withLock { $0.collected != nil } }

    /// What a plan wants that goes on as if all of it were there. What else becomes of that plan means nothing.
    private func collect<Plan>(_ plan: () throws -> Plan) -> [Wanted] {
        state.withLock { $0.collected = [] }
        _ = try? plan()
        return state.withLock { $0.collected.take() } ?? []
    }

    private static func isIdentifier(_ name: String) -> Bool {
        name.hasPrefix("sha256:") || name.count == 64 && name.allSatisfy(\.isHexDigit)
    }

    private func answer(_ wanted: Wanted) async throws {
        var answer = Answer.pulled
        do {
            if let image = try await described(wanted) {
                answer = .described(image)
                state.withLock { $0.later[image.manifestDigest] = wanted }
            } else {
                try await pull(wanted.reference, wanted.platform)
            }
        } catch let error where error is UnreadableImage || error is MissingPlatform {
            answer = .failed(error)
        }
        let result = answer
        state.withLock { $0.answers[wanted.key] = result }
    }

    /// What an image is, where a cache knows what its layers contain and the store does not have them.
    private func described(_ wanted: Wanted) async throws -> BaseImage? {
        guard let describe = source?.describe, let store = imports.store else { return nil }
        let caches = await imports.opened()
        if caches.caches.isEmpty { return nil }
        let image = try await describe(wanted.reference, wanted.platform)
        let diffIDs = image.configuration.diffIDs
        guard caches.chain(ofBase: diffIDs) != nil, try !store.hasLayers(diffIDs) else { return nil }
        return image
    }

    /// Whether the layers of an image are still to come.
    func isLater(_ image: BaseImage) -> Bool { state.withLock { $0.later[image.manifestDigest] != nil } }

    /// Has the layers of an image in the store that was only described. Where its name has moved on meanwhile, they are those
    /// of what it was.
    func bring(_ image: BaseImage) async throws {
        guard let store = imports.store, let wanted = state.withLock({ $0.later[image.manifestDigest] }) else { return }
        if try !store.hasLayers(image.configuration.diffIDs) {
            try await pull(wanted.reference, wanted.platform)
            if try !store.hasLayers(image.configuration.diffIDs) {
                try await pull(
                    ImageReference(repository: wanted.reference.repository, digest: image.manifestDigest),
                    wanted.platform)
            }
        }
        state.withLock { $0.later[image.manifestDigest] = nil }
    }

    private func pull(_ reference: ImageReference, _ platform: Platform?) async throws {
        guard let source else { return }
        try await reporter.internalWork("[internal] pull \(reference)") { vertex in
            try await source.pull(reference, platform) { part, text, isDone in
                self.reporter.status(vertex, "\(part) \(text)", done: isDone)
            }
        }
    }
}

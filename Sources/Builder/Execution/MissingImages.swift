import BuildGraph
import LinuxSystem
import OCI
import Synchronization

/// The base images that a plan wants and the store lacks: planning ends at the first, all of them are pulled at the same time, and
/// planning begins anew.
///
/// Plans are made in microseconds, and only planning knows the names.
final class MissingImages: Sendable {
    /// Ends planning: an image has to be brought first.
    private struct Wanted: Error {
        let key: String
        let reference: ImageReference
        let platform: Platform
    }

    private enum Answer {
        case pulled
        case failed(any Error)
    }

    private struct State {
        var answers: [String: Answer] = [:]
        var shown: Set<String> = []
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
    private let reporter: ProgressReporter
    private let state = Mutex(State())

    init(_ source: ImagePull?, _ reporter: ProgressReporter) {
        self.source = source
        self.reporter = reporter
    }

    /// Makes a plan; what it lacks is pulled meanwhile.
    func planning<Plan>(_ plan: () throws -> Plan) async throws -> Plan {
        while true {
            do { return try plan() } catch is Wanted {
                try await collect(plan).forEach(atOnce: Self.pullsAtOnce) { try await self.pull($0) }
            }
        }
    }

    /// Asks for an image where that was not done yet; planning ends then. Throws what keeps it away.
    func require(_ name: String, _ platform: Platform, isThere: Bool) throws {
        guard let source, source.isAlways || !isThere, !Self.isIdentifier(name),
            let reference = try? ImageReference(parsing: name)  // what is wrong with a name is told by who looks it up
        else { return }
        let key = "\(platform) \(reference.withDefaultTag())"
        switch state.withLock({ $0.answers[key] }) {
        case nil:
            let wanted = Wanted(key: key, reference: reference.withDefaultTag(), platform: platform)
            if state.withLock({ $0.collect(wanted) }) { return }
            throw wanted
        case .pulled: return
        case .failed(let error): throw error
        }
    }

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

    private func pull(_ wanted: Wanted) async throws {
        guard let source else { return }
        var answer = Answer.pulled
        do {
            try await reporter.internalWork("[internal] pull \(wanted.reference)") { vertex in
                try await source.pull(wanted.reference, wanted.platform) { part, text, isDone in
                    self.reporter.status(vertex, "\(part) \(text)", done: isDone)
                }
            }
        } catch let error where error is UnreadableImage || error is MissingPlatform {
            answer = .failed(error)
        }
        let result = answer
        state.withLock { $0.answers[wanted.key] = result }
    }
}

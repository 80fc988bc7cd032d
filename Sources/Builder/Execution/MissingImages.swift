import BuildGraph
import OCI
import Synchronization

/// The base images that a plan wants and the store lacks: planning ends at one, it is pulled, and planning begins anew.
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
    }

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
            do { return try plan() } catch let wanted as Wanted { try await pull(wanted) }
        }
    }

    /// Asks for an image where that was not done yet; planning ends then. Throws what keeps it away.
    func require(_ name: String, _ platform: Platform, isThere: Bool) throws {
        guard let source, source.isAlways || !isThere, !Self.isIdentifier(name),
            let reference = try? ImageReference(parsing: name)  // what is wrong with a name is told by who looks it up
        else { return }
        let key = "\(platform) \(reference.withDefaultTag())"
        switch state.withLock({ $0.answers[key] }) {
        case nil: throw Wanted(key: key, reference: reference.withDefaultTag(), platform: platform)
        case .pulled: return
        case .failed(let error): throw error
        }
    }

    /// Whether something is shown for the first time.
    func isNew(_ line: String) -> Bool { state.withLock { $0.shown.insert(line).inserted } }

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

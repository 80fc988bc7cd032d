import BuildGraph
import LinuxSystem
import OCI
import Storage
import Synchronization

/// A build from its very beginning, before there is a plan: what fails then, or is killed at any time, is in the history, too.
final class BuildAttempt: Sendable {
    /// The build's ID in the history.
    let id = BuildRecord.newID()
    /// When it began.
    let started = Timestamp.now()
    private let store: Store
    private let request: BuildRequest
    private let marker = Mutex<BuildMarker?>(nil)
    private let isEnded = Mutex(false)

    /// - Parameter request: its context is a directory or nothing.
    init(store: Store, request: BuildRequest) {
        self.store = store
        self.request = request
        // A build whose marker cannot be written is none that fails.
        let made = try? store.markBuild(record(.interrupted))
        marker.withLock { $0 = made }
    }

    /// The history has the build.
    func end() {
        isEnded.withLock { $0 = true }
        marker.withLock { $0?.end() }
    }

    /// Keeps a build that failed, unless the history has it already.
    func fail(_ error: any Error) {
        if isEnded.withLock({ $0 }) { return }
        var build = record(error is CancellationError ? .canceled : .error)
        build.duration = Timestamp.now().secondsSince(started)
        if build.outcome == .error { build.error = withholding.text((error as? BuildError)?.message ?? "\(error)") }
        do {
            try store.addBuild(build, steps: [], logs: [:], limits: request.historyLimits)
        } catch {
            DebugLog.note("history", "the build is not remembered: \(error)")
        }
        end()
    }

    private var withholding: Withholding {
        Withholding(given: request.secretTexts) { [store] in try? store.recordSecret() }
    }

    private func record(_ outcome: BuildRecord.Outcome) -> BuildRecord {
        let platforms = request.platforms.isEmpty ? [Platform.host] : request.platforms
        let origin = BuildOrigin(request: request, platform: platforms.map(\.description).joined(separator: ","))
        return BuildRecord(
            id: id, origin: origin.digest, name: origin.name, platform: origin.platform,
            names: request.tags.map { $0.withDefaultTag().familiar }, outcome: outcome, started: started, duration: 0,
            request: origin.json(withholding))
    }
}

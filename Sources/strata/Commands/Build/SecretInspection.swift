import Findings
import Inspection
import OCI
import Secrets
import Storage
import Synchronization

/// The search of `build --scan`. What it finds is kept until the terminal is free: a build in progress draws over everything.
final class SecretInspection: Sendable {
    private let access: ImageAccess
    private let context: CommandContext
    private let reports = Mutex<[String]>([])

    init(_ context: CommandContext) throws {
        access = try context.imageAccess(platform: nil)
        self.context = context
    }

    /// Keeps what is found in an image, to be shown by ``show()``.
    ///
    /// - Throws: `CommandError` where one is of grade error.
    func inspect(_ image: Image, in store: Store) async throws {
        let opened = try await access.open(image, named: image.id.short, in: store)
        let found = try await SecretScan().findings(in: opened)
        guard !found.isEmpty else { return }
        let report = ScanReport(subjects: [], findings: found, salt: SecretBaseline.commonSalt)
        let text = report.text(as: "table", style: context.style)
        reports.withLock { $0.append(text) }
        guard found.contains(where: { $0.match.severity == .error }) else { return }
        throw CommandError(
            "the image holds credentials, and is not tagged: \(report.summary)",
            hint: "take them out, or allow a line with `strata:allow` in it; steps that are right stay in the cache")
    }

    /// Shows what was found; when the build no longer draws.
    func show() {
        let texts = reports.withLock { reports in
            defer { reports = [] }
            return reports
        }
        for text in texts { context.talk.write("\n" + text) }
    }
}

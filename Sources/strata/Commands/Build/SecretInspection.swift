import Findings
import Inspection
import OCI
import Secrets
import Storage

/// The search of `build --scan`.
struct SecretInspection: Sendable {
    private let access: ImageAccess
    private let context: CommandContext

    init(_ context: CommandContext) throws {
        access = try context.imageAccess(platform: nil)
        self.context = context
    }

    /// Shows what is found in an image.
    ///
    /// - Throws: `CommandError` where one is of grade error.
    func inspect(_ image: Image, in store: Store) async throws {
        let opened = try await access.open(image, named: image.id.short, in: store)
        let found = try await SecretScan().findings(in: opened)
        guard !found.isEmpty else { return }
        let report = ScanReport(subjects: [], findings: found, salt: SecretBaseline.commonSalt)
        context.talk.write("\n" + report.text(as: "table", style: context.style))
        guard found.contains(where: { $0.match.severity == .error }) else { return }
        throw CommandError(
            "the image holds credentials, and is not tagged: \(report.summary)",
            hint: "take them out, or allow a line with `strata:allow` in it; steps that are right stay in the cache")
    }
}

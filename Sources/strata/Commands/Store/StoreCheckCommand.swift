import ArgumentParser
import Storage

/// `strata store check`.
struct StoreCheckCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "check",
        abstract: "Verify the store: database, blobs, layers, images.",
        discussion: """
            Reads every blob and archives every layer again, and compares the digests. Exits with 1 where something is wrong.

              strata store check
            """
    )
    static let shape = CommandShape([])

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let store = try context.openStore()
        let report = try await context.interruptible { try store.check() }
        for finding in report.findings {
            context.output.print("fault: \(finding.message)")
            if let hint = finding.hint { context.output.print("  hint: \(hint)") }
        }
        context.output.print(Self.summary(report))
        return report.findings.isEmpty ? .success : .failure
    }

    private static func summary(_ report: StoreCheck) -> String {
        let looked = "\(report.images) images, \(report.layers) layers, \(report.blobs) blobs"
        let notes = [
            report.madeOnDemand > 0 ? "\(report.madeOnDemand) layer archives made on demand" : nil,
            report.leftAway > 0 ? "\(report.leftAway) layer archives that registries have" : nil,
            report.garbage > 0 ? "\(report.garbage) leftovers that the next clean-up takes" : nil,
        ].compactMap { $0 }
        let faults =
            report.findings.isEmpty
            ? "no fault" : report.findings.count == 1 ? "1 fault" : "\(report.findings.count) faults"
        return "\(looked): \(faults)" + (notes.isEmpty ? "" : " (\(notes.joined(separator: ", ")))")
    }
}

import ArgumentParser
import BuildGraph
import Builder
import OCI
import Storage
import TerminalUI

/// `strata why`.
struct WhyCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "why",
        abstract: "Tell why the steps of a build ran.",
        discussion: """
            For each step: whether it was in the cache, and if not, what differs from the build before. What began a chain of misses, \
            and what it cost. An image stands for the last build that made it; last is the newest build, and so is nothing at all.

              strata why
              strata why --step 3 app
              strata why --format "{{range .FirstCauses}}{{.Why}}{{end}}" last
            """
    )
    static let shape = CommandShape(["step=", "format="])

    @Option(help: ArgumentHelp("Tell one step or stage in full, with all parts of its key.", valueName: "step"))
    var step: String?

    @Option(help: ArgumentHelp("json, pretty, or a Go template.", valueName: "format"))
    var format: String?

    @Argument(help: ArgumentHelp("Image, ID of a build, last, or ^N.", valueName: "image"))
    var image: String?

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let format = DocumentFormat(format)
        let store = try context.openStore()
        let build = try self.build(in: store)
        let steps = try store.steps(of: build)
        let chosen = try step.map { try StepSelector($0).require(from: steps) } ?? steps
        let needsParts = step != nil || !format.isPretty
        let document = WhyDocument(
            build: build, steps: steps, chosen: chosen, parts: needsParts ? try parts(of: chosen, in: store) : [:])
        let report = WhyReport(document: document, isDetailed: step != nil, now: .now())
        context.output.write(try format.text(document.object) ?? report.text)
        return .success
    }

    /// The build that is meant: what can be an image is one, where there is one of that name.
    private func build(in store: Store) throws -> BuildRecord {
        let name = image ?? "last"
        if name == "last" || name.hasPrefix("^") { return try store.requireBuild(named: name) }
        if let found = try image(named: name, in: store) {
            if let build = try store.lastBuild(of: found.manifestDigest) { return build }
            throw StorageError(
                .noSuchBuild, "the history has no build of \(name)",
                hint: "it was loaded or imported, or its build has been forgotten; `strata builds ls` lists the others")
        }
        do {
            return try store.requireBuild(named: name)
        } catch let error as StorageError where error.code == .noSuchBuild {
            throw StorageError(
                .noSuchBuild, "there is no image and no build \(name)",
                hint: "`strata images` and `strata builds ls` list what there is")
        }
    }

    /// The image of a name; what can be no name is no image.
    private func image(named name: String, in store: Store) throws -> Image? {
        do {
            return try store.image(named: name)
        } catch let error as StorageError where error.code == .badName {
            return nil
        }
    }

    /// The parts of the keys of steps and of what they were compared with.
    private func parts(of steps: [BuildStep], in store: Store) throws -> [Digest: JSONValue] {
        var parts: [Digest: JSONValue] = [:]
        let keys = steps.compactMap(\.key) + steps.compactMap { WhyDocument.cause(of: $0)?.compared }
        for key in keys where parts[key] == nil {
            // A record that cannot be read shows nothing; the rest of the story stands.
            parts[key] = try store.keptRecord(for: key).flatMap { try? JSONValue(parsing: $0.parts) }
        }
        return parts
    }
}

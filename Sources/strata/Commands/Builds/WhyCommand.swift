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

            With --try, it looks for a change of the Dockerfile or of .dockerignore that would have spared the steps, and tries it: \
            what it advises has been built, to the same image, and has been seen in the cache with the files or arguments changed again.

              strata why
              strata why --step 3 app
              strata why --try
              strata why --format "{{range .FirstCauses}}{{.Why}}{{end}}" last
            """
    )
    static let shape = CommandShape(["step=", "format=", "try", "secret=", "ssh=", "build-arg=", "runtime="])

    @Option(help: ArgumentHelp("Tell one step or stage in full, with all parts of its key.", valueName: "step"))
    var step: String?

    @Option(help: ArgumentHelp("json, pretty, or a Go template.", valueName: "format"))
    var format: String?

    @Flag(name: .customLong("try"), help: "Build with proposals, and tell which of them hold.")
    var tries = false

    @Option(
        name: .customLong("secret"),
        help: ArgumentHelp(
            "A secret for trials: id=<name>,src=<path> or id=<name>,env=<variable>.", valueName: "spec"))
    var secrets: [String] = []

    @Option(
        name: .customLong("ssh"),
        help: ArgumentHelp("An SSH agent for trials: default, or <id>=<socket or private key>.", valueName: "spec"))
    var agents: [String] = []

    @Option(
        name: .customLong("build-arg"),
        help: ArgumentHelp("A build argument that is withheld from the record.", valueName: "name=value"))
    var buildArguments: [String] = []

    @Option(help: ArgumentHelp("OCI runtime: a name or a path (default: crun, then runc).", valueName: "runtime"))
    var runtime: String?

    @Argument(help: ArgumentHelp("Image, ID of a build, last, or ^N.", valueName: "image"))
    var image: String?

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let format = DocumentFormat(format)
        let store = try tries ? context.openStoreAsRoot() : context.openStore()
        let build = try self.build(in: store)
        let steps = try store.steps(of: build)
        let chosen = try step.map { try StepSelector($0).require(from: steps) } ?? steps
        let needsParts = step != nil || !format.isPretty
        var document = WhyDocument(
            build: build, steps: steps, chosen: chosen, parts: needsParts ? try parts(of: chosen, in: store) : [:])
        if tries { document.trials = try await trials(of: build, steps, in: store, context) }
        let report = WhyReport(document: document, isDetailed: step != nil, now: .now())
        context.output.write(try format.text(document.object) ?? report.text)
        return .success
    }

    /// Tries what might have spared the steps.
    private func trials(
        of build: BuildRecord, _ steps: [BuildStep], in store: Store, _ context: CommandContext
    ) async throws -> [AdviceTrial] {
        guard WhyDocument.canBeRepeated(build) else {
            throw CommandError(
                "build \(build.id.prefix(12)) cannot be tried with changes: its context or Dockerfile is kept nowhere",
                hint: "build from a directory: strata build .")
        }
        let request = try RememberedBuild(
            build: build, secrets: secrets, agents: agents, buildArguments: buildArguments, runtime: runtime
        ).request(context)
        let talk = context.talk
        let advisor = Advisor(store: store, request: request, steps: steps) { change in
            talk.print("trying: \(AdviceWords.text(of: change))")
        }
        defer { keepCacheWithinBound(store, context) }
        return try await context.interruptible { try await advisor.trials() }
    }

    /// Trials fill the cache as builds do.
    private func keepCacheWithinBound(_ store: Store, _ context: CommandContext) {
        do {
            guard let bound = try BuildCommand.cacheBound(context, disk: store.root) else { return }
            _ = try store.keepCache(within: bound)
        } catch {
            ErrorReporter.warn("keeping the cache within its bound", error)
        }
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

import ArgumentParser
import Builder
import LinuxSystem
import OCI
import Storage
import SystemPackage
import TerminalUI

/// `strata debug`.
struct DebugStepCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "debug",
        abstract: "Run a step of a build again, and open a shell where it fails.",
        discussion: """
            Dockerfile and context are read from where they were; what the step needs comes from the cache, or is made again. Secrets \
            and arguments that look like one are in no record: give them anew. Without a step, the one that failed is meant.

              strata debug
              strata debug last 3
              strata debug --secret id=npm,src=.npmrc ^1 "RUN npm ci"
            """
    )
    static let shape = CommandShape(["secret=", "ssh=", "build-arg=", "runtime="])

    @Option(
        name: .customLong("secret"),
        help: ArgumentHelp(
            "A secret for the steps: id=<name>,src=<path> or id=<name>,env=<variable>.", valueName: "spec"))
    var secrets: [String] = []

    @Option(
        name: .customLong("ssh"),
        help: ArgumentHelp("An SSH agent for the steps: default, or <id>=<socket or private key>.", valueName: "spec"))
    var agents: [String] = []

    @Option(
        name: .customLong("build-arg"),
        help: ArgumentHelp("A build argument that is withheld from the record.", valueName: "name=value"))
    var buildArguments: [String] = []

    @Option(help: ArgumentHelp("OCI runtime: a name or a path (default: crun, then runc).", valueName: "runtime"))
    var runtime: String?

    @Argument(help: ArgumentHelp("ID of a build, last, or ^N.", valueName: "build"))
    var build: String?

    @Argument(help: ArgumentHelp("A step of it: number, stage and number, or instruction.", valueName: "step"))
    var step: String?

    func run(in context: CommandContext) async throws -> ProgramStatus {
        let display = BuildDisplay(mode: .plain, environment: context.environment, style: context.style)
        let shell = try FailureShell(display, for: "strata debug")
        let store = try context.openStoreAsRoot()
        let found = try store.requireBuild(named: build ?? "")
        let step = try self.step(of: found, in: store)
        var request = try RememberedBuild(
            build: found, secrets: secrets, agents: agents, buildArguments: buildArguments, runtime: runtime
        ).request(context)
        request.onFailure = { shell.open($0) }
        do {
            try await context.interruptible { [request] in
                try await display.during {
                    try await ImageBuilder(store: store).runStep(step, of: request) { display.show($0) }
                }
            }
        } catch let error as BuildError where error.code == .stepFailed {
            // That it fails is what was to be seen.
            return .success
        }
        context.talk.print("\(BuildLog.shown(step.name)) did not fail this time")
        return .success
    }

    private func step(of build: BuildRecord, in store: Store) throws -> BuildStep {
        let steps = try store.steps(of: build)
        let found = try step.map { try StepSelector($0).require(from: steps) } ?? steps.filter { $0.exitCode != nil }
        if let first = found.first, found.count == 1 { return first }
        throw StorageError(
            .noSuchStep,
            found.isEmpty
                ? "no step of build \(build.id.prefix(12)) failed"
                : "\(step ?? "") is \(found.count) steps of build \(build.id.prefix(12))",
            hint: "name one step: strata debug \(build.id.prefix(12)) NUMBER; `strata builds inspect` lists them")
    }
}

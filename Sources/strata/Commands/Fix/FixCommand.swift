import ArgumentParser
import Builder
import Distribution
import Fixes
import LinuxSystem
import OCI
import Storage
import SystemPackage
import TerminalUI

/// `strata fix`.
struct FixCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "fix",
        abstract: "Mend a Dockerfile: show what would change, or change it.",
        discussion: """
            What it changes by itself leaves the image as it is, for reasons that hold for any Dockerfile: the digest of a base image is \
            written behind its name, a clean-up goes into the RUN before it, and what no instruction can read is left out of the \
            context. With --verify it does more: it builds the Dockerfile as it is twice, and the changed one, and keeps what gives the same \
            image but for caches, logs and packages that nothing needs. What is only said stays undone. Comments and layout stay.

              strata fix Dockerfile
              strata fix --write Dockerfile
              strata fix --verify --write Dockerfile
              strata fix --verify --check-command "app --version" --build-arg VERSION=2 Dockerfile
              strata fix --check docker/Dockerfile.dev --context .
            """
    )
    static let shape = CommandShape([
        "write", "diff", "check", "verify", "check-command=", "format=", "context=", "offline", "skip=", "build-arg=",
        "secret=", "ssh=", "target=", "runtime=",
    ])

    @Flag(help: "Change the files.")
    var write = false

    @Flag(help: "Show what changes as a diff (the default without --write and --check).")
    var diff = false

    @Flag(help: "Change nothing; exit with 1 where something would change.")
    var check = false

    @Flag(help: "Also make changes that need a proof, and prove them by building.")
    var verify = false

    @Option(
        name: .customLong("check-command"),
        help: ArgumentHelp(
            "With --verify: a shell command in the image that has to say the same (default: its health check).",
            valueName: "command"))
    var checkCommand: String?

    @Option(help: ArgumentHelp("json: one document of all that is known.", valueName: "format"))
    var format: String?

    @Option(help: ArgumentHelp("The build context (default: where the Dockerfile is).", valueName: "directory"))
    var context: String?

    @Flag(help: "Ask no registry for the digests of base images.")
    var offline = false

    @Option(
        name: .customLong("skip"), help: ArgumentHelp("Leave out the fixes of this name.", valueName: "name"))
    var skipped: [String] = []

    @Option(
        name: .customLong("build-arg"),
        help: ArgumentHelp("With --verify: value for an ARG.", valueName: "name=value"))
    var buildArguments: [String] = []

    @Option(
        name: .customLong("secret"),
        help: ArgumentHelp(
            "With --verify: a secret, id=<name>,src=<path> or id=<name>,env=<variable>.", valueName: "spec"))
    var secrets: [String] = []

    @Option(
        name: .customLong("ssh"),
        help: ArgumentHelp(
            "With --verify: an SSH agent, default or <id>=<socket or private key>.", valueName: "spec"))
    var agents: [String] = []

    @Option(help: ArgumentHelp("With --verify: build this stage, not the last.", valueName: "stage"))
    var target: String?

    @Option(help: ArgumentHelp("OCI runtime: a name or a path (default: crun, then runc).", valueName: "runtime"))
    var runtime: String?

    @Argument(help: ArgumentHelp("The Dockerfile, or a directory that holds one.", valueName: "dockerfile"))
    var dockerfile: String = "."

    func run(in command: CommandContext) async throws -> ProgramStatus {
        let target = try FixTarget(dockerfile, context: context)
        if checkCommand != nil, !verify {
            throw UsageError("--check-command without --verify: nothing is built", hint: "add --verify")
        }
        let skipped = try names()
        if let format, format != "json" {
            throw UsageError("--format \(format): there is no such format", hint: "write --format json")
        }
        if write, check {
            throw UsageError("--write and --check: one of them is meant", hint: "leave one out")
        }
        let options = self
        let facts = try await command.interruptible {
            try await FixFactsReader(target: target, command: command, isOffline: options.offline).read()
        }
        let fixer = Fixer(target.bytes, name: target.name, facts: facts)
        let result = fixer.run { $0.grade == .safe && !skipped.contains($0.name) }
        if result.isUnreadable { throw target.unreadable }
        var report = FixReport(target: target, result: result, skipped: skipped)
        if verify {
            let outcome = try await verified(fixer, target, skipped, command)
            report = FixReport(
                target: target, result: outcome.result, skipped: skipped, verdict: outcome.verdict,
                rejected: outcome.rejected, isVerified: true)
        }
        try finish(report, command)
        return check && report.hasChanges ? .failure : .success
    }

    /// Makes and proves what needs a proof.
    private func verified(
        _ fixer: Fixer, _ target: FixTarget, _ skipped: Set<FixName>, _ command: CommandContext
    ) async throws -> FixVerification.Outcome {
        let store = try command.openStoreAsRoot()
        var request = BuildRequest(
            context: .directory(target.context), dockerfile: .file(target.path))
        request.target = self.target
        request.runtime = try runtime ?? command.settings.choice(.runtime)?.text
        request.proxyEnvironment = BuildCommand.proxies(in: command.environment)
        request.environment = command.environment
        request.imagePull = ImagePull(Distribution(store: store, settings: command.registries), isAlways: false)
        for text in buildArguments {
            let (name, value) = try NamedValue.buildArgument(text)
            request.buildArguments[name] = value
        }
        try BuildCommand.addSecrets(secrets, agents: agents, to: &request, command.environment)
        let talk = command.talk
        let progress = ProgressLine(talk)
        defer { progress.clear() }
        let verification = FixVerification(
            fixer: fixer, target: target, request: request, store: store,
            question: checkCommand.map { .command($0) } ?? .healthCheck, editedFile: EditedFile.choose(target),
            skipped: skipped,
            tell: { phrase in
                progress.clear()
                talk.print(phrase)
            }, show: { progress.show("  " + $0) })
        defer { keepCacheWithinBound(store, command) }
        return try await command.interruptible { try await verification.run() }
    }

    /// Proofs fill the cache as builds do.
    private func keepCacheWithinBound(_ store: Store, _ command: CommandContext) {
        do {
            guard let bound = try BuildCommand.cacheBound(command, disk: store.root) else { return }
            _ = try store.keepCache(within: bound)
        } catch {
            ErrorReporter.warn("keeping the cache within its bound", error)
        }
    }

    /// Shows, and writes.
    private func finish(_ report: FixReport, _ command: CommandContext) throws {
        if write { try report.write() }
        if format == "json" {
            command.output.write(report.json.indented() + "\n")
            return
        }
        if diff || !(write || check) {
            let style = command.output.isTerminal ? command.outputStyle : .plain
            command.output.write(report.diff(style))
        }
        command.talk.write(report.text(command.style, hasWritten: write))
    }

    private func names() throws -> Set<FixName> {
        Set(
            try skipped.flatMap { $0.split(separator: ",") }.map { text in
                guard let name = FixName(rawValue: String(text)) else {
                    throw UsageError(
                        "--skip \(text): there is no such fix",
                        hint: "one of \(FixName.allCases.map(\.rawValue).joined(separator: ", "))")
                }
                return name
            })
    }
}

extension CommandContext {
    /// The looks of what is written to standard output.
    fileprivate var outputStyle: Style {
        (try? settings.choice(.color)?.text) == "never"
            ? .plain : .detect(fileDescriptor: output.descriptor, environment: environment)
    }
}

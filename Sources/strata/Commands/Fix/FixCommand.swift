import ArgumentParser
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
            context. What is only said stays undone. Comments and layout stay.

              strata fix Dockerfile
              strata fix --write Dockerfile
              strata fix --check docker/Dockerfile.dev --context .
            """
    )
    static let shape = CommandShape(["write", "diff", "check", "format=", "context=", "offline", "skip="])

    @Flag(help: "Change the files.")
    var write = false

    @Flag(help: "Show what changes as a diff (the default without --write and --check).")
    var diff = false

    @Flag(help: "Change nothing; exit with 1 where something would change.")
    var check = false

    @Option(help: ArgumentHelp("json: one document of all that is known.", valueName: "format"))
    var format: String?

    @Option(help: ArgumentHelp("The build context (default: where the Dockerfile is).", valueName: "directory"))
    var context: String?

    @Flag(help: "Ask no registry for the digests of base images.")
    var offline = false

    @Option(
        name: .customLong("skip"), help: ArgumentHelp("Leave out the fixes of this name.", valueName: "name"))
    var skipped: [String] = []

    @Argument(help: ArgumentHelp("The Dockerfile, or a directory that holds one.", valueName: "dockerfile"))
    var dockerfile: String = "."

    func run(in command: CommandContext) async throws -> ProgramStatus {
        let target = try FixTarget(dockerfile, context: context)
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
        let report = FixReport(target: target, facts: facts, result: result, skipped: skipped)
        try finish(report, command)
        return check && report.hasChanges ? .failure : .success
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

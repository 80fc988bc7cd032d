import ArgumentParser
import Findings
import Inspection
import LinuxSystem
import OCI
import Secrets
import SystemPackage
import TerminalUI

/// `strata scan`.
struct ScanCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "scan",
        abstract: "Find credentials in images, directories and Dockerfiles.",
        discussion: """
            Of an image every layer is searched, with the files that later layers delete or replace, and its configuration and
            history; what is compressed or archived in a file is opened. No credential is shown whole. The exit code is 1 where
            something was found, and 2 where nothing was and a file could not be read. An image is named as for `strata sbom`;
            a path that is there is meant before an image of the same name (strata:NAME is the image).

              strata scan app
              strata scan docker://registry.example.com/team/app
              strata scan --format sarif . > scan.sarif
              strata scan --write-baseline known.json . && strata scan --baseline known.json .
            """
    )
    static let shape = CommandShape([
        "format=", "severity=", "exit-code=", "allow=", "skip-path=", "skip-rule=", "baseline=", "write-baseline=",
        "platform~", "list-rules",
    ])

    @Option(help: ArgumentHelp("table, json, sarif, junit or markdown.", valueName: "format"))
    var format = "table"

    @Option(help: ArgumentHelp("Leave out what is milder: info, warning or error.", valueName: "grade"))
    var severity = "info"

    @Option(help: ArgumentHelp("Exit code where something was found.", valueName: "number"))
    var exitCode: Int32 = 1

    @Option(help: ArgumentHelp("File of what is let stand (several: give it again).", valueName: "path"))
    var allow: [String] = []

    @Option(help: ArgumentHelp("Leave out files of this path (`docs/**`).", valueName: "glob"))
    var skipPath: [String] = []

    @Option(help: ArgumentHelp("Leave out what this rule finds.", valueName: "name"))
    var skipRule: [String] = []

    @Option(help: ArgumentHelp("Leave out what is in this list.", valueName: "path"))
    var baseline: String?

    @Option(help: ArgumentHelp("Write what was found into a list, and exit with 0.", valueName: "path"))
    var writeBaseline: String?

    @Option(help: ArgumentHelp("Of images for several platforms, this one.", valueName: "os/arch"))
    var platform: String?

    @Flag(help: "List the rules.")
    var listRules = false

    @Argument(help: ArgumentHelp("An image, a directory or a file.", valueName: "image|path"))
    var targets: [String] = []

    func run(in context: CommandContext) async throws -> ProgramStatus {
        if listRules {
            context.output.write(ScanReport.rules())
            return .success
        }
        guard !targets.isEmpty else {
            throw UsageError("scan: nothing is named that could be searched", hint: "strata scan IMAGE|DIRECTORY|FILE…")
        }
        guard let least = Severity(rawValue: severity) else {
            throw UsageError("--severity \(severity): there is no such grade", hint: "one of info, warning, error")
        }
        guard ScanReport.formats.contains(format) else {
            throw UsageError(
                "--format \(format): there is no such format",
                hint: "one of \(ScanReport.formats.joined(separator: ", "))")
        }
        let lists = try ScanLists(self)
        let result = try await search(lists, context)
        let found = result.findings.filter { $0.match.severity >= least }
        defer { show(result.problems, context) }
        if let path = writeBaseline {
            try lists.write(found, to: FilePath(path))
            context.talk.print("\(path): \(found.count) findings written")
            return .success
        }
        let report = ScanReport(subjects: targets, findings: lists.unknown(found), salt: lists.salt)
        context.output.write(report.text(as: format, style: context.output.isTerminal ? context.style : .plain))
        if format == "table" { context.talk.print(report.summary) }
        if !report.findings.isEmpty { return ProgramStatus(rawValue: exitCode) }
        return result.problems.contains(where: \.isUnread) ? .incomplete : .success
    }

    private func show(_ problems: [ScanProblem], _ context: CommandContext) {
        for problem in problems {
            let path = LogText.harmless(String(decoding: problem.path, as: UTF8.self))
            context.talk.print("warning: \(path) \(LogText.harmless(problem.message))")
        }
    }

    private func search(_ lists: ScanLists, _ context: CommandContext) async throws -> ScanResult {
        let scan = SecretScan(allowing: lists.allowed, salt: lists.salt)
        let access = try context.imageAccess(platform: platform)
        var found = ScanResult()
        for target in targets {
            let target = try ScanTarget(target)
            found += try await context.interruptible {
                switch target {
                case .image(let source):
                    let opened = try await access.open(source)
                    let progress = ProgressLine(context.talk)
                    defer { progress.clear() }
                    return try await scan.search(opened) { progress.show($0) }
                case .path(let path): return try scan.search(below: path)
                }
            }
        }
        return found
    }
}

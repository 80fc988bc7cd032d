import ArgumentParser
import Findings
import Lint
import LinuxSystem
import SystemPackage
import TerminalUI

/// `strata lint`.
struct LintCommand: StrataCommand {
    static let configuration = CommandConfiguration(
        commandName: "lint",
        abstract: "Look through Dockerfiles for mistakes, leaks and waste.",
        discussion: """
            BuildKit's checks, hadolint's rules under their codes, ShellCheck where it is installed, and rules of Strata's own (ST). \
            Comments switch rules off: `# hadolint ignore=DL3008`, `# check=skip=ST002`. .hadolint.yaml is read. `--explain CODE` \
            says what a rule is about. Exit code 1 where something as bad as --failure-threshold is found.

              strata lint
              strata lint --ignore ST002 --failure-threshold warning docker/*/Dockerfile
              strata lint --format sarif Dockerfile > lint.sarif
              strata lint --explain DL3008
            """
    )
    static let shape = CommandShape([
        "f/format=", "ignore=", "rule-severity=", "error=", "warning=", "info=", "style=", "t/failure-threshold=",
        "c/config=",
        "trusted-registry=", "require-label=", "strict-labels", "disable-ignore-pragma", "no-fail", "no-shellcheck",
        "context=",
        "file-path-in-report=", "explain=",
    ])

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp(
            "tty, json, sarif, checkstyle, codeclimate, gitlab_codeclimate, gnu, junit, markdown, sonarqube or codacy.",
            valueName: "format"))
    var format: String?

    @Option(help: ArgumentHelp("Leave out the findings of these rules (comma-separated).", valueName: "codes"))
    var ignore: [String] = []

    @Option(
        help: ArgumentHelp("Give a rule another severity: DL3008=info, DL3057=warning.", valueName: "code=severity"))
    var ruleSeverity: [String] = []

    @Option(help: ArgumentHelp("Give rules the severity error.", valueName: "codes"))
    var error: [String] = []

    @Option(help: ArgumentHelp("Give rules the severity warning.", valueName: "codes"))
    var warning: [String] = []

    @Option(help: ArgumentHelp("Give rules the severity info.", valueName: "codes"))
    var info: [String] = []

    @Option(help: ArgumentHelp("Give rules the severity style.", valueName: "codes"))
    var style: [String] = []

    @Option(
        name: [.customShort("t"), .long],
        help: ArgumentHelp(
            "The mildest severity that fails: error, warning, info (default), style or none.", valueName: "severity"))
    var failureThreshold: String?

    @Option(
        name: .shortAndLong,
        help: ArgumentHelp("Settings in hadolint's form in place of .hadolint.yaml.", valueName: "file"))
    var config: String?

    @Option(help: ArgumentHelp("A registry that FROM may name; others are reported.", valueName: "registry"))
    var trustedRegistry: [String] = []

    @Option(help: ArgumentHelp("A label that images need, and its form: version:semver.", valueName: "label:form"))
    var requireLabel: [String] = []

    @Flag(help: "Report labels that --require-label and the settings do not name.")
    var strictLabels = false

    @Flag(help: "Heed no comments that ignore rules.")
    var disableIgnorePragma = false

    @Flag(help: "Exit with 0 whatever is found.")
    var noFail = false

    @Flag(name: .customLong("no-shellcheck"), help: "Leave ShellCheck out where it is installed.")
    var noShellCheck = false

    @Option(help: ArgumentHelp("The build context (default: where the Dockerfile is).", valueName: "directory"))
    var context: String?

    @Option(help: ArgumentHelp("The file's name in reports.", valueName: "path"))
    var filePathInReport: String?

    @Option(help: ArgumentHelp("Say what a rule is about.", valueName: "code"))
    var explain: String?

    @Argument(
        help: ArgumentHelp("Dockerfiles, directories that hold one, or - for standard input.", valueName: "dockerfile"))
    var dockerfiles: [String] = []

    func run(in command: CommandContext) async throws -> ProgramStatus {
        if let explain { return try show(explain, command) }
        let settings = try LintSettings(self, environment: command.environment)
        let sources = try (dockerfiles.isEmpty ? ["."] : dockerfiles).map { try LintSource($0, context: context) }
        let files = sources.map { source in
            var options = settings.options
            options.context = source.context
            let linter = Linter(options)
            return (linter: linter, file: linter.read(source.bytes, name: source.name))
        }
        let further = try noShellCheck ? [:] : ShellCheck(environment: command.environment).findings(files.map(\.file))
        let results = files.enumerated().map {
            $0.element.linter.lint($0.element.file, further: further[$0.offset] ?? [])
        }
        if settings.format == .tty, command.output.isTerminal {
            command.output.write(LintText(results, style: command.style).text)
        } else {
            command.output.write(
                LintReport(results, version: VersionCommand.number, path: filePathInReport).text(settings.format))
        }
        if noFail || settings.neverFails { return .success }
        return settings.threshold.fails(results.flatMap(\.findings).worst) ? .failure : .success
    }

    private func show(_ code: String, _ command: CommandContext) throws -> ProgramStatus {
        guard let rule = RuleList.rule(code) else {
            let further = RulePage.address(of: RuleCode(code)).map { "see \($0)" }
            throw UsageError(
                "--explain \(code): there is no rule of this code here",
                hint: further ?? "rules are listed in docs/lint.md")
        }
        command.output.write(RulePage.markdown(rule.text))
        return .success
    }
}

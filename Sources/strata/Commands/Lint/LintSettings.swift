import Findings
import Lint
import LinuxSystem
import SystemPackage
import YAML

/// What `lint` heeds, of the command line, hadolint's variables, and its settings file.
struct LintSettings {
    /// What the linter is told.
    var options = LintOptions()
    /// How findings are written.
    var format: LintFormat
    /// From which grade on they fail.
    var threshold: FailureThreshold
    /// Whether nothing fails.
    var neverFails: Bool

    /// - Throws: `UsageError` for an option or a variable that means nothing, `CommandError` for a file that cannot be read.
    init(_ command: LintCommand, environment: [String: String]) throws {
        let file = try Self.file(command.config, environment)
        let text = command.format ?? environment["HADOLINT_FORMAT"] ?? file.format ?? "tty"
        guard let format = LintFormat(rawValue: text) else {
            throw UsageError(
                "--format \(text): there is no such format",
                hint: "one of \(LintFormat.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        self.format = format
        threshold = file.failureThreshold ?? .severity(.info)
        if let text = command.failureThreshold ?? environment["HADOLINT_FAILURE_THRESHOLD"] {
            guard let threshold = FailureThreshold(text) else {
                throw UsageError(
                    "--failure-threshold \(text): there is no such severity",
                    hint: "one of error, warning, info, style, ignore, none")
            }
            self.threshold = threshold
        }
        neverFails = file.neverFails ?? Self.isTrue(environment["HADOLINT_NOFAIL"])
        let ignored = Self.codes(command.ignore + [environment["HADOLINT_IGNORE"] ?? ""])
        // As with hadolint, ignoring on the command line takes the place of the file's list.
        options.ignored = Set(ignored.isEmpty ? file.ignored ?? [] : ignored)
        options.severities = try Self.severities(command, environment, file)
        options.disablesPragmas =
            command.disableIgnorePragma
            || file.disablesPragmas ?? Self.isTrue(environment["HADOLINT_DISABLE_IGNORE_PRAGMA"])
        options.hasStrictLabels =
            command.strictLabels || file.hasStrictLabels ?? Self.isTrue(environment["HADOLINT_STRICT_LABELS"])
        let registries = command.trustedRegistry + Self.list(environment["HADOLINT_TRUSTED_REGISTRIES"])
        options.trustedRegistries = registries.isEmpty ? file.trustedRegistries : registries
        options.labelSchema = file.labelSchema
        for label in command.requireLabel + Self.list(environment["HADOLINT_REQUIRE_LABELS"]) { try require(label) }
    }

    private mutating func require(_ text: String) throws {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        guard parts.count == 2, let format = LintOptions.LabelFormat(rawValue: parts[1].lowercased()) else {
            throw UsageError(
                "--require-label \(text): a label and its form are wanted",
                hint:
                    "write NAME:FORM with one of \(LintOptions.LabelFormat.allCases.map(\.rawValue).joined(separator: ", "))"
            )
        }
        options.labelSchema[parts[0]] = format
    }

    private static func severities(
        _ command: LintCommand, _ environment: [String: String], _ file: HadolintConfiguration
    ) throws -> [RuleCode: Severity] {
        var severities = file.severities
        let lists: [(Severity, [String], String)] = [
            (.style, command.style, "STYLE"), (.info, command.info, "INFO"), (.warning, command.warning, "WARNING"),
            (.error, command.error, "ERROR"),
        ]
        for (severity, given, name) in lists {
            for code in codes(given + [environment["HADOLINT_OVERRIDE_\(name)"] ?? ""]) { severities[code] = severity }
        }
        for pair in command.ruleSeverity.flatMap({ list($0) }) {
            let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, let severity = Severity(rawValue: parts[1].lowercased()) else {
                throw UsageError("--rule-severity \(pair): a code and a severity are wanted", hint: "write DL3008=info")
            }
            severities[RuleCode(parts[0])] = severity
        }
        return severities
    }

    private static func list(_ text: String?) -> [String] { (text ?? "").split(separator: ",").map { $0.trimmed } }

    private static func codes(_ texts: [String]) -> [RuleCode] { texts.flatMap { list($0) }.map { RuleCode($0) } }

    private static func isTrue(_ text: String?) -> Bool {
        ["1", "true", "yes", "on", "y"].contains((text ?? "").lowercased())
    }

    // MARK: The file

    /// The first settings file that is there, where hadolint looks for them; what `--config` names must be there.
    private static func file(_ given: String?, _ environment: [String: String]) throws -> HadolintConfiguration {
        if let given { return try read(FilePath(given)) }
        for name in candidates(environment) {
            let path = FilePath(name)
            do throws(SystemError) { _ = try FileHandle.open(path) } catch {
                if error.isNotFound { continue }
                throw CommandError(
                    "reading \(path)", hint: "make it readable, or name another with --config", cause: error)
            }
            return try read(path)
        }
        return HadolintConfiguration()
    }

    private static func candidates(_ environment: [String: String]) -> [String] {
        var names = [".hadolint"]
        if let directory = environment["XDG_CONFIG_HOME"], !directory.isEmpty { names.append("\(directory)/hadolint") }
        if let home = environment["HOME"], !home.isEmpty {
            names += [
                "\(home)/.config/hadolint", "\(home)/.hadolint/hadolint", "\(home)/hadolint/config",
                "\(home)/.hadolint",
            ]
        }
        return names.flatMap { ["\($0).yaml", "\($0).yml"] }
    }

    private static func read(_ path: FilePath) throws -> HadolintConfiguration {
        let bytes: [UInt8]
        do throws(SystemError) { bytes = try FileHandle.open(path).readAll(limit: 1 << 20) } catch {
            throw CommandError("reading the settings of lint, \(path)", cause: error)
        }
        do throws(YAMLValue.Fault) {
            return try HadolintConfiguration(parsing: bytes)
        } catch {
            throw CommandError(
                "reading the settings of lint: \(path):\(error.line): \(error.message)",
                hint: "docs/lint.md lists what stands in it")
        }
    }
}

extension Substring {
    /// The text without blanks around it.
    fileprivate var trimmed: String {
        var text = self
        while let first = text.first, first.isWhitespace { text = text.dropFirst() }
        while let last = text.last, last.isWhitespace { text = text.dropLast() }
        return String(text)
    }
}

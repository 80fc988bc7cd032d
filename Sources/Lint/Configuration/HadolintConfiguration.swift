public import Findings
public import YAML

/// What hadolint's settings file says (`.hadolint.yaml`).
public struct HadolintConfiguration: Hashable, Sendable {
    /// `ignored`.
    public var ignored: [RuleCode]?
    /// `override`.
    public var severities: [RuleCode: Severity] = [:]
    /// `trustedRegistries`.
    public var trustedRegistries: [String] = []
    /// `label-schema`.
    public var labelSchema: [String: LintOptions.LabelFormat] = [:]
    /// `strict-labels`.
    public var hasStrictLabels: Bool?
    /// `disable-ignore-pragma`.
    public var disablesPragmas: Bool?
    /// `failure-threshold`.
    public var failureThreshold: FailureThreshold?
    /// `format`.
    public var format: String?
    /// `no-fail`.
    public var neverFails: Bool?
    /// Names that are not known, each with its line.
    public var unknown: [YAMLValue.Entry] = []

    /// What an empty file says.
    public init() {}

    /// Reads a file.
    ///
    /// - Throws: ``YAMLValue/Fault`` at the line that is not understood, or whose value means nothing.
    public init(parsing bytes: [UInt8]) throws(YAMLValue.Fault) {
        guard case .mapping(let entries) = try YAMLValue(parsing: bytes) else {
            throw YAMLValue.Fault(line: 1, message: "settings have names, and this is something else")
        }
        for entry in entries { try take(entry) }
    }

    private mutating func take(_ entry: YAMLValue.Entry) throws(YAMLValue.Fault) {
        switch entry.key {
        case "ignored": ignored = try Self.texts(entry).map { RuleCode($0) }
        case "override":
            for level in entry.value.entries {
                guard let severity = Severity(rawValue: level.key) else {
                    throw Self.fault(level, "'\(level.key)' is none of error, warning, info, style")
                }
                for code in try Self.texts(level) { severities[RuleCode(code)] = severity }
            }
        case "trustedRegistries", "trusted-registries": trustedRegistries = try Self.texts(entry)
        case "label-schema":
            for label in entry.value.entries {
                guard let format = LintOptions.LabelFormat(rawValue: (label.value.text ?? "").lowercased()) else {
                    throw Self.fault(label, "'\(label.value.text ?? "")' is no format of a label")
                }
                labelSchema[label.key] = format
            }
        case "strict-labels": hasStrictLabels = try Self.flag(entry)
        case "disable-ignore-pragma": disablesPragmas = try Self.flag(entry)
        case "no-fail": neverFails = try Self.flag(entry)
        case "no-color": _ = try Self.flag(entry)
        case "format": format = entry.value.text
        case "failure-threshold":
            guard let text = entry.value.text, let threshold = FailureThreshold(text) else {
                throw Self.fault(
                    entry, "'\(entry.value.text ?? "")' is none of error, warning, info, style, ignore, none")
            }
            failureThreshold = threshold
        default: unknown.append(entry)
        }
    }

    private static func fault(_ entry: YAMLValue.Entry, _ message: String) -> YAMLValue.Fault {
        YAMLValue.Fault(line: entry.line, message: "\(entry.key): \(message)")
    }

    private static func texts(_ entry: YAMLValue.Entry) throws(YAMLValue.Fault) -> [String] {
        guard let texts = entry.value.texts else { throw fault(entry, "a list is wanted") }
        return texts
    }

    private static func flag(_ entry: YAMLValue.Entry) throws(YAMLValue.Fault) -> Bool {
        switch (entry.value.text ?? "").lowercased() {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default: throw fault(entry, "true or false is wanted")
        }
    }
}

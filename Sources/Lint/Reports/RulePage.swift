public import Findings

/// The page of a rule in `docs/lint`.
public enum RulePage {
    /// Where more is written about a rule that other tools have too; `nil` for Strata's own, whose pages come with it.
    public static func address(of code: RuleCode) -> String? {
        if code.text.hasPrefix("DL") { return "https://github.com/hadolint/hadolint/wiki/\(code)" }
        if code.text.hasPrefix("SC") { return "https://www.shellcheck.net/wiki/\(code)" }
        return nil
    }

    /// The page, in Markdown.
    public static func markdown(_ text: RuleText) -> String {
        let severity = text.severity?.rawValue ?? "off until it is given a severity"
        var page = "# \(text.code): \(text.summary)\n\nSeverity: \(severity).\n\n\(text.why)\n\n"
        page += "## Finds something in\n\n```dockerfile\n\(text.example)\n```\n\n"
        page += "## Finds nothing in\n\n```dockerfile\n\(text.counterExample)\n```\n\n"
        page += "## Switching it off\n\nFor one instruction, by a comment above it: `# hadolint ignore=\(text.code)`. "
        page +=
            "For the file: `# hadolint global ignore=\(text.code)`, or `# check=skip=\(text.code)` in its first lines.\n"
        if let address = address(of: text.code) { page += "\nhadolint has a rule of this name: <\(address)>.\n" }
        return page
    }
}

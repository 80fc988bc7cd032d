public import Findings

/// What a linter heeds.
public struct LintOptions: Sendable {
    /// What a label's value has to be.
    public enum LabelFormat: String, Sendable, CaseIterable {
        case text, url, rfc3339, semver, hash, spdx, email
        /// hadolint's other name for text.
        case rawText = "rawtext"
    }

    /// What is known of the build context.
    public struct Context: Sendable {
        /// Whether there is a `.dockerignore`, or one of the Dockerfile's own.
        public var hasIgnoreFile: Bool
        /// Names in the context's top directory that nobody wants in an image (`.git`, `node_modules`, `.env`) and that are not ignored.
        public var unwanted: [String]

        /// Makes facts.
        public init(hasIgnoreFile: Bool, unwanted: [String]) {
            self.hasIgnoreFile = hasIgnoreFile
            self.unwanted = unwanted
        }
    }

    /// Rules whose findings are left out.
    public var ignored: Set<RuleCode> = []
    /// Other grades of rules.
    public var severities: [RuleCode: Severity] = [:]
    /// Registries that FROM may name; empty for all. `*` at one end stands for anything.
    public var trustedRegistries: [String] = []
    /// The labels that each image needs, and what they hold.
    public var labelSchema: [String: LabelFormat] = [:]
    /// Whether other labels are too many.
    public var hasStrictLabels = false
    /// Whether comments that ignore rules are not heeded.
    public var disablesPragmas = false
    /// What is known of the context; `nil` where it is not looked at.
    public var context: Context?

    /// Every rule as it comes.
    public init() {}
}

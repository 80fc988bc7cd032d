/// Which warnings a file wants, and whether they are errors: the value of the `check` directive, or of the build
/// argument `BUILDKIT_DOCKERFILE_CHECK`, which takes its place.
///
/// `skip=RULE,RULE;experimental=RULE;error=true`; `all` stands for every rule. (Dockerfile reference, "check".)
public struct CheckOptions: Sendable, Hashable {
    /// The build argument that takes the place of the directive.
    public static let buildArgument = "BUILDKIT_DOCKERFILE_CHECK"

    /// Whether a build with a warning fails.
    public private(set) var makesErrors = false
    private var skipped = RuleSet()
    private var experimental = RuleSet()

    private struct RuleSet: Sendable, Hashable {
        var names: Set<String> = []

        mutating func add(_ list: String) {
            names.formUnion(list.split(separator: ",").map { String($0).trimmingSpace.lowercased() })
        }

        func contains(_ code: Diagnostic.Code) -> Bool {
            names.contains("all") || names.contains(code.rawValue.lowercased())
        }
    }

    /// All warnings but the experimental ones.
    public init() {}

    /// Reads options.
    ///
    /// - Throws: a diagnostic at `range` for an option that there is not, as BuildKit refuses it.
    public init(parsing text: String, at range: SourceRange) throws(Diagnostic) {
        for part in text.split(separator: ";", omittingEmptySubsequences: false) {
            let pair = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map {
                String($0).trimmingSpace
            }
            if pair == [""] { continue }
            guard pair.count == 2 else { throw Self.refusal(of: pair[0], at: range) }
            switch pair[0] {
            case "skip": skipped.add(pair[1])
            case "experimental": experimental.add(pair[1])
            case "error":
                guard let value = GoBoolean.parse(pair[1]) else {
                    throw Self.refusal(of: "error=\(pair[1])", at: range)
                }
                makesErrors = value
            default: throw Self.refusal(of: pair[0], at: range)
            }
        }
    }

    private static func refusal(of option: String, at range: SourceRange) -> Diagnostic {
        .error(
            .checkOption, "there is no check option '\(option)'",
            hint: "write skip=RULE,RULE or skip=all, experimental=RULE, error=true, with a semicolon between them",
            at: range)
    }

    /// Whether a rule's warnings are wanted. Warnings of no rule always are.
    public func wants(_ code: Diagnostic.Code) -> Bool {
        if !code.isRule { return true }
        return code.isExperimental ? experimental.contains(code) : !skipped.contains(code)
    }

    /// The diagnostics that are wanted. Errors are never left out.
    public func apply(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        diagnostics.filter { $0.severity == .error || wants($0.code) }
    }

    /// The warnings that keep the file from being built, as errors.
    public func violations(_ warnings: [Diagnostic]) -> [Diagnostic] {
        guard makesErrors else { return [] }
        return warnings.filter(\.code.isRule).map { warning in
            var violation = warning
            violation.severity = .error
            return violation
        }
    }
}

/// Which warnings a file wants, and whether they are errors: the value of the `check` directive, or of the build
/// argument `BUILDKIT_DOCKERFILE_CHECK`, which takes its place.
///
/// `skip=RULE,RULE;experimental=RULE;error=true`; `all` stands for every rule. (Dockerfile reference, "check".) A comment
/// `# check=` right above an instruction adds to them for that instruction.
public struct CheckOptions: Sendable, Hashable {
    /// The build argument that takes the place of the directive.
    public static let buildArgument = "BUILDKIT_DOCKERFILE_CHECK"

    /// Whether a build with a warning fails.
    public private(set) var makesErrors = false
    private var skipped = RuleSet()
    private var experimental = RuleSet()
    private var instructions: [InstructionOptions] = []

    /// What a comment says of the instruction below it.
    private struct InstructionOptions: Sendable, Hashable {
        let range: SourceRange
        let options: CheckOptions
    }

    private struct RuleSet: Sendable, Hashable {
        var names: Set<String> = []

        mutating func add(_ list: String) {
            names.formUnion(list.split(separator: ",").map { String($0).trimmingSpace.lowercased() })
        }

        func contains(_ code: Diagnostic.Code) -> Bool { names.contains("all") || contains(named: code.rawValue) }

        func contains(named name: String) -> Bool { names.contains(name.lowercased()) }
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

    /// Adds what the comments above an instruction say of it: the first `check=` among them, up to a blank, so that a
    /// reason may follow. `error` is the file's matter, and what cannot be read is a comment like any other, as in BuildKit.
    mutating func add(_ comments: [String], above range: SourceRange) {
        for comment in comments {
            let pair = comment.split(separator: "=", maxSplits: 1).map { String($0).trimmingSpace }
            guard pair.count == 2, pair[0].lowercased() == "check" else { continue }
            let value = pair[1].prefix { $0 != " " && $0 != "\t" }
            if let options = try? CheckOptions(parsing: String(value), at: range) {
                instructions.append(InstructionOptions(range: range, options: options))
            }
            return
        }
    }

    /// Whether a warning is wanted. Warnings of no rule always are, and errors.
    public func wants(_ diagnostic: Diagnostic) -> Bool {
        let code = diagnostic.code
        guard diagnostic.severity == .warning, code.isRule else { return true }
        let options = self.options(at: diagnostic.range.start)
        return code.isExperimental
            ? options.contains { $0.experimental.contains(code) } : !options.contains { $0.skipped.contains(code) }
    }

    /// Whether `skip` names a rule for a place, one of BuildKit's or another.
    public func skips(ruleNamed name: String, at place: SourcePosition) -> Bool {
        options(at: place).contains { $0.skipped.contains(named: name) }
    }

    /// The file's options, and those of the instruction at a place.
    private func options(at place: SourcePosition) -> [CheckOptions] {
        [self] + instructions.filter { $0.range.start <= place && place < $0.range.end }.map(\.options)
    }

    /// The diagnostics that are wanted.
    public func apply(_ diagnostics: [Diagnostic]) -> [Diagnostic] { diagnostics.filter(wants) }

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

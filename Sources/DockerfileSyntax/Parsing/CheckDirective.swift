/// The `check` directive: which warnings are left out, and whether those that remain are errors.
///
/// `# check=skip=RULE,RULE;error=true`; `skip=all` leaves out every one.
struct CheckDirective {
    private var skipped: Set<String> = []
    private var skipsAll = false
    private var makesErrors = false

    /// Reads the value of the directive; what it does not know it passes over, as BuildKit does.
    init(_ text: String) {
        for part in text.split(separator: ";") {
            let pair = part.split(separator: "=", maxSplits: 1).map { String($0).trimmingSpace }
            guard pair.count == 2 else { continue }
            switch pair[0] {
            case "skip":
                let rules = pair[1].split(separator: ",").map { String($0).trimmingSpace.lowercased() }
                skipsAll = skipsAll || rules.contains("all")
                skipped.formUnion(rules)
            case "error": makesErrors = GoBoolean.parse(pair[1]) ?? false
            default: break
            }
        }
    }

    /// The diagnostics as the directive wants them. Errors are never left out.
    func apply(_ diagnostics: [Diagnostic]) -> [Diagnostic] {
        diagnostics.compactMap { diagnostic in
            guard diagnostic.severity == .warning else { return diagnostic }
            if skipsAll || skipped.contains(diagnostic.code.rawValue.lowercased()) { return nil }
            var result = diagnostic
            if makesErrors { result.severity = .error }
            return result
        }
    }
}

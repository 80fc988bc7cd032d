internal import YAML

extension ImageRules {
    /// Reads a file of rules: what stands under `rules:`, or, as in older files of dive, the rules alone. What else the file says is
    /// for others.
    ///
    /// - Parameter name: What to call the file in errors.
    /// - Throws: `InspectionError` with `badRules` that names the line.
    public init(parsing text: String, name: String) throws(InspectionError) {
        self = .standard
        let document: YAMLValue
        do throws(YAMLValue.Fault) { document = try YAMLValue(parsing: text) } catch {
            throw Self.fault(error.message, error.line, name)
        }
        guard case .mapping(let members) = document else {
            throw Self.fault("rules have names, and this is something else", 1, name)
        }
        guard let rules = members.first(where: { $0.key == "rules" }) else {
            // Without a heading only names of rules tell that it is meant at all.
            let known = members.filter { Self.isRule($0.key) }
            try read(known, name)
            return
        }
        switch rules.value {
        case .mapping(let rules): try read(rules, name)
        case .scalar("", _): return
        default: throw Self.fault("rules: wants names with values below it", rules.line, name)
        }
    }

    private static func fault(_ message: String, _ line: Int, _ name: String) -> InspectionError {
        InspectionError(
            .badRules, "\(name), line \(line): \(message)",
            hint: "docs/analyze.md lists the rules and how they are written")
    }

    private static func isRule(_ key: String) -> Bool {
        names.contains(canonical(key)) || ["budgets", "budget", "growth"].contains(key)
    }

    private mutating func read(_ members: [YAMLValue.Entry], _ name: String) throws(InspectionError) {
        for member in members {
            switch (member.key, member.value) {
            case ("budgets", .mapping(let paths)), ("budget", .mapping(let paths)):
                for path in paths { try addBudget(path, name) }
            case ("growth", .mapping(let parts)): try readGrowth(parts, member.line, name)
            case (_, .scalar(let value, _)):
                try located(member.line, name) { rules throws(InspectionError) in try rules.set(member.key, value) }
            default: throw Self.fault("\(member.key): wants one value", member.line, name)
            }
        }
    }

    private mutating func addBudget(_ path: YAMLValue.Entry, _ name: String) throws(InspectionError) {
        guard case .scalar(let value, _) = path.value else {
            throw Self.fault("the budget of \(path.key) wants a size", path.line, name)
        }
        try located(path.line, name) { rules throws(InspectionError) in
            rules.budgets.append(Budget(path: path.key, bytes: try Self.bytes(value, "budgets")))
        }
    }

    private mutating func readGrowth(
        _ parts: [YAMLValue.Entry], _ line: Int, _ name: String
    ) throws(InspectionError) {
        var growth = Growth(base: "")
        for part in parts {
            guard case .scalar(let value, _) = part.value else {
                throw Self.fault("\(part.key): wants one value", part.line, name)
            }
            try located(part.line, name) { _ throws(InspectionError) in
                switch part.key {
                case "base": growth.base = value
                case "max" where value.hasSuffix("%"): growth.share = try Self.unboundedShare(value)
                case "max": growth.bytes = try Self.bytes(value, "growth")
                default:
                    throw InspectionError(.badRules, "growth has no \(part.key)", hint: "it has base and max")
                }
            }
        }
        guard !growth.base.isEmpty, growth.bytes != nil || growth.share != nil else {
            throw Self.fault("growth: wants a base (an image) and a max (a size or a percentage)", line, name)
        }
        self.growth = growth
    }

    private static func unboundedShare(_ text: String) throws(InspectionError) -> Double {
        guard let percent = Double(text.dropLast()), percent.isFinite, percent >= 0 else {
            throw bad("growth", text, "a size such as 20MB, or a percentage such as 10%")
        }
        return percent / 100
    }

    /// Says of an error in which line it is.
    private mutating func located(
        _ line: Int, _ name: String, _ body: (inout ImageRules) throws(InspectionError) -> Void
    ) throws(InspectionError) {
        do throws(InspectionError) { try body(&self) } catch {
            throw InspectionError(.badRules, "\(name), line \(line): \(error.message)", hint: error.hint)
        }
    }
}

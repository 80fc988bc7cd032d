extension ImageRules {
    /// Reads a file of rules: what stands under `rules:`, or, as in older files of dive, the rules alone. What else the file says is
    /// for others.
    ///
    /// - Parameter name: What to call the file in errors.
    /// - Throws: `InspectionError` with `badRules` that names the line.
    public init(parsing text: String, name: String) throws(InspectionError) {
        self = .standard
        guard case .map(let members) = try YAMLSubset.parse(text, name) else {
            throw YAMLSubset.fault("is a list, and rules have names", 1, name)
        }
        guard let rules = members.first(where: { $0.key == "rules" }) else {
            // Without a heading only names of rules tell that it is meant at all.
            let known = members.filter { member in Self.names.contains { $0.lowercased() == Self.plain(member.key) } }
            try read(known, name)
            return
        }
        switch rules.value {
        case .map(let rules): try read(rules, name)
        case .text(""): return
        default: throw YAMLSubset.fault("rules: wants names with values below it", rules.line, name)
        }
    }

    private static func plain(_ key: String) -> String { key.replacing("-", with: "").lowercased() }

    private mutating func read(_ members: [YAMLSubset.Member], _ name: String) throws(InspectionError) {
        for member in members {
            switch (member.key, member.value) {
            case ("budgets", .map(let paths)), ("budget", .map(let paths)):
                for path in paths { try addBudget(path, name) }
            case ("growth", .map(let parts)): try readGrowth(parts, member.line, name)
            case (_, .text(let value)):
                try located(member.line, name) { rules throws(InspectionError) in try rules.set(member.key, value) }
            default: throw YAMLSubset.fault("\(member.key): wants one value", member.line, name)
            }
        }
    }

    private mutating func addBudget(_ path: YAMLSubset.Member, _ name: String) throws(InspectionError) {
        guard case .text(let value) = path.value else {
            throw YAMLSubset.fault("the budget of \(path.key) wants a size", path.line, name)
        }
        try located(path.line, name) { rules throws(InspectionError) in
            rules.budgets.append(Budget(path: path.key, bytes: try Self.bytes(value, "budgets")))
        }
    }

    private mutating func readGrowth(
        _ parts: [YAMLSubset.Member], _ line: Int, _ name: String
    ) throws(InspectionError) {
        var growth = Growth(base: "")
        for part in parts {
            guard case .text(let value) = part.value else {
                throw YAMLSubset.fault("\(part.key): wants one value", part.line, name)
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
            throw YAMLSubset.fault("growth: wants a base (an image) and a max (a size or a percentage)", line, name)
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

public import LayerAnalysis

/// What came of a rule.
public struct RuleResult: Sendable, Hashable {
    /// The rule's name.
    public let name: String
    /// What it allows.
    public let limit: String
    /// What was found.
    public let found: String
    /// Whether that is allowed.
    public let isPassed: Bool
}

extension ImageRules {
    /// What an image is held to besides its own analysis.
    public struct Circumstances: Sendable {
        /// How many secrets were found in it; wanted where ``ImageRules/noSecrets`` is set.
        public var secrets: Int?
        /// Bytes of all layers of the image that ``ImageRules/growth`` names.
        public var baseSize: Int64?

        /// Nothing is known.
        public init() {}
    }

    /// Holds an image to the rules, each in the order of this type; those that are off have no result.
    public func results(of analysis: ImageAnalysis, _ circumstances: Circumstances = Circumstances()) -> [RuleResult] {
        var results: [RuleResult] = []
        let efficiency = analysis.efficiency
        if let lowestEfficiency {
            results.append(
                RuleResult(
                    name: "lowestEfficiency", limit: "\(lowestEfficiency)", found: Self.rounded(efficiency.score),
                    isPassed: efficiency.score >= lowestEfficiency))
        }
        if let highestWastedBytes {
            results.append(bytes("highestWastedBytes", efficiency.wastedBytes, highestWastedBytes))
        }
        if let highestUserWastedPercent {
            results.append(
                RuleResult(
                    name: "highestUserWastedPercent", limit: "\(highestUserWastedPercent)",
                    found: Self.rounded(efficiency.wastedUserShare),
                    isPassed: efficiency.wastedUserShare <= highestUserWastedPercent))
        }
        if let maxSize { results.append(bytes("maxSize", efficiency.totalBytes, maxSize)) }
        if let maxLayers {
            let count = analysis.image.layers.count
            results.append(
                RuleResult(name: "maxLayers", limit: "\(maxLayers)", found: "\(count)", isPassed: count <= maxLayers))
        }
        if noSecrets, let count = circumstances.secrets {
            results.append(RuleResult(name: "noSecrets", limit: "0", found: "\(count)", isPassed: count == 0))
        }
        return results + budgetResults(analysis) + growthResults(efficiency.totalBytes, circumstances.baseSize)
    }

    private func bytes(_ name: String, _ found: Int64, _ limit: Int64) -> RuleResult {
        RuleResult(name: name, limit: "\(limit)", found: "\(found)", isPassed: found <= limit)
    }

    private func budgetResults(_ analysis: ImageAnalysis) -> [RuleResult] {
        guard !budgets.isEmpty else { return [] }
        let view = analysis.finalView
        return budgets.map { budget in
            let node = view.resolved(Array(budget.path.utf8))
            return bytes("budgets \(budget.path)", node.map { view.size(of: $0) } ?? 0, budget.bytes)
        }
    }

    private func growthResults(_ size: Int64, _ base: Int64?) -> [RuleResult] {
        guard let growth, let base else { return [] }
        let grown = size - base
        var results: [RuleResult] = []
        if let limit = growth.bytes { results.append(bytes("growth over \(growth.base)", grown, limit)) }
        if let limit = growth.share {
            let share = base == 0 ? (grown > 0 ? .infinity : 0) : Double(grown) / Double(base)
            results.append(
                RuleResult(
                    name: "growth over \(growth.base)", limit: "\(limit)", found: Self.rounded(share),
                    isPassed: share <= limit))
        }
        return results
    }

    /// To four decimals, so that what is shown differs from the limit where it fails.
    private static func rounded(_ number: Double) -> String {
        number.isFinite ? "\((number * 10000).rounded() / 10000)" : "infinite"
    }
}

extension ImageAnalysis {
    /// The tree of all layers, compared with nothing.
    public var finalView: StackedView { StackedView(stack, through: stack.layers.count - 1, since: -1) }
}

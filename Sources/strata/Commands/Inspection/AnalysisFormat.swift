/// How an analysis is written.
enum AnalysisFormat: String, CaseIterable {
    case table, json, junit, sarif, markdown

    /// - Throws: `UsageError`.
    init(parsing text: String) throws {
        guard let format = Self(rawValue: text) else {
            throw UsageError(
                "--format \(text): there is no such format",
                hint: "the formats are " + Self.allCases.map(\.rawValue).joined(separator: ", "))
        }
        self = format
    }
}

import Findings

/// A comment that speaks to the linter, as hadolint reads it: `# hadolint ignore=DL3003,SC2086 # why`,
/// `# hadolint global ignore=…`, `# hadolint stage ignore=…`, `# hadolint shell=powershell`.
enum Pragma: Equatable {
    /// Rules that are ignored in the instruction below.
    case ignore([RuleCode])
    /// Rules that are ignored in the stage that begins below.
    case stageIgnore([RuleCode])
    /// Rules that are ignored in the file.
    case globalIgnore([RuleCode])
    /// The shell of the base image.
    case shell(String)

    /// Reads what stands behind `#`; `nil` for any other comment.
    init?(_ comment: String) {
        let withoutReason = comment.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)[0]
        guard let split = withoutReason.firstIndex(of: "=") else { return nil }
        let words = withoutReason[..<split].split { $0 == " " || $0 == "\t" }.map(String.init)
        let value = withoutReason[withoutReason.index(after: split)...]
        let codes = value.split(separator: ",").map { RuleCode(String($0).trimmingBlanks) }.filter { !$0.text.isEmpty }
        switch words {
        case ["hadolint", "ignore"] where !codes.isEmpty: self = .ignore(codes)
        case ["hadolint", "stage", "ignore"] where !codes.isEmpty: self = .stageIgnore(codes)
        case ["hadolint", "global", "ignore"] where !codes.isEmpty: self = .globalIgnore(codes)
        case ["hadolint", "shell"]: self = .shell(String(value).trimmingBlanks)
        default: return nil
        }
    }
}

extension String {
    /// The text without blanks around it.
    var trimmingBlanks: String {
        var text = self[...]
        while let first = text.first, first.isWhitespace { text = text.dropFirst() }
        while let last = text.last, last.isWhitespace { text = text.dropLast() }
        return String(text)
    }
}

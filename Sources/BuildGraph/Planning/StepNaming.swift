/// Numbers the steps of a stage as BuildKit does: `[build 2/4] `.
struct StepNaming {
    private let stageName: String
    private let total: Int
    private var index = 0

    init(stageName: String, total: Int) {
        self.stageName = stageName
        self.total = total
    }

    /// The next step's name.
    mutating func name(_ text: String, isTrigger: Bool = false) -> String {
        guard total > 0 else { return text }
        index += 1
        let number = String(index)
        let padding = String(repeating: " ", count: max(0, String(total).count - number.count))
        let stage = stageName.isEmpty ? "" : stageName + " "
        return "[\(stage)\(padding)\(number)/\(total)] " + (isTrigger ? "ONBUILD " : "") + text
    }
}

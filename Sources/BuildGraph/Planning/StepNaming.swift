internal import DockerfileSyntax

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
    ///
    /// - Parameter platform: The platform, where the build is for several.
    mutating func name(_ text: String, isTrigger: Bool = false, platform: String? = nil) -> String {
        guard total > 0 else { return text }
        index += 1
        let number = String(index)
        let padding = String(repeating: " ", count: max(0, String(total).count - number.count))
        let stage = (platform.map { $0 + " " } ?? "") + (stageName.isEmpty ? "" : stageName + " ")
        return "[\(stage)\(padding)\(number)/\(total)] " + (isTrigger ? "ONBUILD " : "") + text
    }

    /// The instruction as it is written, on one line and with its keyword in capitals.
    static func canonicalText(of instruction: Instruction) -> String {
        let words = instruction.source.originalText
        guard let space = words.firstIndex(where: { $0 == " " || $0 == "\t" }) else { return words.uppercased() }
        let rest = words[space...].drop { $0 == " " || $0 == "\t" }
        return "\(instruction.keyword.rawValue) \(rest)"
    }
}

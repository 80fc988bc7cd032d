import DockerfileSyntax
import Findings

/// Which rules the file's own comments switch off, and where.
struct IgnoredRules {
    private var everywhere: Set<RuleCode> = []
    private var byInstruction: [Int: Set<RuleCode>] = [:]
    private var byStage: [Int: Set<RuleCode>] = [:]
    private let dockerfile: Dockerfile
    private let lines: InstructionLines

    init(_ file: LintFile) {
        dockerfile = file.parsed.dockerfile
        lines = file.lines
        let starts =
            dockerfile.globalArguments.map(\.range.start.line)
            + dockerfile.stages.flatMap { [$0.range.start.line] + $0.instructions.map(\.range.start.line) }
        let commentLines = Set(file.comments.map(\.line))
        for comment in file.comments {
            guard let pragma = Pragma(comment.text) else { continue }
            // Further comments may stand between the pragma and its instruction, an empty line may not.
            var line = comment.line + 1
            while commentLines.contains(line) { line += 1 }
            switch pragma {
            case .globalIgnore(let codes): everywhere.formUnion(codes)
            case .ignore(let codes): byInstruction[line, default: []].formUnion(codes)
            case .stageIgnore(let codes):
                let next = starts.filter { $0 >= line }.min()
                guard let stage = dockerfile.stages.firstIndex(where: { $0.range.start.line == next }) else { continue }
                byStage[stage, default: []].formUnion(codes)
            case .shell: continue
            }
        }
    }

    /// Whether a finding of a rule is not wanted at a place.
    func contains(_ code: RuleCode, at range: SourceRange) -> Bool {
        if everywhere.contains(code) { return true }
        if byInstruction.isEmpty, byStage.isEmpty { return false }
        let line = lines.line(of: range.start)
        if byInstruction[line]?.contains(code) == true { return true }
        guard let stage = dockerfile.stageIndex(at: range.start) else { return false }
        return byStage[stage]?.contains(code) == true
    }
}

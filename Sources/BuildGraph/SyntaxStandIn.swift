import DockerfileSyntax

extension ShellWord {
    func expand(with l: VariableLookup) throws(Diagnostic) -> String { text }
    func expandWords(with l: VariableLookup) throws(Diagnostic) -> [String] { [text] }
}
extension Dockerfile {
    static func parseTrigger(_ t: String) -> (instructions: [Instruction], diagnostics: [Diagnostic]) { ([], []) }
}
enum StepText { static func progress(of i: Instruction, with l: VariableLookup) -> String { i.source.originalText } }

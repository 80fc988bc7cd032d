extension InstructionParser {
    /// `ONBUILD INSTRUCTION`.
    mutating func parseOnbuild(
        _ source: inout InstructionSource,
        _ rest: LinePiece,
        _ reader: inout LineReader
    ) -> Parsed? {
        _ = FlagSet.of(.onbuild).read(source.flags, of: .onbuild, &diagnostics)
        guard !rest.isEmpty else {
            reportMissing(source, "ONBUILD has no instruction", hint: "write ONBUILD INSTRUCTION …")
            return nil
        }
        let keyword = rest.headAndTail.head
        let name = keyword.text.uppercased()
        guard name != "FROM", name != "MAINTAINER", name != "ONBUILD" else {
            let message = "\(name) cannot be the trigger of an ONBUILD"
            report(.error(.onbuildTrigger, message, at: keyword.range(in: text)))
            return nil
        }
        let parsed = parse(rest, comments: [], isTrigger: true, &reader)
        guard case .instruction(let trigger) = parsed else { return nil }
        source.hereDocuments = trigger.source.hereDocuments
        source.range.end = max(source.range.end, trigger.range.end)
        let expression = source.hereDocuments.reduce(rest.text) { $0 + "\n" + $1.rawText + $1.name }
        let kind = Instruction.Kind.onbuild(OnbuildInstruction(trigger: expression, instructions: [trigger]))
        return .instruction(Instruction(source: source, kind: kind))
    }
}

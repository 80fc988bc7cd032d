import DockerfileSyntax

extension FixSubject {
    /// A RUN whose commands can be read.
    struct Run: Sendable {
        let stage: Int
        let index: Int
        let instruction: Instruction
        let list: CommandList
        /// What holds before it.
        let state: StageState

        /// Whether it has a cache mounted somewhere already.
        var mountsCache: Bool {
            guard case .run(let run) = instruction.kind else { return false }
            return run.mounts.contains { $0.fields.contains { $0.key == "type" && $0.value?.text == "cache" } }
        }
    }

    /// The RUN of all stages whose commands can be read, in order.
    static func runs(of parsed: ParseResult, _ chain: StageChain) -> [Run] {
        parsed.dockerfile.stages.indices.flatMap { stage -> [Run] in
            guard isPOSIX(stage, parsed.dockerfile, chain) else { return [] }
            let instructions = parsed.dockerfile.stages[stage].instructions
            var state = chain.start(of: stage)
            return instructions.indices.compactMap { index in
                defer { state.apply(instructions[index]) }
                guard state.hasPOSIXShell, let list = CommandList(instructions[index], in: parsed.text) else {
                    return nil
                }
                return Run(stage: stage, index: index, instruction: instructions[index], list: list, state: state)
            }
        }
    }

    /// The change that gives a RUN flags: one beside the keyword, several on lines of their own.
    func adding(_ flags: [String], to instruction: Instruction) -> TextEdit {
        let end = instruction.source.keyword.range.end.offset
        if flags.count == 1 { return TextEdit(end..<end, " " + flags[0]) }
        let layout = ListLayout(of: instruction, in: self)
        let next = [0x20, escape] + layout.lineEnd + layout.indent
        let text = flags.reduce(into: [0x20]) { $0 += Array($1.utf8) + next }
        // The space behind the keyword goes: the indent takes its place.
        var start = end
        while start < bytes.count, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
        return TextEdit(end..<start, text)
    }

    /// From the beginning of the line of an instruction, the comment lines right above it among them, to behind its line end.
    func lines(of range: SourceRange) -> (comments: Range<Int>, own: Range<Int>) {
        var start = lineStart(range.start.offset)
        let own = start
        while start > 0 {
            let above = lineStart(start - 1)
            let first = bytes[above..<start].first { $0 != 0x20 && $0 != 0x09 }
            guard first == UInt8(ascii: "#") else { break }
            start = above
        }
        let end = bytes[range.end.offset...].firstIndex(of: 0x0A).map { $0 + 1 } ?? bytes.count
        return (start..<own, own..<end)
    }

    private func lineStart(_ offset: Int) -> Int {
        var start = offset
        while start > 0, bytes[start - 1] != 0x0A { start -= 1 }
        return start
    }
}

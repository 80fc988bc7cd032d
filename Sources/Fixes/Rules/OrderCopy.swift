import DockerfileSyntax

/// Moves a COPY of sources below the commands that need nothing of it, or only files that name dependencies: those are copied
/// before then, and an edit of the sources does not make the commands run again.
struct OrderCopy: FixRule {
    func fixes(in subject: FixSubject) -> [Fix] {
        guard subject.facts.context != nil else { return [] }
        return subject.dockerfile.stages.indices.flatMap { stage -> [Fix] in
            guard subject.isPOSIX(stage) else { return [] }
            let instructions = subject.dockerfile.stages[stage].instructions
            return instructions.indices.compactMap { index in
                // What holds before an instruction is found out by all those above.
                guard instructions[index].keyword == .copy else { return nil }
                let state = subject.state(before: index, in: stage)
                guard let copy = MovableCopy(instructions[index], state: state) else { return nil }
                return fix(copy, instructions, index, state, in: subject)
            }
        }
    }

    private func fix(
        _ copy: MovableCopy, _ instructions: [Instruction], _ index: Int, _ before: StageState, in subject: FixSubject
    ) -> Fix? {
        guard let reach = reach(of: copy, instructions, index, before, in: subject) else { return nil }
        let files = reach.files
        // What would be copied before is all that there is.
        if !files.isEmpty, copy.sources.allSatisfy({ source in files.contains { $0.source == source } }) { return nil }
        var small: String?
        if !files.isEmpty {
            guard let line = copy.copying(files, in: subject.bytes) else { return nil }
            small = line
        }
        let needy = reach.firstNeed == index + 1 ? nil : reach.firstNeed.map { instructions[$0] }
        guard let edits = Self.edits(copy, small, before: needy, below: instructions[reach.last], in: subject) else {
            return nil
        }
        let names = files.map(\.source).joined(separator: " and ")
        let title =
            small == nil
            ? "copy behind the commands that do not need it"
            : "copy \(names) first, and the rest behind what needs no more"
        return Fix(
            .orderCopy, title,
            because: "an edit of what is copied makes all behind it run again",
            at: copy.instruction.range.start.offset, edits)
    }

    // MARK: How far

    private struct Reach {
        /// The last RUN that can stand before the COPY.
        var last: Int
        /// The first RUN that needs files.
        var firstNeed: Int?
        /// The files that those RUN need.
        var files: [(source: String, target: String)] = []
    }

    private func reach(
        of copy: MovableCopy, _ instructions: [Instruction], _ index: Int, _ before: StageState,
        in subject: FixSubject
    ) -> Reach? {
        guard let context = subject.facts.context else { return nil }
        let isFile = { (path: String) in !path.isEmpty && context.read(path) != nil }
        let dependencies = Dependencies { path in copy.source(of: path, isFile: isFile).flatMap { context.read($0) } }
        var state = before
        var reach: Reach?
        var files: [(source: String, target: String)] = []
        var firstNeed: Int?
        for place in instructions.indices.dropFirst(index + 1) {
            let instruction = instructions[place]
            switch instruction.kind {
            case .env, .label, .expose, .arg, .cmd, .entrypoint, .healthcheck, .stopsignal: break
            case .workdir:
                // `COPY . .` would go elsewhere below it.
                guard copy.transfer.destination.text.hasPrefix("/"), copy.transfer.owner == nil else { return reach }
            case .run(let run):
                guard state.hasPOSIXShell, Self.hasOnlyCaches(run),
                    let list = CommandList(instruction, in: subject.parsed.text), list.isPlainList
                else { return reach }
                for command in list.commands {
                    if copy.concerns(command, state.values, isFile: isFile) { return reach }
                    guard let need = dependencies.need(of: command, in: state.directory) else { return reach }
                    guard case .files(let paths) = need else { continue }
                    firstNeed = firstNeed ?? place
                    for path in paths where !files.contains(where: { $0.target == path }) {
                        guard let source = copy.source(of: path, isFile: isFile) else { return reach }
                        files.append((source, path))
                    }
                }
                reach = Reach(last: place, firstNeed: firstNeed, files: files)
            default: return reach
            }
            state.apply(instruction)
        }
        return reach
    }

    private static func hasOnlyCaches(_ run: RunInstruction) -> Bool {
        run.mounts.allSatisfy { $0.fields.contains { $0.key == "type" && $0.value?.text == "cache" } }
    }

    // MARK: The change

    private static func edits(
        _ copy: MovableCopy, _ small: String?, before needy: Instruction?, below last: Instruction,
        in subject: FixSubject
    ) -> [TextEdit]? {
        let range = copy.instruction.range
        let (comments, own) = subject.lines(of: range)
        let text = subject.bytes[range.start.offset..<range.end.offset]
        // Two instructions never share a line; what stands before it is space.
        let indent = subject.bytes[own.lowerBound..<range.start.offset]
        let lineEnd = Array(subject.lineEnd.utf8)
        let place = last.range.end.offset
        let moved = lineEnd + subject.bytes[comments] + indent + text
        if let small, needy == nil {
            return [
                TextEdit(comments.lowerBound..<range.end.offset, Array(indent) + Array(small.utf8)),
                TextEdit(place..<place, moved),
            ]
        }
        // The first comment of the file may be a directive.
        guard comments.lowerBound > 0 else { return nil }
        var gone = comments.lowerBound..<own.upperBound
        var blank: [UInt8] = []
        // The empty line behind goes along.
        var end = gone.upperBound
        while end < subject.bytes.count, subject.bytes[end] == 0x0D { end += 1 }
        if end < subject.bytes.count, subject.bytes[end] == 0x0A,
            subject.bytes[..<gone.lowerBound].suffix(lineEnd.count * 2).elementsEqual(lineEnd + lineEnd)
        {
            gone = gone.lowerBound..<(end + 1)
            blank = lineEnd
        }
        var edits = [TextEdit(gone, ""), TextEdit(place..<place, blank + moved)]
        if let small, let needy {
            // Above the comments of the RUN that needs it.
            let start = subject.lines(of: needy.range).comments.lowerBound
            edits.append(TextEdit(start..<start, Array(small.utf8) + lineEnd))
        }
        return edits
    }
}

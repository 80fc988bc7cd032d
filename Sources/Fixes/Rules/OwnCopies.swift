import DockerfileSyntax

/// Gives copied files their owner or mode as they are copied: `chown -R` and `chmod -R` behind have all of them in a second layer.
///
/// The directory itself is left to the command, as it may be there before the COPY. Commands that make the user go before the COPY.
struct OwnCopies: FixRule {
    func fixes(in subject: FixSubject) -> [Fix] {
        subject.runs.compactMap { run in
            guard run.list.isPlainList, run.state.isRoot else { return nil }
            return run.list.commands.indices.lazy.flatMap { TreeChange.all(run, $0) }
                .compactMap { fix($0, run, in: subject) }.first
        }
    }

    private func fix(_ change: TreeChange, _ run: FixSubject.Run, in subject: FixSubject) -> Fix? {
        guard change.flag == "chown" || subject.frontendKnows(minor: 2),
            let copies = copies(of: change, run, in: subject), let first = copies.last,
            let removed = run.list.removing(Set(0..<change.makers), words: [change.removed], in: subject.bytes)
        else { return nil }
        var edits = removed + (change.insertion.map { [$0] } ?? [])
        if change.makers > 0 {
            guard let making = making(change.makers, run, before: first, in: subject) else { return nil }
            edits.insert(making, at: 0)
        }
        for copy in copies {
            edits.append(subject.adding(["--\(change.flag)=\(change.value)"], to: subject.instruction(copy, of: run)))
        }
        let what = change.flag == "chown" ? "owner" : "mode"
        return Fix(
            .ownCopies, answering: ["ST016"], "give the files in \(change.path) their \(what) as they are copied",
            because: "another \(what) for files of a layer below has all of them in the image twice",
            at: run.instruction.range.start.offset, edits)
    }

    /// The places of the COPY right before that bring files below the path, the last one first; `nil` where other files may be there.
    private func copies(of change: TreeChange, _ run: FixSubject.Run, in subject: FixSubject) -> [Int]? {
        let instructions = subject.dockerfile.stages[run.stage].instructions[..<run.index]
        var copies: [Int] = []
        var isBehind = true
        for place in instructions.indices.reversed() {
            switch instructions[place].kind {
            case .run: isBehind = false
            case .add(let addition):
                guard change.isApart(addition.transfer, subject.state(before: place, in: run.stage)) else { return nil }
            case .copy(let copy):
                let state = subject.state(before: place, in: run.stage)
                if change.isApart(copy.transfer, state) { continue }
                guard isBehind, change.covers(copy.transfer, state) else { return nil }
                copies.append(place)
            default: continue
            }
        }
        return copies
    }

    /// The line that makes the user before the first COPY; `nil` where the commands would find something else there.
    private func making(
        _ count: Int, _ run: FixSubject.Run, before place: Int, in subject: FixSubject
    ) -> TextEdit? {
        let between = subject.dockerfile.stages[run.stage].instructions[place..<run.index]
        let changers: Set<Keyword> = [.env, .arg, .user, .workdir, .shell]
        guard run.instruction.source.flags.isEmpty, !between.contains(where: { changers.contains($0.keyword) })
        else { return nil }
        let start = subject.lines(of: subject.instruction(place, of: run).range).comments.lowerBound
        let keyword = run.instruction.source.keyword.range
        let commands = run.list.commands[0].range.lowerBound..<run.list.commands[count - 1].end
        let text =
            subject.bytes[keyword.start.offset..<keyword.end.offset] + [0x20] + subject.bytes[commands]
            + Array(subject.lineEnd.utf8)
        return TextEdit(start..<start, Array(text))
    }
}

extension FixSubject {
    /// Another instruction of the stage of a RUN.
    fileprivate func instruction(_ place: Int, of run: Run) -> Instruction {
        dockerfile.stages[run.stage].instructions[place]
    }
}

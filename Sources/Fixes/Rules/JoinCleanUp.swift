import DockerfileSyntax

/// Puts a clean-up into the RUN right before it: what is removed in another layer than it was made in is still in the image.
struct JoinCleanUp: FixRule {
    /// Why it is worth it.
    static let reason = "what a later layer removes is still in the layer that made it, and is sent with the image"

    func fixes(in subject: FixSubject) -> [Fix] {
        subject.dockerfile.stages.indices.flatMap { stage -> [Fix] in
            guard subject.isPOSIX(stage) else { return [] }
            let instructions = subject.dockerfile.stages[stage].instructions
            return instructions.indices.dropLast().compactMap { index in
                let (first, second) = (instructions[index], instructions[index + 1])
                guard first.keyword == .run, second.keyword == .run,
                    subject.state(before: index, in: stage).hasPOSIXShell,
                    let join = RunJoin(first, second, in: subject), join.isPlain,
                    join.secondList.commands.allSatisfy(\.isCleanUp)
                else { return nil }
                return Fix(
                    .joinCleanUp, answering: ["DL3009", "DL3059"],
                    "join the clean-up to the RUN before it", because: Self.reason,
                    at: second.range.start.offset, join.edits)
            }
        }
    }
}

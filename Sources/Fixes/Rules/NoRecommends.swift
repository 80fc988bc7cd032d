import DockerfileSyntax

/// Adds `--no-install-recommends` to `apt-get install`.
struct NoRecommends: FixRule {
    func fixes(in subject: FixSubject) -> [Fix] {
        subject.runs.compactMap { run in
            let edits = run.list.commands.compactMap { command -> TextEdit? in
                guard let (kind, verb) = command.package, kind == .aptInstall,
                    !command.words.contains(where: { $0.text.lowercased().contains("install-recommends") })
                else { return nil }
                return TextEdit(verb.range.upperBound..<verb.range.upperBound, " --no-install-recommends")
            }
            if edits.isEmpty { return nil }
            return Fix(
                .noRecommends, answering: ["DL3015"], "install no packages that are only recommended",
                because: "what nothing depends on takes its room in the image", at: run.instruction.range.start.offset,
                edits)
        }
    }
}

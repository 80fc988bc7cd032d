import Storage

/// A build of the same Dockerfile, context, target and platform that came before.
struct EarlierBuild: Sendable {
    let build: BuildRecord
    let steps: [BuildStep]

    /// The step of it that stands for one of a later build: of the same stage and text, and where the same text occurs more
    /// than once the same of them; else the one at the same place, if it is of the same kind and its own text is gone.
    func counterpart(of step: BuildStep, in later: [BuildStep]) -> BuildStep? {
        let mine = later.filter { $0.stage == step.stage }
        let theirs = steps.filter { $0.stage == step.stage }
        guard let place = mine.firstIndex(where: { $0.number == step.number }) else { return nil }
        let occurrence = mine[...place].count { $0.text == step.text }
        let same = theirs.filter { $0.text == step.text }
        if same.count >= occurrence { return same[occurrence - 1] }
        guard place < theirs.count else { return nil }
        let candidate = theirs[place]
        guard Self.keyword(candidate) == Self.keyword(step), !mine.contains(where: { $0.text == candidate.text }) else {
            return nil
        }
        return candidate
    }

    private static func keyword(_ step: BuildStep) -> Substring { step.text.prefix { $0 != " " } }

    /// The step of a number.
    func step(_ number: Int) -> BuildStep? { steps.first { $0.number == number } }
}

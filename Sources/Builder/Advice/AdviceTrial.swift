/// A change of the Dockerfile or of the ignore file that might have spared steps, and what came of trying it.
public struct AdviceTrial: Sendable {
    /// What is changed.
    public enum Change: Sendable, Hashable {
        /// Patterns are added to the ignore file.
        case ignore(file: String, patterns: [String])
        /// An instruction is moved below another one; lines are counted from one, in the Dockerfile as it is.
        case move(instruction: String, line: Int, below: String, belowLine: Int)
        /// The same, and an instruction that copies some files only takes its place.
        case split(instruction: String, line: Int, into: String, below: String, belowLine: Int)
    }

    /// What came of it.
    public enum Outcome: Sendable, Hashable {
        /// The image is the same, times aside, but for these files, which were only copied; and with the files or arguments changed
        /// again that began the misses, the steps are in the cache.
        case holds(without: [String])
        /// The build does not go through.
        case breaks(String)
        /// The image is another one: in these paths, or in its configuration.
        case differs([String])
        /// The steps are not in the cache all the same.
        case misses(String)
    }

    /// The number of the step that began the misses.
    public let step: Int
    /// The names of the build arguments that began them; none where files of the context did.
    public let arguments: [String]
    /// What was changed.
    public let change: Change
    /// What came of it.
    public let outcome: Outcome
    /// The numbers of the steps that would have been in the cache.
    public let spared: [Int]
    /// The seconds that these took.
    public let savedSeconds: Double
    /// The seconds that the trial took.
    public let seconds: Double

    /// Whether it can be advised.
    public var holds: Bool { if case .holds = outcome { true } else { false } }
}

public import DockerfileSyntax

/// What a build reads of its context in all likelihood, told by the Dockerfile alone: before variables are replaced and
/// images are looked up, so that the walk of the context need not wait for either.
public enum LikelySources {
    /// The sources of COPY and ADD in the stages that a target needs, as they are written.
    ///
    /// Those with variables, quotes, escapes or wildcards are left out, and stages that are needed by a name with a variable.
    ///
    /// - Parameters:
    ///   - target: The name or number of a stage; `nil` for the last one.
    ///   - contexts: The names of contexts that take the place of stages and images.
    public static func paths(in dockerfile: Dockerfile, target: String?, contexts: Set<String>) -> [String] {
        let stages = dockerfile.stages
        guard let wanted = target.map({ dockerfile.stageIndex(named: $0) }) ?? stages.indices.last else { return [] }
        let references = StageReferences(
            stages: stages, baseNames: stages.map(\.baseName.text), contexts: contexts)
        return references.needed(by: wanted).sorted().flatMap { stages[$0].instructions }.flatMap(sources).filter(
            isPlain)
    }

    private static func sources(of instruction: Instruction) -> [String] {
        switch instruction.kind {
        case .copy(let copy): copy.from == nil ? copy.transfer.sources.map(\.text) : []
        case .add(let add): add.transfer.sources.map(\.text).filter { !RemoteSource.isRemote($0) }
        default: []
        }
    }

    private static func isPlain(_ source: String) -> Bool {
        !source.utf8.contains { #"$"'\`*?[<"#.utf8.contains($0) }
    }
}

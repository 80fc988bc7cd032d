internal import DockerfileSyntax

/// Which stage a name stands for, as seen from another stage.
struct StageReferences {
    /// What `COPY --from` or `from` of a mount names.
    enum Target: Hashable {
        /// An earlier stage.
        case stage(Int)
        /// The stage itself or a later one, which cannot be copied from.
        case unreachable(Int)
        /// A number that no stage has.
        case noSuchNumber
        /// An image, if there is one of that name.
        case image
    }

    private let names: [String?]
    private let contexts: Set<String>
    private let edges: [[Int]]
    /// Whether some `COPY --from` or mount names an image.
    let namesImages: Bool

    /// Looks at the stages of a Dockerfile, without expanding anything but the bases given.
    init(stages: [Stage], baseNames: [String], contexts: Set<String> = []) {
        let names = stages.map { $0.name?.text.lowercased() }
        self.names = names
        self.contexts = contexts
        edges = stages.enumerated().map { index, stage in
            let copies = stage.instructions.flatMap { StageReferences.sources(of: $0).compactMap { $0 } }
            let targets = copies.map { StageReferences.target(of: $0.text, from: index, names: names, contexts) }
            let isContext = !contexts.isEmpty && contexts.contains(NamedContext.key(baseNames[index]))
            let base = isContext ? nil : names[..<index].lastIndex(of: baseNames[index].lowercased())
            return targets.compactMap(\.index) + [base].compactMap { $0 }
        }
        namesImages = stages.enumerated().contains { index, stage in
            stage.instructions.flatMap { StageReferences.sources(of: $0).compactMap { $0 } }
                .contains { StageReferences.target(of: $0.text, from: index, names: names, contexts) == .image }
        }
    }

    /// The stage that `FROM name` builds upon; `nil` where it names an image.
    func base(_ name: String, of index: Int) -> Int? { names[..<index].lastIndex(of: name.lowercased()) }

    /// The stage of a name that comes too late to be built upon.
    func laterStage(named name: String, than index: Int) -> Int? {
        names[index...].firstIndex(of: name.lowercased())
    }

    /// What `COPY --from=name` in a stage names.
    func target(of name: String, from index: Int) -> Target {
        StageReferences.target(of: name, from: index, names: names, contexts)
    }

    /// Whether a stage needs another one, directly or through others.
    func needs(_ index: Int, _ other: Int) -> Bool { needed(by: index).contains(other) }

    /// A stage and all that it needs, directly or through others.
    func needed(by index: Int) -> Set<Int> {
        var open = [index]
        var seen: Set<Int> = []
        while let next = open.popLast() {
            if seen.insert(next).inserted { open += edges[next] }
        }
        return seen
    }

    /// The word after `--from=` of a COPY, or that of each mount of a RUN at the mount's place.
    static func sources(of instruction: Instruction) -> [ShellWord?] {
        switch instruction.kind {
        case .copy(let copy): [copy.from]
        case .run(let run): run.mounts.map(source)
        default: []
        }
    }

    /// `from=` of a mount; a tmpfs takes nothing from anywhere.
    private static func source(of mount: RunMountFlag) -> ShellWord? {
        let kind = mount.fields.last { $0.key == "type" }?.value?.text.lowercased()
        let from = mount.fields.last { $0.key == "from" }?.value
        guard kind ?? "bind" == "bind" || kind == "cache", let from, !from.text.isEmpty else { return nil }
        return from
    }

    private static func target(
        of name: String, from index: Int, names: [String?], _ contexts: Set<String>
    ) -> Target {
        // A context of that name takes the place of everything else.
        if !contexts.isEmpty, contexts.contains(NamedContext.key(name)) { return .image }
        if let number = Int(name) {
            guard names.indices.contains(number) else { return .noSuchNumber }
            return number < index ? .stage(number) : .unreachable(number)
        }
        let wanted = name.lowercased()
        if let earlier = names[..<index].lastIndex(of: wanted) { return .stage(earlier) }
        if let later = names[index...].firstIndex(of: wanted) { return .unreachable(later) }
        return .image
    }
}

extension StageReferences.Target {
    /// The stage, wherever it stands.
    var index: Int? {
        switch self {
        case .stage(let index), .unreachable(let index): index
        case .noSuchNumber, .image: nil
        }
    }
}

internal import DockerfileSyntax

/// Which stage a name stands for, as seen from another stage.
struct StageReferences {
    /// What `COPY --from` names.
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
    private let edges: [[Int]]
    /// Whether some `COPY --from` names an image.
    let namesImages: Bool

    /// Looks at the stages of a Dockerfile, without expanding anything but the bases given.
    init(stages: [Stage], baseNames: [String]) {
        let names = stages.map { $0.name?.text.lowercased() }
        self.names = names
        edges = stages.enumerated().map { index, stage in
            let copies = stage.instructions.compactMap { StageReferences.copySource($0) }
            let targets = copies.map { StageReferences.target(of: $0.text, from: index, names: names) }
            let base = names[..<index].lastIndex(of: baseNames[index].lowercased())
            return targets.compactMap(\.index) + [base].compactMap { $0 }
        }
        namesImages = stages.enumerated().contains { index, stage in
            stage.instructions.compactMap { StageReferences.copySource($0) }
                .contains { StageReferences.target(of: $0.text, from: index, names: names) == .image }
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
        StageReferences.target(of: name, from: index, names: names)
    }

    /// Whether a stage needs another one, directly or through others.
    func needs(_ index: Int, _ other: Int) -> Bool {
        var open = [index]
        var seen: Set<Int> = []
        while let next = open.popLast() {
            if next == other { return true }
            if seen.insert(next).inserted { open += edges[next] }
        }
        return false
    }

    /// The word after `--from=`, where an instruction has one.
    static func copySource(_ instruction: Instruction) -> ShellWord? {
        guard case .copy(let copy) = instruction.kind else { return nil }
        return copy.from
    }

    private static func target(of name: String, from index: Int, names: [String?]) -> Target {
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

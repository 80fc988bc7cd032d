import DockerfileSyntax

/// What each stage stands on, and what holds at its end: looked up once, as files have thousands of stages.
struct StageChain: Sendable {
    /// The stage that a FROM names; `nil` for an image.
    private(set) var bases: [Int?] = []
    /// The image that a stage stands on in the end, as it is written.
    private(set) var roots: [String] = []
    /// What holds behind the last instruction of a stage.
    private(set) var ends: [StageState] = []
    /// The stages that another one stands on.
    private(set) var used: Set<Int> = []

    init(_ dockerfile: Dockerfile) {
        var numbers: [String: Int] = [:]
        for (index, stage) in dockerfile.stages.enumerated() {
            let name = stage.baseName.text
            var base = name.contains("$") ? nil : numbers[name.lowercased()]
            if base == nil, !name.isEmpty, name.utf8.allSatisfy({ 0x30...0x39 ~= $0 }), let number = Int(name) {
                base = number < index ? number : nil
            }
            var state = base.map { ends[$0] } ?? StageState()
            for instruction in stage.instructions { state.apply(instruction) }
            if let base { used.insert(base) }
            bases.append(base)
            roots.append(base.map { roots[$0] } ?? name)
            ends.append(state)
            if let own = stage.name?.text { numbers[own] = index }
        }
    }

    /// What holds before the first instruction of a stage.
    func start(of stage: Int) -> StageState { bases[stage].map { ends[$0] } ?? StageState() }
}

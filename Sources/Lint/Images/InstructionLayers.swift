public import DockerfileSyntax
public import OCI

/// Which layers of an image the instructions of a Dockerfile made, told by the image's history.
///
/// The instructions of the stage that was built, and of those it stands on, are laid along the history so that as many as possible
/// agree; what base image and ONBUILD brought stays without an instruction. The words of RUN have to be the same; those of COPY, ADD and
/// WORKDIR may be what a variable stood for.
public struct InstructionLayers: Sendable {
    /// What a place of the Dockerfile is in the image.
    public enum Place: Hashable, Sendable {
        /// Its instruction made this layer, counted from zero at the bottom.
        case layer(Int)
        /// Its instruction is of the image, and made no layer.
        case configuration
    }

    /// RUN, COPY and ADD of the stages that the image is made of.
    public private(set) var wantedCount = 0
    /// Those of them that the history has.
    public private(set) var foundCount = 0
    private var places: [Int: Place] = [:]

    /// Lays a Dockerfile along a history.
    ///
    /// - Parameter target: the stage that was built; the last one where none is named.
    public init(_ dockerfile: Dockerfile, target: String? = nil, history: [HistoryEntry]) {
        let stages = Self.stages(of: dockerfile, target)
        let instructions = stages.flatMap(\.instructions).suffix(Self.longest)
        let entries = HistoryInstruction.all(in: history).suffix(Self.longest)
        let alignment = InstructionAlignment(instructions.map(WrittenInstruction.init), Array(entries))
        for (instruction, index) in zip(instructions, alignment.matches) {
            let makesLayer = [.run, .copy, .add].contains(instruction.keyword)
            if makesLayer { wantedCount += 1 }
            guard let index else { continue }
            if makesLayer { foundCount += 1 }
            let entry = entries[entries.startIndex + index]
            places[instruction.range.start.offset] = entry.layer.map { .layer($0) } ?? .configuration
        }
        guard foundCount > 0, let base = stages.first else { return }
        // What is said of the image as a whole stands at the last FROM.
        for stage in stages { places[stage.range.start.offset] = .configuration }
        let first = alignment.matches.compactMap(\.self).first ?? 0
        // What is said of the base image is said of what lies below the first instruction.
        let below = entries.prefix(first).last { $0.layer != nil }?.layer
        if let below { places[base.range.start.offset] = .layer(below) }
    }

    /// Nobody writes more; a table of both is made.
    private static let longest = 2000

    /// What a place of the text is in the image; `nil` where it is no part of it, or is not found in the history.
    public func place(of instruction: SourceRange) -> Place? { places[instruction.start.offset] }

    /// The stage that was built, after those that it stands on.
    private static func stages(of dockerfile: Dockerfile, _ target: String?) -> [Stage] {
        var next = target.flatMap { dockerfile.stageIndex(named: $0) } ?? dockerfile.stages.indices.last
        var stages: [Stage] = []
        while let index = next {
            stages.insert(dockerfile.stages[index], at: 0)
            let base = dockerfile.stages[index].baseName.text
            next = dockerfile.stages[..<index].lastIndex { $0.name?.text == base.lowercased() }
        }
        return stages
    }
}

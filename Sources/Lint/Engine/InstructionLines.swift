import DockerfileSyntax
import OCI

/// Which instruction a place belongs to, found by bisection.
struct InstructionLines: Sendable {
    private var ranges: [SourceRange]

    init(_ dockerfile: Dockerfile) {
        ranges = dockerfile.globalArguments.map(\.range)
        for stage in dockerfile.stages {
            ranges.append(stage.range)
            ranges += stage.instructions.map(\.range)
        }
    }

    /// The line in which the instruction begins that a place belongs to; the place's own between instructions.
    func line(of place: SourcePosition) -> Int {
        let next = ranges.partitionPoint { $0.start <= place }
        guard next > 0, place < ranges[next - 1].end else { return place.line }
        return ranges[next - 1].start.line
    }
}

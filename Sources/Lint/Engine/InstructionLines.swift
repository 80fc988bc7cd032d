import DockerfileSyntax

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
        var low = 0
        var high = ranges.count
        while low < high {
            let middle = (low + high) / 2
            if ranges[middle].start <= place { low = middle + 1 } else { high = middle }
        }
        guard low > 0, place < ranges[low - 1].end else { return place.line }
        return ranges[low - 1].start.line
    }
}

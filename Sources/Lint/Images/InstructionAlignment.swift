/// Lays the instructions of a Dockerfile along those of a history, in order, so that they agree as well as can be; of two ways that are
/// as good that is taken which is nearer to the end, because base images lie at the beginning.
struct InstructionAlignment {
    /// For each instruction the entry of the history that is of it; `nil` where none is.
    private(set) var matches: [Int?]

    init(_ instructions: [WrittenInstruction], _ entries: [HistoryInstruction]) {
        matches = [Int?](repeating: nil, count: instructions.count)
        let width = entries.count + 1
        var best = [Int32](repeating: 0, count: (instructions.count + 1) * width)
        var own = best
        for (row, instruction) in instructions.enumerated() {
            for (column, entry) in entries.enumerated() {
                let place = (row + 1) * width + column + 1
                own[place] = instruction.agreement(with: entry)
                let with = own[place] > 0 ? best[place - width - 1] + own[place] : 0
                best[place] = max(with, best[place - width], best[place - 1])
            }
        }
        var (row, column) = (instructions.count, entries.count)
        while row > 0, column > 0 {
            let place = row * width + column
            if own[place] > 0, best[place] == best[place - width - 1] + own[place] {
                (row, column) = (row - 1, column - 1)
                matches[row] = column
            } else if best[place] == best[place - 1] {
                column -= 1
            } else {
                row -= 1
            }
        }
    }
}

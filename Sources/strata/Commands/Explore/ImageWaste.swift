import Explorer
import LayerAnalysis

/// What a stack wastes, in the explorer's words.
enum ImageWaste {
    /// So many paths are told.
    private static let told = 1000

    /// Measures a stack.
    static func of(_ stack: StackedTree) -> ExplorerImage.Waste {
        let measured = Efficiency(of: stack)
        let paths = measured.repetitions.prefix(told).filter { $0.bytes > 0 }.map { path in
            ExplorerImage.WastedPath(path: stack.path(of: path.node), bytes: path.bytes, count: path.count)
        }
        return ExplorerImage.Waste(efficiency: measured.score, bytes: measured.wastedBytes, paths: paths)
    }
}

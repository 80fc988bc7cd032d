internal import LayerAnalysis
internal import LayerArchive
internal import OCI
internal import Packages

/// All that a comparison wants to know of a layer, read in one pass: its entries, and what its files tell of packages.
struct LayerReading: Sendable {
    let tree: LayerTree
    let packages: PackageSearch

    /// Reads a layer. Of an archive, all bytes pass by and are digested; of a directory, only files that tell of packages are read.
    static func read(_ layer: InspectedLayer) async throws -> LayerReading {
        let isDirectory = if case .directory = layer.contents { true } else { false }
        var builder = LayerTreeBuilder()
        var reading = try PackageFileReading(layer)
        try await layer.forEachEntry { entry, readPieces in
            let number = TreeReading.add(entry, to: &builder)
            let isDigested = !isDirectory && entry.meaning == .entry(.regular) && entry.size > 0
            var digester = isDigested ? Digester() : nil
            try reading.take(entry, readPieces, &digester)
            guard let number, let digester = digester.take() else { return }
            builder.setContent(ContentID(digester.finalize()), of: number)
        }
        try await reading.resolveLinks(in: layer)
        return LayerReading(tree: builder.finish(), packages: reading.found)
    }
}

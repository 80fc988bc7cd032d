internal import LayerAnalysis
internal import LayerArchive
internal import OCI
internal import Packages

/// All that a comparison wants to know of a layer, read in one pass: its entries, and what its files tell of packages.
struct LayerReading: Sendable {
    let tree: LayerTree
    /// Device numbers and extended attributes, by path.
    let rarities: [[UInt8]: TreeComparison.RareFacts]
    let packages: PackageSearch

    /// Reads a layer. Of an archive, all bytes pass by and are digested; of a directory, only files that tell of packages are read.
    static func read(_ layer: InspectedLayer) async throws -> LayerReading {
        let isDirectory = if case .directory = layer.contents { true } else { false }
        var builder = LayerTreeBuilder()
        var reading = try PackageFileReading(layer)
        var rarities: [[UInt8]: TreeComparison.RareFacts] = [:]
        try await layer.pass { entry, scan in
            let number = TreeReading.add(entry, to: &builder)
            rarities[entry.path] = try rareFacts(entry, scan)
            let isDigested = !isDirectory && entry.meaning == .entry(.regular) && entry.size > 0
            var digester = isDigested ? Digester() : nil
            try reading.take(entry, { try scan.forEachPiece($0) }, &digester)
            guard let number, let digester = digester.take() else { return }
            builder.setContent(ContentID(digester.finalize()), of: number)
        }
        try await reading.resolveLinks(in: layer)
        return LayerReading(tree: builder.finish(), rarities: rarities, packages: reading.found)
    }

    /// What of an entry its tree does not keep; `nil` where there is nothing. Attributes that a layer does not keep do not count.
    private static func rareFacts(
        _ entry: ScannedEntry, _ scan: any LayerScan
    ) throws -> TreeComparison.RareFacts? {
        guard case .entry(let kind) = entry.meaning else { return nil }
        var facts = TreeComparison.RareFacts()
        switch kind {
        case .characterDevice(let major, let minor), .blockDevice(let major, let minor):
            facts.device = TreeComparison.Device(major: major, minor: minor)
        // The attributes of a further name are those of the file.
        case .hardLink: return nil
        default: break
        }
        for attribute in try scan.attributes() where KeptAttributes.isKept(attribute.name) {
            facts.attributes[attribute.name] = attribute.value
        }
        return facts.device == nil && facts.attributes.isEmpty ? nil : facts
    }
}

public import LayerAnalysis

/// A search for credentials that goes on as the layers of an image come, the lowest first: each is read once, and its tree is made on the
/// way. So nothing of a registry's image is fetched that nobody looks at, and nothing twice.
public struct LayerwiseSearch: Sendable {
    private let scan: SecretScan
    private let image: InspectedImage
    private let configuration: [ScanFinding]
    private var layers: LayerSecrets

    /// Searches configuration and history, which are known before any layer.
    public init(_ image: InspectedImage, _ scan: SecretScan = SecretScan()) {
        self.scan = scan
        self.image = image
        layers = LayerSecrets(image: image.name)
        configuration = scan.configuration(of: image)
    }

    /// What was found so far: in configuration and history first, then layer by layer.
    public var findings: [ScanFinding] { configuration + layers.findings }

    /// Reads the next layer, all its bytes.
    ///
    /// - Returns: its entries, the content of files known.
    /// - Throws: as ``InspectedLayer/entries(hashing:)``.
    public mutating func read(_ layer: InspectedLayer) async throws -> LayerTree {
        let (pass, tree) = try await scan.pass(
            over: layer, of: image, watching: layers.watched, scan.fileSearch(), makesTree: true)
        layers.add(pass, of: layer.number)
        return tree ?? LayerTreeBuilder().finish()
    }
}

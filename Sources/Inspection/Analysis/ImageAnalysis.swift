public import LayerAnalysis
internal import LinuxSystem
internal import OCI

/// What an image weighs, layer by layer, and what of that is there for nothing.
public struct ImageAnalysis: Sendable {
    /// The image.
    public let image: InspectedImage
    /// All paths of all layers.
    public let stack: StackedTree
    /// Dive's numbers.
    public let efficiency: Efficiency
    /// What is left behind, by class.
    public let waste: WasteReport
    /// The same bytes in several layers.
    public let duplicates: Duplicates

    /// Reads an image's layers, each that comes twice once, and measures them.
    ///
    /// Of layers in directories nothing is read but files that have the size of one in another layer; archives are read once.
    ///
    /// - Throws: as ``InspectedLayer/entries(hashing:)``.
    public init(of image: InspectedImage, isDiveExact: Bool = false) async throws {
        self.image = image
        var trees: [LayerTree] = []
        var known: [Digest: Int] = [:]
        for layer in image.layers {
            try Cancellation.check()
            if let same = layer.diffID.flatMap({ known[$0] }) {
                trees.append(trees[same])
                continue
            }
            trees.append(try await layer.entries(hashing: !layer.hasFilesAtHand))
            if let diffID = layer.diffID { known[diffID] = layer.number }
        }
        for (number, candidates) in Duplicates.candidates(in: trees).enumerated() where !candidates.isEmpty {
            try await image.layers[number].identify(candidates, in: &trees[number])
        }
        duplicates = Duplicates(in: trees)
        for layer in trees.indices { trees[layer].forgetContents() }
        stack = StackedTree(trees)
        efficiency = Efficiency(of: stack, isDiveExact: isDiveExact)
        waste = WasteReport(of: stack)
    }

    /// Bytes of all layers' archives as they are stored or sent; `nil` where they are not compressed.
    public var compressedSize: Int64? {
        let sizes = image.layers.map(\.compressedSize)
        return sizes.contains { $0 == nil } || sizes.isEmpty ? nil : sizes.reduce(0) { $0 + ($1 ?? 0) }
    }

    /// What bytes of a layer's files take where the layer is compressed: an estimate, as if all of the layer were compressed alike; `nil`
    /// where it is not compressed.
    public func compressedEstimate(of bytes: Int64, in layer: Int) -> Int64? {
        guard let compressed = image.layers[layer].compressedSize, stack.layers[layer].headerBytes > 0 else {
            return nil
        }
        let share = Double(bytes) / Double(stack.layers[layer].headerBytes)
        return Int64((share * Double(compressed)).rounded())
    }

    /// The same for bytes of all layers; `nil` where one that has some is not compressed.
    public func compressedEstimate(of bytes: [Int64]) -> Int64? {
        var sum: Int64 = 0
        for (layer, count) in bytes.enumerated() where count > 0 {
            guard let estimate = compressedEstimate(of: count, in: layer) else { return nil }
            sum += estimate
        }
        return sum
    }
}

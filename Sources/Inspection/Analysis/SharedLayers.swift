internal import LayerAnalysis
public import OCI

/// Which images have which layers: a tree in which what images begin with alike stands once.
public struct SharedLayers: Sendable {
    /// A layer with what some images have above it.
    public struct Node: Sendable {
        /// The layer.
        public let layer: InspectedLayer
        /// Its bytes; of a registry's those that would come over, compressed.
        public let size: Int64
        /// The numbers of the images that end with it.
        public internal(set) var images: [Int]
        /// What lies on it.
        public internal(set) var above: [Node]
    }

    /// The images, in the order that they were given.
    public let images: [InspectedImage]
    /// The lowest layers.
    public private(set) var roots: [Node] = []
    /// For each layer's diff-id the images that have it, in whatever place.
    public private(set) var owners: [Digest: [Int]] = [:]
    /// The bytes of each layer.
    public private(set) var sizes: [Digest: Int64] = [:]

    /// The bytes of what no digest names: containers' writable layers, by the number of the image.
    private var writable: [Int: Int64] = [:]

    /// Compares images. Layers of the store are not read for it, nor are those of registries; those of archives are, once each.
    ///
    /// - Throws: as ``InspectedLayer/entries(hashing:)``.
    public init(of images: [InspectedImage]) async throws {
        self.images = images
        for (number, image) in images.enumerated() {
            for layer in image.layers {
                guard let diffID = layer.diffID else {
                    writable[number, default: 0] += try await Self.size(of: layer)
                    continue
                }
                if sizes[diffID] == nil { sizes[diffID] = try await Self.size(of: layer) }
                if owners[diffID]?.last != number { owners[diffID, default: []].append(number) }
            }
            add(image.layers[...], number, to: &roots)
        }
    }

    /// Bytes of all layers of an image, and of those among them that another image has too; a layer that comes twice counts once.
    public func sizes(of number: Int) -> (total: Int64, shared: Int64) {
        var result: (total: Int64, shared: Int64) = (writable[number] ?? 0, 0)
        for diffID in Set(images[number].layers.compactMap(\.diffID)) {
            let size = sizes[diffID] ?? 0
            result.total += size
            if (owners[diffID] ?? []).count > 1 { result.shared += size }
        }
        return result
    }

    /// Bytes of all layers, each once.
    public var storedBytes: Int64 { sizes.values.reduce(0, +) + writable.values.reduce(0, +) }

    private static func size(of layer: InspectedLayer) async throws -> Int64 {
        if let recorded = layer.recordedSize { return recorded }
        if layer.isRemote, let blob = layer.blob { return blob.size }
        return try await layer.entries().headerBytes
    }

    private func add(_ layers: ArraySlice<InspectedLayer>, _ image: Int, to nodes: inout [Node]) {
        guard let layer = layers.first else { return }
        // A writable layer is its container's alone.
        let known = layer.diffID.flatMap { diffID in nodes.firstIndex { $0.layer.diffID == diffID } }
        let index = known ?? nodes.count
        if known == nil {
            let size = layer.diffID.map { sizes[$0] ?? 0 } ?? writable[image] ?? 0
            nodes.append(Node(layer: layer, size: size, images: [], above: []))
        }
        if layers.count == 1 {
            nodes[index].images.append(image)
        } else {
            add(layers.dropFirst(), image, to: &nodes[index].above)
        }
    }
}

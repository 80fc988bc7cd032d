public import LayerAnalysis
internal import LayerArchive
internal import LinuxSystem
public import OCI
public import Packages

/// What differs between two images: layers, files, packages, configuration.
public struct ImageComparison: Sendable {
    /// The first image.
    public let first: InspectedImage
    /// The second image.
    public let second: InspectedImage
    /// The layers, by diff-id, that both images have, wherever they lie in them.
    public let sharedLayers: Set<Digest>
    /// Bytes of the files of each layer, not compressed, of the first image and of the second.
    public let layerBytes: (first: [Int64], second: [Int64])
    /// The files of the final trees.
    public let files: TreeComparison
    /// The packages.
    public let packages: PackageComparison
    /// The configuration.
    public let configuration: [ConfigurationChange]
    /// What of the packages could not be read, in the first image and in the second.
    public let warnings: (first: [PackageInventory.Warning], second: [PackageInventory.Warning])

    /// Compares two images; each layer that is in both is read once, layers of registries once at all.
    ///
    /// - Parameter withTimes: Files that differ in their times alone are changed, too.
    /// - Throws: `InspectionError`, `RegistryError`; `CancellationError`.
    public init(from first: InspectedImage, to second: InspectedImage, withTimes: Bool = false) async throws {
        self.first = first
        self.second = second
        sharedLayers = Set(first.layers.compactMap(\.diffID)).intersection(second.layers.compactMap(\.diffID))
        configuration = ConfigurationChange.between(first.configuration.value, second.configuration.value)
        var layers = ComparedLayers()
        let numbers = (try await layers.read(first), try await layers.read(second))
        layerBytes = (layers.bytes(numbers.0), layers.bytes(numbers.1))
        let sides = (layers.side(numbers.0), layers.side(numbers.1))
        var files = TreeComparison(from: sides.0, to: sides.1, withTimes: withTimes)
        if !files.unknown.isEmpty {
            files = TreeComparison(
                from: sides.0, to: sides.1, contents: try layers.contents(of: files.unknown), withTimes: withTimes)
        }
        self.files = files
        let inventories = (
            try await layers.inventory(sides.0, first.layers), try await layers.inventory(sides.1, second.layers)
        )
        packages = PackageComparison(from: inventories.0, to: inventories.1)
        warnings = (inventories.0.warnings, inventories.1.warnings)
    }

    /// Whether the other image has a layer, too.
    public func isShared(_ layer: InspectedLayer) -> Bool { layer.diffID.map { sharedLayers.contains($0) } ?? false }

    /// The images have the same files, packages and configuration.
    public var isEmpty: Bool { files.changes.isEmpty && packages.isEmpty && configuration.isEmpty }
}

/// The layers of both images, each read once.
private struct ComparedLayers {
    private var readings: [(layer: InspectedLayer, reading: LayerReading)] = []
    private var numbers: [Digest: Int] = [:]

    /// Reads the layers of an image that are not known yet; the numbers of all.
    mutating func read(_ image: InspectedImage) async throws -> [Int] {
        var result: [Int] = []
        for layer in image.layers {
            if let known = layer.diffID.flatMap({ numbers[$0] }) {
                result.append(known)
                continue
            }
            result.append(readings.count)
            if let diffID = layer.diffID { numbers[diffID] = readings.count }
            readings.append((layer, try await LayerReading.read(layer)))
        }
        return result
    }

    func bytes(_ numbers: [Int]) -> [Int64] { numbers.map { readings[$0].reading.tree.headerBytes } }

    func side(_ numbers: [Int]) -> TreeComparison.Side {
        TreeComparison.Side(
            StackedTree(numbers.map { readings[$0].reading.tree }), identities: numbers,
            rarities: numbers.map { readings[$0].reading.rarities })
    }

    /// The contents of files of layer directories.
    func contents(of files: Set<TreeComparison.FileID>) throws -> [TreeComparison.FileID: ContentID] {
        var result: [TreeComparison.FileID: ContentID] = [:]
        let buffer = AlignedBuffer(count: 1 << 18)
        for (number, files) in Dictionary(grouping: files, by: \.layer) {
            let (layer, reading) = readings[number]
            guard let root = try layer.directory else { continue }
            for file in files.sorted(by: { $0.entry < $1.entry }) {
                try Cancellation.check()
                result[file] = try Self.content(of: reading.tree.path(of: file.entry), in: root, buffer)
            }
        }
        return result
    }

    private static func content(
        of path: [UInt8], in root: DirectoryHandle, _ buffer: AlignedBuffer
    ) throws -> ContentID {
        let file = try root.openFile(path)
        var digester = Digester()
        while true {
            let count = try buffer.withMutableBytes { try file.read(into: $0) }
            if count == 0 { return ContentID(digester.finalize()) }
            buffer.withBytes { digester.update(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
    }

    /// The packages that files of the final tree tell of.
    func inventory(_ side: TreeComparison.Side, _ layers: [InspectedLayer]) async throws -> PackageInventory {
        var result = PackageSearch()
        for (place, number) in side.identities.enumerated() {
            var search = readings[number].reading.packages
            for path in Array(search.paths) {
                let seen = side.view.stack.node(at: path).flatMap { side.view.entry(of: $0) }
                if seen?.layer != place { search.remove(path) }
            }
            result.merge(search)
        }
        try await result.readLogged(in: layers)
        return result.inventory()
    }
}

internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// What the other side of a delta has already.
public enum DeltaOrigin: Sendable {
    /// An image of this store, under a name for messages.
    case image(Image, name: String)
    /// The images of an archive or layout, which this store may not have.
    case archive(LoadSource, name: String)

    var name: String {
        switch self {
        case .image(_, let name), .archive(_, let name): name
        }
    }
}

/// The layers that the other side of a delta has, and what files are in them.
struct DeltaBase {
    private enum Place {
        case store(Layer)
        case archive(BlobSupply, Digest)
        case unknown
    }

    private let store: Store
    private var places: [(diffID: Digest, place: Place)] = []
    private var blobs: [Digest: Set<Digest>] = [:]

    /// - Parameter work: Where what comes compressed or as a stream is kept meanwhile.
    init(_ origins: [DeltaOrigin], in store: Store, work: WorkDirectory) throws {
        self.store = store
        for origin in origins {
            switch origin {
            case .image(let image, _):
                // A name for several platforms stands for the images of all.
                for image in try image.index.map({ try store.index($0).images }) ?? [image] {
                    let manifest = try store.manifest(of: image).value
                    for (layer, blob) in zip(try store.layers(of: image), manifest.layers) {
                        add(layer.diffID, blob.digest, .store(layer))
                    }
                }
            case .archive(let source, let name):
                let (images, supply) = try whileDoing("reading \(name)") { try store.images(of: source, in: work) }
                for image in images {
                    for (blob, diffID) in zip(image.manifest.value.layers, image.configuration.value.diffIDs) {
                        try add(diffID, blob.digest, place(of: blob, diffID, supply))
                    }
                }
            }
        }
    }

    private func place(of blob: Descriptor, _ diffID: Digest, _ supply: BlobSupply) throws -> Place {
        if let layer = try store.layer(diffID: diffID), try store.hasDirectory(layer.id) { return .store(layer) }
        return supply.has(blob.digest) ? .archive(supply, blob.digest) : .unknown
    }

    private mutating func add(_ diffID: Digest, _ blob: Digest, _ place: Place) {
        if blobs[diffID] == nil { places.append((diffID, place)) }
        blobs[diffID, default: []].insert(blob)
    }

    /// Whether the other side has a layer in such a way that a manifest with this blob is complete there: as that blob, or
    /// as anything that unpacks to it.
    func has(_ layer: Layer, as blob: Digest) -> Bool {
        guard let known = blobs[layer.diffID] else { return false }
        return known.contains(blob) || blob == layer.diffID
    }

    /// Files of wanted sizes, of all layers.
    ///
    /// - Parameter work: Where they are noted.
    func files(in work: WorkDirectory, where isWanted: (Int64) -> Bool) throws -> PlacedFiles {
        var found = PlacedFiles(in: try store.scratchFile("known", in: work))
        for (diffID, place) in places {
            try Cancellation.check()
            switch place {
            case .store(let layer):
                try store.forEachFile(of: layer, where: isWanted) { try found.add($0.path, $0.digest, of: diffID) }
            case .archive(let supply, let digest):
                let source = try DecompressingSource(supply.open(digest))
                for file in try ArchivedFiles.list(in: source, where: isWanted) {
                    try found.add(file.path, file.digest, of: diffID)
                }
            case .unknown: break
            }
        }
        try found.finish()
        return found
    }
}

extension Store {
    /// Goes through the files of wanted sizes of a layer, as its directory has them.
    func forEachFile(
        of layer: Layer, where isWanted: (Int64) -> Bool, _ body: (LayerFile) throws -> Void
    ) throws {
        try whileDoing("reading layer \(layer.id.name)") {
            let place = try directory.openDirectory(Array("layers/\(layer.id.name)".utf8))
            try capture(layer, in: place).forEachFile(where: isWanted, body)
        }
    }
}

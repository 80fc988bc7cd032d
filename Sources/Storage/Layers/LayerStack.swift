public import LayerArchive
public import OCI
public import SystemPackage

/// Layers in their order, with all that a mount of them needs.
public struct LayerStack: Hashable, Sendable {
    /// Bottom first.
    public let layers: [Layer]
    /// The directories, top first, as overlayfs wants them. Never empty: no layers are one empty directory.
    public let lowerDirectories: [FilePath]
    /// The same as names in `Store.layersDirectory`.
    public let lowerNames: [String]
    /// The directory of each layer, bottom first; of a layer that comes twice, twice the same.
    public let directories: [FilePath]
    /// What `/` looks like: to be set on every upper directory before it is mounted (layer rule 9).
    public let root: RootMetadata
    /// Digest of the content digests in their order.
    public let chainDigest: Digest

    /// The diff-ids, bottom first.
    public var diffIDs: [Digest] { layers.map(\.diffID) }

    /// The chain content digest of no layers.
    public static let emptyChain = Digest.of([UInt8]())

    /// The chain content digest of a stack with one more layer on top.
    public static func chainDigest(_ parent: Digest, adding contentDigest: Digest) -> Digest {
        Digest.of(parent.bytes + contentDigest.bytes)
    }

    init(layers: [Layer], names: [String], in directory: FilePath) {
        self.layers = layers
        directories = names.reversed().map { directory.appending($0) }
        // A layer may come twice (two steps that made the same changes), and overlayfs takes a directory once. The upper
        // place decides what is seen; at the lower one nothing is left to see.
        var seen: Set<String> = []
        let distinct = names.filter { seen.insert($0).inserted }
        lowerNames = distinct.isEmpty ? [LayerID(rawValue: 0).name] : distinct
        lowerDirectories = lowerNames.map { directory.appending($0) }
        root = layers.last { $0.root != nil }?.root ?? .default
        chainDigest = layers.reduce(Self.emptyChain) { Self.chainDigest($0, adding: $1.contentDigest) }
    }
}

public import OCI
internal import Storage

/// An image that is looked into: its documents, and its layers, of which nothing is read before it is asked for.
///
/// ```swift
/// let image = try await ImageAccess(registry: settings) { try Store.open(…) }.open(ImageSource(parsing: text))
/// for layer in image.layers {                                   // bottom first
///     let tree = try await layer.entries()                      // a LayerTree
///     print(layer.createdBy ?? "", tree.headerBytes)
/// }
/// ```
public struct InspectedImage: Sendable {
    /// Where it is.
    public let source: ImageSource
    /// What to call it: the name that the user gave, or the one that the image has there.
    public let name: String
    /// Its configuration, byte for byte.
    public let configuration: ConfigurationDocument
    /// Digest of its manifest; of a docker-archive, which has none, that of the manifest that docker would make of it.
    public let manifestDigest: Digest
    /// What its manifest says in annotations.
    public let annotations: [String: String]
    /// Its layers, bottom first.
    public let layers: [InspectedLayer]
    /// Reads the statements about the image that lie beside it, such as its provenance.
    var readStatements: @Sendable () async throws -> [[UInt8]] = { [] }
    /// What has to live as long as the layers can be read.
    private let holder: (any Sendable)?

    init(
        source: ImageSource, name: String, configuration: ConfigurationDocument, manifest: ManifestDocument,
        holder: (any Sendable)? = nil, kept: [LayerListing] = [], contents: (Int, Descriptor) throws -> LayerContents
    ) throws {
        let diffIDs = configuration.value.diffIDs
        let blobs = manifest.value.layers
        guard blobs.count == diffIDs.count else {
            throw InspectionError(
                .badImage, "the manifest of \(name) names \(blobs.count) layers, its configuration \(diffIDs.count)",
                hint: "the image is inconsistent: get it again from where it was made")
        }
        self.source = source
        self.name = name
        self.configuration = configuration
        self.holder = holder
        manifestDigest = manifest.digest
        annotations = manifest.value.annotations
        let history = Self.history(configuration.value.history, layers: diffIDs.count)
        layers = try blobs.enumerated().map { index, blob in
            InspectedLayer(
                number: index, diffID: diffIDs[index], blob: blob, history: history[index],
                contents: try contents(index, blob), imageName: name,
                recordedSize: kept.isEmpty ? nil : kept[index].layer.byteSize,
                listing: kept.isEmpty ? nil : kept[index])
        }
    }

    private init(_ image: InspectedImage, source: ImageSource, name: String, layers: [InspectedLayer]) {
        self.source = source
        self.name = name
        self.layers = layers
        configuration = image.configuration
        manifestDigest = image.manifestDigest
        annotations = image.annotations
        readStatements = image.readStatements
        holder = image.holder
    }

    /// The image with one more layer on top, which no manifest names.
    func adding(_ contents: LayerContents, createdBy: String, source: ImageSource, name: String) -> InspectedImage {
        let layer = InspectedLayer(
            number: layers.count, diffID: nil, blob: nil, history: HistoryEntry(createdBy: createdBy),
            contents: contents, imageName: name, recordedSize: nil, listing: nil)
        return InspectedImage(self, source: source, name: name, layers: layers + [layer])
    }

    /// The entries of the history that made layers, one for each layer, from the bottom; `nil` where the history is too short.
    private static func history(_ history: [HistoryEntry], layers: Int) -> [HistoryEntry?] {
        let making = history.filter { !$0.isEmptyLayer }.prefix(layers)
        return Array(making) + [HistoryEntry?](repeating: nil, count: layers - making.count)
    }
}

/// Where something was found.
///
/// Paths are bytes as the file system has them. They may hold anything but zero; who shows them makes them harmless first.
public enum FindingLocation: Hashable, Sendable {
    /// In a file, or in a part of it.
    case file(path: [UInt8], range: TextRange?)
    /// In a layer of an image, or at a path of it.
    case layer(LayerPlace)
    /// In an image's configuration: `config.Env.TOKEN`, `history[3].created_by`.
    case configuration(image: String, key: String)

    /// A part of a file.
    public static func file(_ path: String, _ range: TextRange? = nil) -> FindingLocation {
        .file(path: Array(path.utf8), range: range)
    }

    /// The part of the text, where one is known.
    public var range: TextRange? {
        switch self {
        case .file(_, let range): range
        case .layer(let place): place.range
        case .configuration: nil
        }
    }

    /// What is looked at as a whole: the file's path, or the image.
    public var subject: String {
        switch self {
        case .file(let path, _): String(decoding: path, as: UTF8.self)
        case .layer(let place): place.image
        case .configuration(let image, _): image
        }
    }
}

/// A place in a layer of an image.
public struct LayerPlace: Hashable, Sendable {
    /// The image as it was named.
    public var image: String
    /// Which layer, counted from zero at the bottom.
    public var layer: Int
    /// The layer's diff-id, or the digest of its archive where no other is known.
    public var digest: String
    /// The path in the layer, without a leading slash; empty for the layer itself.
    public var path: [UInt8]
    /// The part of the file, if it is a text.
    public var range: TextRange?
    /// The instruction that made the layer, as the history has it.
    public var createdBy: String?

    /// Makes a place.
    public init(
        image: String, layer: Int, digest: String, path: [UInt8] = [], range: TextRange? = nil,
        createdBy: String? = nil
    ) {
        self.image = image
        self.layer = layer
        self.digest = digest
        self.path = path
        self.range = range
        self.createdBy = createdBy
    }
}

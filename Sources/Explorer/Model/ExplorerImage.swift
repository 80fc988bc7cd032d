/// The image that is explored, but for what is in its layers.
public struct ExplorerImage: Hashable, Sendable {
    /// A layer.
    public struct Layer: Hashable, Sendable {
        /// The instruction that made it, in one line or several.
        public var command: String
        /// When it was made, as a person reads it; empty where nobody knows.
        public var created: String
        /// Bytes of its files; `nil` where that is not known before the layer is read.
        public var size: Int64?
        /// Digest of the layer, or its diff-id, as text.
        public var digest: String

        /// Makes a layer.
        public init(command: String, created: String, size: Int64?, digest: String) {
            self.command = command
            self.created = created
            self.size = size
            self.digest = digest
        }
    }

    /// A path that costs bytes in several layers.
    public struct WastedPath: Hashable, Sendable {
        /// The path, without `/` at its beginning.
        public let path: [UInt8]
        /// Bytes in all layers that have it.
        public let bytes: Int64
        /// How many layers have it.
        public let count: Int

        /// Makes one.
        public init(path: [UInt8], bytes: Int64, count: Int) {
            self.path = path
            self.bytes = bytes
            self.count = count
        }
    }

    /// What is wasted, as dive computes it.
    public struct Waste: Hashable, Sendable {
        /// From 0 to 1.
        public let efficiency: Double
        /// Bytes of paths that several layers have.
        public let bytes: Int64
        /// The paths, that which costs most first.
        public let paths: [WastedPath]

        /// Makes one.
        public init(efficiency: Double, bytes: Int64, paths: [WastedPath]) {
            self.efficiency = efficiency
            self.bytes = bytes
            self.paths = paths
        }
    }

    /// Something that is wrong with the image.
    public struct Note: Hashable, Sendable {
        /// The layer, the lowest is 0; `nil` for one that concerns no layer.
        public let layer: Int?
        /// The path without `/` at its beginning; `nil` for one that concerns no file.
        public let path: [UInt8]?
        /// `error`, `warning`, `info` or `style`.
        public let grade: String
        /// The rule's name.
        public let rule: String
        /// What is wrong.
        public let text: String

        /// Makes one.
        public init(layer: Int?, path: [UInt8]?, grade: String, rule: String, text: String) {
            self.layer = layer
            self.path = path
            self.grade = grade
            self.rule = rule
            self.text = text
        }
    }

    /// Its name.
    public var name: String
    /// Digest, platform and the like, in a line.
    public var about: String
    /// The layers, the lowest first.
    public var layers: [Layer]

    /// Makes an image.
    public init(name: String, about: String, layers: [Layer]) {
        self.name = name
        self.about = about
        self.layers = layers
    }
}

/// Annotations for the documents of an image, as BuildKit's exporters take them (buildkit, docs/annotations.md).
public struct ImageAnnotations: Hashable, Sendable {
    /// Where an annotation goes.
    public enum Level: String, Hashable, Sendable, CaseIterable {
        /// Into the image's manifest.
        case manifest
        /// Into the index over the manifests.
        case index
        /// To the manifest's entry in the index above it.
        case manifestDescriptor = "manifest-descriptor"
        /// To the index's entry in the index of a layout.
        case indexDescriptor = "index-descriptor"

        /// It is about an index, which there must be one of.
        public var needsIndex: Bool { self == .index || self == .indexDescriptor }
    }

    /// One annotation.
    public struct Entry: Hashable, Sendable {
        /// Where it goes.
        public let level: Level
        /// The platform whose image alone gets it; `nil`: all.
        public let platform: Platform?
        /// The name.
        public let key: String
        /// The text.
        public let value: String

        /// Makes an annotation.
        public init(level: Level, platform: Platform? = nil, key: String, value: String) {
            self.level = level
            self.platform = platform
            self.key = key
            self.value = value
        }
    }

    /// All of them; of two for one place the later counts.
    public var entries: [Entry]

    /// Takes annotations in order.
    public init(_ entries: [Entry] = []) { self.entries = entries }

    /// There are none.
    public var isEmpty: Bool { entries.isEmpty }

    /// What a place gets. One for a platform wins over one for all.
    public func values(_ level: Level, for platform: Platform? = nil) -> [String: String] {
        var result: [String: String] = [:]
        let here = entries.filter { $0.level == level }
        for entry in here where entry.platform == nil { result[entry.key] = entry.value }
        guard let platform else { return result }
        for entry in here where entry.platform?.isSame(as: platform) == true { result[entry.key] = entry.value }
        return result
    }
}

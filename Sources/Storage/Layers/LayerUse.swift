public import SystemPackage

/// A layer with the images that have it and the place where it is.
public struct LayerUse: Sendable {
    /// The layer.
    public let layer: Layer
    /// The images, newest first; empty for a layer that only the build cache keeps.
    public let images: [Image]
    /// Its directory: what overlayfs mounts.
    public let directory: FilePath
    /// The cache record that names it, where there is one.
    public let record: CacheRecord?
}

extension Store {
    /// All layers of the store, in the order in which they came.
    ///
    /// - Throws: `.busy`.
    public func layerUses() throws -> [LayerUse] {
        let facts = try usageFacts()
        // An image that an index names for another platform is in no list, and has its layers all the same.
        let hidden = try database.read { connection in try Self.hiddenMembers(connection) }
        let images = try self.images() + imagesByManifest().filter { hidden.contains($0.manifestDigest) }
        var users: [LayerID: [Image]] = [:]
        for image in images {
            for layer in Set(facts.layersOf[image.manifestDigest] ?? []) { users[layer, default: []].append(image) }
        }
        return facts.layers.map { layer in
            LayerUse(
                layer: layer, images: users[layer.id] ?? [], directory: layersDirectory.appending(layer.id.name),
                record: facts.records[layer.id])
        }
    }
}

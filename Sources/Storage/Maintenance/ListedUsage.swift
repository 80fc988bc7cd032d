internal import OCI

/// What the store holds as docker counts it: the bytes of files, each layer once; not what they occupy on the disk.
public struct ListedUsage: Sendable {
    /// One image.
    public struct ImageUsage: Sendable {
        /// The image.
        public let image: Image
        /// Bytes of those of its layers that other images have too, above the same ones.
        public let sharedBytes: Int64
        /// How many containers use it.
        public let containers: Int
    }

    /// One container.
    public struct ContainerUsage: Sendable {
        /// The container.
        public let container: Container
        /// The bytes that it has written.
        public let writtenBytes: Int64
        /// Those of its image.
        public let imageBytes: Int64
    }

    /// One layer that no image has, with the cache record that keeps it.
    public struct CacheUsage: Sendable {
        /// The record; `nil` for a layer that nothing refers to.
        public let record: CacheRecord?
        /// The layer.
        public let layer: Layer
    }

    /// The images, newest first.
    public internal(set) var images: [ImageUsage] = []
    /// The bytes of all layers of images, each once.
    public internal(set) var imageBytes: Int64 = 0
    /// The containers, newest first.
    public internal(set) var containers: [ContainerUsage] = []
    /// Layers that only cache records keep, the one that was not used for longest first.
    public internal(set) var buildCache: [CacheUsage] = []
    /// Directories that RUN steps find again, with the bytes of their files; part of the build cache.
    public internal(set) var cacheMounts: [DiskUsage.CacheMountUsage] = []

    /// What docker says may be reclaimed: all but what images with containers have for themselves.
    public var reclaimableImageBytes: Int64 {
        imageBytes - images.filter { $0.containers > 0 }.reduce(0) { $0 + $1.image.size - $1.sharedBytes }
    }
    /// What the containers have written.
    public var containerBytes: Int64 { containers.reduce(0) { $0 + $1.writtenBytes } }
    /// What those have written that do not run.
    public var reclaimableContainerBytes: Int64 {
        containers.filter { $0.container.state != .running }.reduce(0) { $0 + $1.writtenBytes }
    }
    /// The layers and directories of the build cache.
    public var buildCacheBytes: Int64 {
        buildCache.reduce(0) { $0 + $1.layer.byteSize } + cacheMounts.reduce(0) { $0 + $1.bytes }
    }
    /// What of the build cache goes when it is pruned.
    public var reclaimableBuildCacheBytes: Int64 {
        buildCacheBytes - cacheMounts.filter(\.isInUse).reduce(0) { $0 + $1.bytes }
    }
}

extension Store {
    /// Counts what the store holds, from its database; only what containers have written is looked for on the disk.
    ///
    /// - Throws: `.system`, `.busy`.
    public func listedUsage() throws -> ListedUsage {
        let facts = try usageFacts()
        let sizes = Dictionary(uniqueKeysWithValues: facts.layers.map { ($0.id, $0.byteSize) })
        var usage = ListedUsage()
        // A layer counts once for each stack that it is on top of, as docker's chain-ids do.
        let images = try images()
        var users: [[LayerID]: Int] = [:]
        for image in images {
            for chain in facts.chains(of: image) { users[chain, default: 0] += 1 }
        }
        usage.imageBytes = users.keys.reduce(0) { $0 + ($1.last.flatMap { sizes[$0] } ?? 0) }
        usage.images = images.map { image in
            let shared = facts.chains(of: image).filter { (users[$0] ?? 0) > 1 }
            return ListedUsage.ImageUsage(
                image: image, sharedBytes: shared.reduce(0) { $0 + ($1.last.flatMap { sizes[$0] } ?? 0) },
                containers: facts.containersOfImage[image.id] ?? 0)
        }
        usage.containers = try containers().map { container in
            ListedUsage.ContainerUsage(
                container: container, writtenBytes: try writtenBytes(of: container),
                imageBytes: (facts.layersOf[container.manifestDigest] ?? []).reduce(0) { $0 + (sizes[$1] ?? 0) })
        }
        usage.buildCache = facts.layers.filter { facts.images(of: $0.id).isEmpty }
            .map { ListedUsage.CacheUsage(record: facts.records[$0.id], layer: $0) }
            .sorted { ($0.record?.lastUsed ?? .zero) < ($1.record?.lastUsed ?? .zero) }
        let used = try cacheMountsInUse()
        usage.cacheMounts = try cacheMounts().map { mount in
            let bytes = try whileDoing("measuring the cache mount \(mount.name)") {
                try TreeSize.lengths(of: mount.path, in: directory)
            }
            return DiskUsage.CacheMountUsage(mount: mount, bytes: bytes, isInUse: used.contains(mount.id))
        }
        return usage
    }
}

extension UsageFacts {
    /// The stacks of layers that an image's layers make, from the lowest one alone to all of them.
    fileprivate func chains(of image: Image) -> [[LayerID]] {
        let layers = layersOf[image.manifestDigest] ?? []
        return layers.indices.map { Array(layers[...$0]) }
    }
}

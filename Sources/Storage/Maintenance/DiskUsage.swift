internal import OCI

/// What `$STRATA_ROOT` consists of, in bytes of disk blocks: the parts add up to the whole.
public struct DiskUsage: Hashable, Sendable {
    /// One image.
    public struct ImageUsage: Hashable, Sendable {
        /// The image.
        public let image: Image
        /// Layers, documents and kept blobs that no other image has.
        public let uniqueBytes: Int64
        /// Layers that other images have too.
        public let sharedBytes: Int64
        /// How many containers use it.
        public let containers: Int
    }

    /// One layer that no image has, with the cache record that keeps it.
    public struct CacheUsage: Hashable, Sendable {
        /// The record; `nil` for a layer that nothing refers to.
        public let record: CacheRecord?
        /// The layer.
        public let layer: Layer
        /// Its blocks.
        public let bytes: Int64
    }

    /// One cache mount.
    public struct CacheMountUsage: Hashable, Sendable {
        /// The mount.
        public let mount: CacheMount
        /// Its blocks.
        public let bytes: Int64
        /// A step uses it now.
        public let isInUse: Bool
    }

    /// One container.
    public struct ContainerUsage: Hashable, Sendable {
        /// The container.
        public let container: Container
        /// The blocks of its writable layer and what belongs to it.
        public let bytes: Int64
    }

    /// The images, newest first.
    public internal(set) var images: [ImageUsage] = []
    /// Layers that several images have, or only a removed one that a container needs, each once.
    public internal(set) var sharedLayerBytes: Int64 = 0
    /// Layers that only cache records keep.
    public internal(set) var buildCache: [CacheUsage] = []
    /// Directories that RUN steps find again; part of the build cache.
    public internal(set) var cacheMounts: [CacheMountUsage] = []
    /// Blobs that several images have, or none of the list.
    public internal(set) var sharedBlobBytes: Int64 = 0
    /// The containers, newest first.
    public internal(set) var containers: [ContainerUsage] = []
    /// The database with its log and the copies made before migrations.
    public internal(set) var databaseBytes: Int64 = 0
    /// Indexes of build contexts.
    public internal(set) var indexBytes: Int64 = 0
    /// Everything else: directories, locks, work in progress, what nothing refers to.
    public internal(set) var otherBytes: Int64 = 0
    /// What all of that counts twice or more: blocks that identical files of several layers have together.
    public internal(set) var sharedFileBytes: Int64 = 0

    /// All of it, as du(1) counts: without regard to blocks that files share.
    public var totalBytes: Int64 {
        imageBytes + buildCacheBytes + containerBytes + databaseBytes + indexBytes + otherBytes
    }
    /// The images: what each has alone, and what they share, once.
    public var imageBytes: Int64 { images.reduce(0) { $0 + $1.uniqueBytes } + sharedLayerBytes + sharedBlobBytes }
    /// What goes if every image without a container is removed.
    public internal(set) var reclaimableImageBytes: Int64 = 0
    /// The build cache: layers and cache mounts.
    public var buildCacheBytes: Int64 {
        buildCache.reduce(0) { $0 + $1.bytes } + cacheMounts.reduce(0) { $0 + $1.bytes }
    }
    /// What of the build cache goes when it is pruned.
    public var reclaimableBuildCacheBytes: Int64 {
        buildCacheBytes - cacheMounts.filter(\.isInUse).reduce(0) { $0 + $1.bytes }
    }
    /// The containers.
    public var containerBytes: Int64 { containers.reduce(0) { $0 + $1.bytes } }
    /// What goes if every container that is not running is removed.
    public var reclaimableContainerBytes: Int64 {
        containers.filter { $0.container.state != .running }.reduce(0) { $0 + $1.bytes }
    }
}

/// What differs between the final trees of two images: what is added, removed, and changed in kind, content, mode, owner, target, device
/// number or extended attributes, and in time where that is asked for.
///
/// Both trees are walked side by side; only what differs is kept. A file that both images have from one and the same layer
/// is not looked at, so contents are needed where both sides have a file of one size from different layers alone:
/// ``unknown`` names those whose ``LayerTree/content(of:)`` is missing. Whoever has looked at their bytes compares again.
public struct TreeComparison: Sendable {
    /// One of the images: its layers laid over each other, with an identity for each.
    public struct Side: Sendable {
        /// The final tree.
        public let view: StackedView
        /// For each layer a number; those of equal layers are equal, in both images.
        public let identities: [Int]
        /// For each layer what its tree does not keep, by path.
        let rarities: [[[UInt8]: RareFacts]]

        /// Takes the final tree of a stack.
        public init(_ stack: StackedTree, identities: [Int], rarities: [[[UInt8]: RareFacts]] = []) {
            view = StackedView(stack, through: stack.layers.count - 1, since: -1)
            self.identities = identities
            self.rarities = rarities
        }

        /// What few entries have.
        func rareFacts(_ place: StackedTree.Occurrence) -> RareFacts {
            guard place.layer < rarities.count, !rarities[place.layer].isEmpty else { return RareFacts() }
            return rarities[place.layer][view.stack.layers[place.layer].path(of: place.entry)] ?? RareFacts()
        }
    }

    /// A file whose content has to be known.
    public struct FileID: Hashable, Sendable {
        /// The identity of its layer.
        public let layer: Int
        /// Its number in the layer's tree.
        public let entry: Int
    }

    /// What few entries have, so that trees do not keep it.
    public struct RareFacts: Hashable, Sendable {
        /// The number of a device.
        public var device: Device?
        /// Extended attributes, by name.
        public var attributes: [String: [UInt8]]

        /// Nothing, unless told otherwise.
        public init(device: Device? = nil, attributes: [String: [UInt8]] = [:]) {
            self.device = device
            self.attributes = attributes
        }
    }

    /// The number of a device.
    public struct Device: Hashable, Sendable, CustomStringConvertible {
        /// Which driver.
        public let major: UInt32
        /// Which of its devices.
        public let minor: UInt32

        /// Takes both.
        public init(major: UInt32, minor: UInt32) {
            self.major = major
            self.minor = minor
        }

        /// `1:3`.
        public var description: String { "\(major):\(minor)" }
    }

    /// What of a path differs.
    public enum Aspect: String, Hashable, Sendable, CaseIterable {
        case kind
        case content
        case mode
        case owner
        case target
        case device
        case attributes
        case time
    }

    /// What is at a path. A further name of a file is a file.
    public struct Entry: Hashable, Sendable {
        /// What it is.
        public let kind: TreeEntryKind
        /// Bytes of a file.
        public let size: Int64
        /// The low twelve bits of the mode.
        public let permissions: UInt16
        /// The owner.
        public let userID: UInt32
        /// The owning group.
        public let groupID: UInt32
        /// What a symbolic link names.
        public let target: [UInt8]?
        /// It is another name of a file that is counted elsewhere.
        public let isFurtherName: Bool
        /// When it was changed, in seconds since 1970.
        public let modified: Int64
        /// Device number and extended attributes.
        public let rareFacts: RareFacts
    }

    /// A path that differs.
    public struct Change: Hashable, Sendable {
        /// The path, without `/` at its start.
        public let path: [UInt8]
        /// What the first image has; `nil` where it has nothing.
        public let before: Entry?
        /// What the second image has; `nil` where it has nothing.
        public let after: Entry?
        /// What differs, where both have something; in the order of the cases.
        public let aspects: [Aspect]
    }

    /// The paths that differ; a directory before what is in it, names in byte order.
    public internal(set) var changes: [Change] = []
    /// Files whose contents decide whether they differ, and are not known. Until then they count as changed.
    public internal(set) var unknown: Set<FileID> = []

    /// Compares.
    ///
    /// - Parameters:
    ///   - contents: Contents that the trees themselves do not know.
    ///   - withTimes: Another time is a difference, too.
    public init(from first: Side, to second: Side, contents: [FileID: ContentID] = [:], withTimes: Bool = false) {
        var walk = ComparisonWalk(first, second, contents, withTimes: withTimes)
        walk.run()
        changes = walk.changes
        unknown = walk.unknown
    }

    /// Sums over one kind of change.
    public struct Total: Hashable, Sendable {
        /// How many paths.
        public var count = 0
        /// Bytes that files have more in the second image; negative where they have fewer.
        public var bytes: Int64 = 0
    }

    /// Paths that the second image alone has.
    public var added: Total { total { $0.before == nil } }
    /// Paths that the first image alone has.
    public var removed: Total { total { $0.after == nil } }
    /// Paths that both have, but not the same.
    public var changed: Total { total { $0.before != nil && $0.after != nil } }

    private func total(_ isWanted: (Change) -> Bool) -> Total {
        changes.reduce(into: Total()) { total, change in
            guard isWanted(change) else { return }
            total.count += 1
            total.bytes += (change.after?.ownSize ?? 0) - (change.before?.ownSize ?? 0)
        }
    }
}

extension TreeComparison.Entry {
    /// Bytes that are there because of this name.
    public var ownSize: Int64 { isFurtherName ? 0 : size }
}

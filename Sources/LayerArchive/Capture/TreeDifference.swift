public import LinuxSystem

/// What an upper directory changes in the stack below it, as `docker diff` lists it.
public struct TreeDifference: Hashable, Sendable {
    /// How a path changed.
    public enum Change: Character, Hashable, Sendable {
        /// Only the upper directory has it.
        case added = "A"
        /// Both have it, and not the same; or something in it changed.
        case changed = "C"
        /// Only the stack below has it, and the upper directory hides it.
        case deleted = "D"
    }

    /// One line of the list.
    public struct Item: Hashable, Sendable {
        /// How it changed.
        public let change: Change
        /// The path, without a `/` at the beginning.
        public let path: [UInt8]
    }

    /// The changes in byte order of their paths.
    public let items: [Item]

    /// Compares an upper directory, which may be in use, with the merged view of what is below (`nil`: nothing).
    ///
    /// Entries that overlayfs copied up and nobody changed are not listed.
    public init(upper: DirectoryHandle, base: DirectoryHandle?) throws {
        var walk = DifferenceWalk(upper: upper, base: base)
        items = try walk.run().sorted { ByteOrder.precedes($0.path, $1.path) }
    }
}

/// The walk behind a list of changes; it keeps its own stack, as trees may be deep.
private struct DifferenceWalk {
    private struct Frame {
        let path: [UInt8]
        let names: [[UInt8]]
        var next = 0
        let hasBase: Bool
        /// Whether the directory is in the list.
        var isListed: Bool
    }

    private let trail: DirectoryTrail
    private let baseTrail: DirectoryTrail?
    private let upper: DirectoryHandle
    private var frames: [Frame] = []
    private var items: [TreeDifference.Item] = []

    init(upper: DirectoryHandle, base: DirectoryHandle?) {
        self.upper = upper
        trail = DirectoryTrail(upper)
        baseTrail = base.map(DirectoryTrail.init)
    }

    mutating func run() throws -> [TreeDifference.Item] {
        frames = [Frame(path: [], names: try names(of: upper), hasBase: baseTrail != nil, isListed: true)]
        while let frame = frames.last {
            try Cancellation.check()
            if frame.next < frame.names.count {
                frames[frames.count - 1].next += 1
                try visit(frame.names[frame.next])
                continue
            }
            frames.removeLast()
            if frames.isEmpty { break }
            trail.pop()
            if frame.hasBase { baseTrail?.pop() }
        }
        return items
    }

    private func names(of directory: DirectoryHandle) throws -> [[UInt8]] { try directory.entries().map(\.name) }

    private mutating func visit(_ name: [UInt8]) throws {
        let frame = frames[frames.count - 1]
        let path = LayerPath.join(frame.path, name)
        let below = frame.hasBase ? try baseTrail?.current().statusIfPresent(of: name) : nil
        // Something that goes while a container runs is no change any more.
        guard let status = try trail.current().statusIfPresent(of: name) else { return }
        if status.isWhiteout {
            if below != nil { list(.deleted, path) }
        } else if status.kind == .directory {
            try enter(name, path, status, below)
        } else if let below {
            if try !isUnchanged(name, status, below) { list(.changed, path) }
        } else {
            list(.added, path)
        }
    }

    private mutating func enter(_ name: [UInt8], _ path: [UInt8], _ status: FileStatus, _ below: FileStatus?) throws {
        let handle = try trail.current().openDirectory(name)
        let names = try names(of: handle)
        guard let below, below.kind == .directory, let base = try baseTrail?.current().openDirectory(name) else {
            list(below == nil ? .added : .changed, path)
            try push(name, handle, Frame(path: path, names: names, hasBase: false, isListed: true))
            return
        }
        let isOpaque = try handle.ownAttribute(OverlayAttribute.opaque) == OverlayAttribute.opaqueValue
        let isSame =
            try !isOpaque && TreeComparison.isSameMetadata(status, below)
            && handle.keptAttributes() == base.keptAttributes()
        if !isSame { list(.changed, path) }
        if isOpaque {
            let present = Set(names)
            for hidden in try self.names(of: base) where !present.contains(hidden) {
                list(.deleted, LayerPath.join(path, hidden))
            }
        }
        try baseTrail?.push(name, base)
        try push(name, handle, Frame(path: path, names: names, hasBase: true, isListed: !isSame))
    }

    private mutating func push(_ name: [UInt8], _ handle: DirectoryHandle, _ frame: Frame) throws {
        try trail.push(name, handle)
        frames.append(frame)
    }

    /// Lists a change, and with it the directories on the way, which it changes.
    private mutating func list(_ change: TreeDifference.Change, _ path: [UInt8]) {
        for index in frames.indices.reversed() {
            if frames[index].isListed { break }
            frames[index].isListed = true
            items.append(TreeDifference.Item(change: .changed, path: frames[index].path))
        }
        items.append(TreeDifference.Item(change: change, path: path))
    }

    private func isUnchanged(_ name: [UInt8], _ status: FileStatus, _ below: FileStatus) throws -> Bool {
        guard status.linkCount == 1, TreeComparison.isSameMetadata(status, below), let baseTrail else { return false }
        let directory = try trail.current()
        let file = status.kind == .regular ? try directory.openForReading(name) : nil
        return try TreeComparison.isSameContent(
            name, file, status, file?.keptAttributes() ?? [], in: directory, below: baseTrail.current())
    }
}

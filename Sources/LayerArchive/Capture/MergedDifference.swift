public import LinuxSystem

/// How two merged trees differ, times aside.
public struct MergedDifference: Sendable {
    /// A path that is not the same in both.
    public struct Item: Hashable, Sendable {
        /// The path, without a `/` at the beginning; of a directory that only one tree has, itself alone.
        public let path: [UInt8]
        /// What of the first tree is there; `nil` where nothing is.
        public let first: FileKind?
        /// What of the second tree is there; `nil` where nothing is.
        public let second: FileKind?
    }

    /// The paths that differ in type, mode, owner, device, attributes, target or bytes, at most as many as were asked for.
    public let items: [Item]

    /// Compares two trees; both are read at most once, and what is the same file on the disk is not read.
    public init(_ first: DirectoryHandle, _ second: DirectoryHandle, limit: Int) throws {
        var walk = MergedWalk(DirectoryTrail(first), DirectoryTrail(second), limit: limit)
        items = try walk.run(first, second)
    }
}

/// The walk through both trees; it keeps its own stack, as trees may be deep.
private struct MergedWalk {
    private struct Frame {
        let path: [UInt8]
        let names: [[UInt8]]
        var next = 0
    }

    private let first: DirectoryTrail
    private let second: DirectoryTrail
    private let limit: Int
    private var frames: [Frame] = []
    private var items: [MergedDifference.Item] = []

    init(_ first: DirectoryTrail, _ second: DirectoryTrail, limit: Int) {
        (self.first, self.second, self.limit) = (first, second, limit)
    }

    mutating func run(_ left: DirectoryHandle, _ right: DirectoryHandle) throws -> [MergedDifference.Item] {
        frames = [Frame(path: [], names: try names(left, right))]
        while let frame = frames.last, items.count < limit {
            try Cancellation.check()
            if frame.next < frame.names.count {
                frames[frames.count - 1].next += 1
                try visit(frame.names[frame.next], frame.path)
                continue
            }
            frames.removeLast()
            if frames.isEmpty { break }
            first.pop()
            second.pop()
        }
        return items
    }

    /// The names that either has, each once.
    private func names(_ left: DirectoryHandle, _ right: DirectoryHandle) throws -> [[UInt8]] {
        let all = try left.entries().map(\.name) + right.entries().map(\.name)
        return Set(all).sorted { ByteOrder.precedes($0, $1) }
    }

    private mutating func visit(_ name: [UInt8], _ parent: [UInt8]) throws {
        let (left, right) = (try first.current(), try second.current())
        let path = LayerPath.join(parent, name)
        let (mine, theirs) = (try left.statusIfPresent(of: name), try right.statusIfPresent(of: name))
        guard let mine, let theirs, mine.kind == theirs.kind else {
            items.append(MergedDifference.Item(path: path, first: mine?.kind, second: theirs?.kind))
            return
        }
        var isSame = isSameMetadata(mine, theirs)
        if mine.kind == .directory {
            let (inner, other) = (try left.openDirectory(name), try right.openDirectory(name))
            isSame = try isSame && inner.keptAttributes() == other.keptAttributes()
            frames.append(Frame(path: path, names: try names(inner, other)))
            try first.push(name, inner)
            try second.push(name, other)
        } else if isSame, !isSameFile(mine, theirs) {
            let file = mine.kind == .regular ? try left.openForReading(name) : nil
            isSame = try TreeComparison.isSameContent(
                name, file, mine, file?.keptAttributes() ?? [], in: left, below: right)
        }
        if !isSame { items.append(MergedDifference.Item(path: path, first: mine.kind, second: theirs.kind)) }
    }

    /// Of layers of one store, the number of a file and the time of its last change tell it.
    private func isSameFile(_ left: FileStatus, _ right: FileStatus) -> Bool {
        left.inode == right.inode && left.changed == right.changed && left.modified == right.modified
    }

    private func isSameMetadata(_ left: FileStatus, _ right: FileStatus) -> Bool {
        guard left.userID == right.userID, left.groupID == right.groupID, left.permissions == right.permissions else {
            return false
        }
        switch left.kind {
        case .regular, .symbolicLink: return left.size == right.size
        case .characterDevice, .blockDevice: return left.nodeDevice == right.nodeDevice
        default: return true
        }
    }
}

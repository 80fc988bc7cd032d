internal import LinuxSystem
internal import OCI

/// One walk over a directory in overlayfs's form, in canonical order.
///
/// The walk keeps its own stack, so that a deep tree costs neither the thread's stack nor descriptors. A directory is
/// given to the target when the first entry in it is, or when the walk leaves it: only then is it known whether anything
/// in it is new.
final class TreeWalk {
    enum Mode {
        /// As it is.
        case read
        /// Without what is no change, which is removed from the directory too.
        case normalise
        /// Without what is no change; the directory stays.
        case copy
    }

    struct Frame {
        let entry: LayerEntry
        let status: FileStatus
        let names: [[UInt8]]
        var next = 0
        /// The directory of the same path below, if it shows through.
        let hasBase: Bool
        /// The status of the directory below that this one is compared with.
        let below: FileStatus?
        var isGiven: Bool
        var isTouched = false
    }

    let mode: Mode
    let target: any EntryTarget
    private let epoch: Int64?
    private let trail: DirectoryTrail
    private let baseTrail: DirectoryTrail?
    private var frames: [Frame] = []
    private var given = 0
    private var linked: [FileIdentity: [UInt8]] = [:]

    init(of root: DirectoryHandle, base: DirectoryHandle?, mode: Mode, epoch: Int64?, target: any EntryTarget) {
        self.mode = mode
        self.epoch = epoch
        self.target = target
        trail = DirectoryTrail(root)
        baseTrail = base.map(DirectoryTrail.init)
    }

    func run() throws {
        let root = try trail.current()
        let status = try root.status()
        if mode == .normalise { try UpperAttributes.read(of: root).strip(from: root, keepingOpaque: false) }
        let entry = LayerEntry(path: [], kind: .directory)
        frames.append(
            Frame(
                entry: entry, status: status, names: try sortedNames(root), hasBase: baseTrail != nil, below: nil,
                isGiven: true))
        given = 1
        while let frame = frames.last {
            try Cancellation.check()
            if frame.next < frame.names.count {
                frames[frames.count - 1].next += 1
                try visit(frame.names[frame.next])
            } else {
                try leave()
            }
        }
    }

    private func sortedNames(_ directory: DirectoryHandle) throws -> [[UInt8]] {
        try directory.entries().map(\.name).sorted(by: ByteOrder.precedes)
    }

    // MARK: One entry

    private func visit(_ name: [UInt8]) throws {
        let directory = try trail.current()
        // In a merged view, overlayfs lists names that a layer hides without need, and does not have them.
        guard let status = try directory.statusIfPresent(of: name) else { return }
        let path = LayerPath.join(frames[frames.count - 1].entry.path, name)
        if name.starts(with: LayerPath.whiteoutPrefix) { throw LayerPath.reserved(path) }
        let below = try statusBelow(name)
        if status.kind == .directory {
            try enter(name, path, status, below)
            return
        }
        if status.kind == .socket || (status.isWhiteout && below == nil && mode != .read) {
            try drop(name, in: directory)
            return
        }
        if status.isWhiteout {
            try give(.whiteout(path))
            return
        }
        let file = status.kind == .regular ? try directory.openForReading(name) : nil
        let found = try UpperAttributes.read(of: name, file: file, in: directory, listing: mode == .normalise)
        if mode == .normalise { try found.strip(from: directory, name: name) }
        if let below, try isUnchanged(name, file, status, found.kept, below) {
            try drop(name, in: directory)
            return
        }
        let entry = try self.entry(path, name, status, found.kept, in: directory)
        try give(entry, file)
        if mode == .normalise && status.modified != FileTime(seconds: entry.modified) {
            try putTime(of: name, status, in: directory)
        }
    }

    private func entry(
        _ path: [UInt8], _ name: [UInt8], _ status: FileStatus, _ attributes: [ExtendedAttribute],
        in directory: DirectoryHandle
    ) throws -> LayerEntry {
        let kind: LayerEntry.Kind
        if status.linkCount > 1, let first = linked[FileIdentity(status)] {
            kind = .hardLink(target: first)
        } else {
            switch status.kind {
            case .symbolicLink: kind = .symbolicLink(target: try directory.readLink(name))
            case .characterDevice:
                kind = .characterDevice(major: status.nodeDevice.major, minor: status.nodeDevice.minor)
            case .blockDevice: kind = .blockDevice(major: status.nodeDevice.major, minor: status.nodeDevice.minor)
            case .pipe: kind = .pipe
            default: kind = .regular(size: status.size)
            }
            if status.linkCount > 1 { linked[FileIdentity(status)] = path }
        }
        return LayerEntry(
            path: path, kind: kind, permissions: status.kind == .symbolicLink ? 0o777 : status.permissions,
            userID: status.userID, groupID: status.groupID, modified: seconds(status.modified), attributes: attributes)
    }

    private func give(_ entry: LayerEntry, _ file: FileHandle? = nil) throws {
        try giveDirectories()
        if case .regular = entry.kind, let file {
            try target.addFile(entry, from: file)
        } else {
            try target.add(entry)
        }
    }

    /// Gives the directories on the way that have not been given yet.
    private func giveDirectories() throws {
        while given < frames.count {
            try target.add(frames[given].entry)
            frames[given].isGiven = true
            given += 1
        }
    }

    private func drop(_ name: [UInt8], in directory: DirectoryHandle) throws {
        guard mode == .normalise else { return }
        try directory.removeFile(name)
        frames[frames.count - 1].isTouched = true
    }

    private func seconds(_ time: FileTime) -> Int64 { epoch.map { min($0, time.seconds) } ?? time.seconds }

    private func putTime(of name: [UInt8], _ status: FileStatus, in directory: DirectoryHandle) throws {
        try directory.setModified(FileTime(seconds: seconds(status.modified)), of: name)
    }

    // MARK: Directories

    private func enter(_ name: [UInt8], _ path: [UInt8], _ status: FileStatus, _ below: FileStatus?) throws {
        let handle = try trail.current().openDirectory(name)
        let found = try UpperAttributes.read(of: handle)
        let covers = below?.kind == .directory
        let isOpaque = found.isOpaque && (mode == .read || covers)
        if mode == .normalise { try found.strip(from: handle, keepingOpaque: isOpaque) }
        let entry = LayerEntry(
            path: path, kind: isOpaque ? .opaqueDirectory : .directory, permissions: status.permissions,
            userID: status.userID, groupID: status.groupID, modified: seconds(status.modified), attributes: found.kept)
        let showsThrough = covers && !found.isOpaque && mode != .read
        if showsThrough, let baseTrail {
            try baseTrail.push(name, baseTrail.current().openDirectory(name))
        }
        try trail.push(name, handle)
        let names = try sortedNames(handle)
        frames.append(
            Frame(
                entry: entry, status: status, names: names, hasBase: showsThrough, below: showsThrough ? below : nil,
                isGiven: false))
    }

    private func leave() throws {
        let frame = frames[frames.count - 1]
        let handle = try trail.current()
        if frames.count == 1 {
            if mode == .normalise { try putBack(frame, handle) }
            frames.removeLast()
            return
        }
        let isDropped = try !frame.isGiven && isUnchanged(frame, handle)
        if !isDropped {
            try giveDirectories()
            if mode == .normalise { try putBack(frame, handle) }
        }
        if frame.hasBase { baseTrail?.pop() }
        trail.pop()
        frames.removeLast()
        given = min(given, frames.count)
        if isDropped && mode == .normalise {
            try trail.current().removeDirectory(Array(LayerPath.name(of: frame.entry.path)))
            frames[frames.count - 1].isTouched = true
        }
    }

    /// Gives a directory the time that it had before the walk, cut and clamped.
    private func putBack(_ frame: Frame, _ handle: DirectoryHandle) throws {
        let time = FileTime(seconds: seconds(frame.status.modified))
        if frame.isTouched || time != frame.status.modified { try handle.setModified(time) }
    }

    // MARK: Comparing with the stack below

    private func statusBelow(_ name: [UInt8]) throws -> FileStatus? {
        guard mode != .read, frames[frames.count - 1].hasBase, let baseTrail else { return nil }
        return try baseTrail.current().statusIfPresent(of: name)
    }

    /// Whether a directory in which nothing changed is itself as below.
    private func isUnchanged(_ frame: Frame, _ handle: DirectoryHandle) throws -> Bool {
        guard let below = frame.below, let baseTrail else { return false }
        guard TreeComparison.isSameMetadata(frame.status, below) else { return false }
        return try frame.entry.attributes == baseTrail.current().keptAttributes()
    }

    private func isUnchanged(
        _ name: [UInt8], _ file: FileHandle?, _ status: FileStatus, _ attributes: [ExtendedAttribute],
        _ below: FileStatus
    ) throws -> Bool {
        // One of several names goes only with all of them, so it stays.
        guard status.linkCount == 1, TreeComparison.isSameMetadata(status, below), let baseTrail else { return false }
        return try TreeComparison.isSameContent(
            name, file, status, attributes, in: trail.current(), below: baseTrail.current())
    }
}

/// What the names of one file have in common.
private struct FileIdentity: Hashable {
    let device: UInt64
    let inode: UInt64

    init(_ status: FileStatus) {
        device = status.device
        inode = status.inode
    }
}

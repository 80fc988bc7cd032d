public import LinuxSystem

/// Walks a layer directory in overlayfs's form, in canonical order: one `statx` an entry; no file is opened but for its
/// content. What goes away meanwhile, as in a container that runs, is passed over.
public final class DirectoryScan: LayerScan {
    private struct Frame {
        let path: [UInt8]
        let names: [[UInt8]]
        var next = 0
    }

    private let trail: DirectoryTrail
    private var frames: [Frame] = []
    /// The first name of each file that has several.
    private var linked: [FileNode: [UInt8]] = [:]
    private var current: (name: [UInt8], directory: DirectoryHandle)?
    private var file: (name: [UInt8], directory: DirectoryHandle)?
    private let buffer = AlignedBuffer(count: 1 << 18)

    private struct FileNode: Hashable {
        let device: UInt64
        let inode: UInt64
    }

    /// Begins at a directory, which is the layer's `/` and no entry.
    public init(_ root: DirectoryHandle) throws {
        trail = DirectoryTrail(root)
        frames = [Frame(path: [], names: try Self.names(root))]
    }

    /// The next entry.
    ///
    /// - Throws: `SystemError`; `CancellationError`.
    public func next() throws -> ScannedEntry? {
        (file, current) = (nil, nil)
        while let frame = frames.last {
            try Cancellation.check()
            guard frame.next < frame.names.count else {
                frames.removeLast()
                if !frames.isEmpty { trail.pop() }
                continue
            }
            frames[frames.count - 1].next += 1
            if let entry = try look(at: frame.names[frame.next], in: frame.path) { return entry }
        }
        return nil
    }

    /// Calls with the pieces of the current file.
    public func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws {
        guard let file else { return }
        self.file = nil
        let handle = try file.directory.openForReading(file.name)
        while true {
            try Cancellation.check()
            let count = try buffer.withMutableBytes { try handle.read(into: $0) }
            if count == 0 { return }
            try buffer.withBytes { try body(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
        }
    }

    /// Those of the current entry that layers keep.
    public func attributes() throws -> [ExtendedAttribute] {
        guard let current else { return [] }
        do throws(SystemError) {
            let names = KeptAttributes.kept(try current.directory.attributeNames(of: current.name))
            var result: [ExtendedAttribute] = []
            for name in names {
                guard let value = try current.directory.attribute(name, of: current.name) else { continue }
                result.append(ExtendedAttribute(name: name, value: value))
            }
            return result
        } catch {
            if error.isNotFound { return [] }
            throw error
        }
    }

    private static func names(_ directory: DirectoryHandle) throws -> [[UInt8]] {
        try directory.entries().map(\.name).sorted(by: ByteOrder.precedes)
    }

    private func look(at name: [UInt8], in parent: [UInt8]) throws -> ScannedEntry? {
        let directory = try trail.current()
        guard let status = try directory.statusIfPresent(of: name), status.kind != .socket else { return nil }
        let path = LayerPath.join(parent, name)
        if status.isWhiteout { return ScannedEntry(path: path, meaning: .whiteout) }
        var isOpaque = false
        if status.kind == .directory {
            guard let opened = try enter(name, path, directory) else { return nil }
            isOpaque = opened.isOpaque
        }
        guard let kind = try kind(status, name, path, directory) else { return nil }
        current = (name, directory)
        if case .regular = kind { file = current }
        return ScannedEntry(
            path: path, meaning: .entry(kind), permissions: status.kind == .symbolicLink ? 0o777 : status.permissions,
            userID: status.userID, groupID: status.groupID, modified: status.modified.seconds,
            size: kind == .regular ? status.size : 0, isOpaque: isOpaque)
    }

    private func enter(
        _ name: [UInt8], _ path: [UInt8], _ directory: DirectoryHandle
    ) throws -> (isOpaque: Bool, handle: DirectoryHandle)? {
        let handle: DirectoryHandle
        do throws(SystemError) { handle = try directory.openDirectory(name) } catch {
            if error.isNotFound { return nil }
            throw error
        }
        let isOpaque = try handle.ownAttribute(OverlayAttribute.opaque) == OverlayAttribute.opaqueValue
        try trail.push(name, handle)
        frames.append(Frame(path: path, names: try Self.names(handle)))
        return (isOpaque, handle)
    }

    private func kind(
        _ status: FileStatus, _ name: [UInt8], _ path: [UInt8], _ directory: DirectoryHandle
    ) throws -> TarEntry.Kind? {
        if status.kind == .directory { return .directory }
        if status.linkCount > 1 {
            let node = FileNode(device: status.device, inode: status.inode)
            if let first = linked[node] { return .hardLink(target: first) }
            linked[node] = path
        }
        switch status.kind {
        case .symbolicLink: return .symbolicLink(target: try directory.readLink(name))
        case .characterDevice:
            return .characterDevice(major: status.nodeDevice.major, minor: status.nodeDevice.minor)
        case .blockDevice: return .blockDevice(major: status.nodeDevice.major, minor: status.nodeDevice.minor)
        case .pipe: return .pipe
        default: return .regular
        }
    }
}

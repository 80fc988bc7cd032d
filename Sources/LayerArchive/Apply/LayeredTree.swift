internal import LinuxSystem

/// The layer that is being unpacked on top of the stack below, as one tree: where a path leads that a sequential unpack
/// would follow.
///
/// Links are followed here, component by component, in the layer and below it; the kernel is only ever asked for names in
/// directories that are open already.
final class LayeredTree {
    /// A name in a directory of the layer.
    struct Place {
        let node: TreeNode
        let name: [UInt8]
        var path: [UInt8] { LayerPath.join(node.path, name) }
    }

    /// As many links in one path as the kernel follows.
    private static let maximumLinks = 40

    let root: TreeNode
    private let nodes: TreeNodes
    private let limits: ArchiveLimits
    private let staysInRoot: Bool
    private var lastParent: (raw: ArraySlice<[UInt8]>, node: TreeNode)?
    var facts = BaseFacts()

    /// - Parameter staysInRoot: `..` in the root is the root, as after chroot(2); else an error.
    init(root: DirectoryHandle, base: DirectoryHandle?, limits: ArchiveLimits, staysInRoot: Bool = false) throws {
        self.staysInRoot = staysInRoot
        self.root = try TreeNode(path: [], handle: root, base: base)
        self.limits = limits
        nodes = TreeNodes(root: self.root)
    }

    /// Where the entry of a cleaned path goes. Parents that are missing in the layer are made, as the stack below has them.
    func place(_ components: [[UInt8]], shownAs raw: [UInt8]) throws -> Place {
        guard let name = components.last else { preconditionFailure("the root has no place") }
        let parents = components.dropLast()
        if let lastParent, lastParent.raw == parents { return Place(node: lastParent.node, name: name) }
        let node = try directory(Array(parents), raw)
        lastParent = (parents, node)
        return Place(node: node, name: name)
    }

    /// The directory of a cleaned path, links followed and missing ones made.
    func directory(_ components: [[UInt8]], _ raw: [UInt8]) throws -> TreeNode {
        var walk = Walk(raw: raw, left: components.reversed())
        while let name = walk.left.popLast() {
            if name == [LayerPath.dot] { continue }
            if name == [LayerPath.dot, LayerPath.dot] {
                guard walk.at.popLast() != nil || staysInRoot else { throw Self.leavesRoot(raw) }
                continue
            }
            try step(name, &walk)
        }
        return try nodes.node(walk.at)
    }

    /// The open directory at a place.
    func node(at place: Place) throws -> TreeNode { try nodes.node(LayerPath.components(place.path)) }

    /// To be called when a directory was made or got new metadata.
    func directoryChanged(_ place: Place, _ modified: FileTime, _ permissions: UInt16) throws {
        lastParent = nil
        guard let node = nodes.openNode(place.path) else { return }
        node.modified = modified
        node.isTouched = false
        node.givesGroup = permissions & 0o2000 != 0
    }

    /// To be called when a path may lead elsewhere than before, because a directory or link was made or removed.
    func pathsChanged() { lastParent = nil }

    /// To be called before a directory is removed.
    func willRemove(_ place: Place) throws {
        lastParent = nil
        try nodes.forget(place.path)
    }

    /// To be called when a directory hides what is below it from now on.
    func didHide(_ node: TreeNode) throws {
        lastParent = nil
        node.base = nil
        try nodes.forget(below: node.path)
    }

    /// Sets the times of all directories, at the end.
    func settle() throws { try nodes.settle() }

    /// A path on its way.
    private struct Walk {
        let raw: [UInt8]
        var left: [[UInt8]]
        var at: [[UInt8]] = []
        var links = 0
    }

    private func step(_ name: [UInt8], _ walk: inout Walk) throws {
        let node = try nodes.node(walk.at)
        if let status = try node.handle.statusIfPresent(of: name) {
            switch status.kind {
            case .directory: walk.at.append(name)
            case .symbolicLink: try follow(try node.handle.readLink(name), &walk)
            case .characterDevice where status.isWhiteout:
                try node.handle.removeFile(name)
                try makeNew(name, in: node, isOpaque: true)
                walk.at.append(name)
            default: throw Self.notADirectory(LayerPath.join(node.path, name), walk.raw)
            }
            return
        }
        guard let base = node.base, let below = try base.statusIfPresent(of: name) else {
            try makeNew(name, in: node, isOpaque: false)
            walk.at.append(name)
            return
        }
        switch below.kind {
        case .directory:
            try makeAsBelow(name, in: node, base.openDirectory(name), below)
            walk.at.append(name)
        case .symbolicLink:
            let target = try base.readLink(name)
            facts.addLink(LayerPath.join(node.path, name), target: target)
            try follow(target, &walk)
        default: throw Self.notADirectory(LayerPath.join(node.path, name), walk.raw)
        }
    }

    private func follow(_ target: [UInt8], _ walk: inout Walk) throws {
        walk.links += 1
        let components = LayerPath.components(target)
        guard walk.links <= Self.maximumLinks, walk.left.count + components.count <= 2 * limits.depth else {
            throw LayerArchiveError(
                .unsafePath, "\(shown(walk.raw)) leads through more than \(Self.maximumLinks) links")
        }
        if target.first == LayerPath.slash { walk.at = [] }
        walk.left += components.reversed()
        guard walk.at.count + walk.left.count <= 2 * limits.depth else {
            throw LayerArchiveError(.tooLarge, "\(shown(walk.raw)) leads too many directories deep")
        }
    }

    // MARK: Parents that the archive implies

    private func makeNew(_ name: [UInt8], in node: TreeNode, isOpaque: Bool) throws {
        try node.handle.makeDirectory(name, permissions: 0o755)
        let made = try node.handle.openDirectory(name)
        try RootMetadata.default.apply(to: made)
        if isOpaque { try made.setAttribute(OverlayAttribute.opaque, to: OverlayAttribute.opaqueValue) }
        try made.setModified(FileTime(seconds: 0))
        node.isTouched = true
        let path = LayerPath.join(node.path, name)
        if isOpaque { facts.addHiddenParent(path) } else { facts.addParent(path, below: nil, modified: 0) }
    }

    private func makeAsBelow(
        _ name: [UInt8], in node: TreeNode, _ below: DirectoryHandle, _ status: FileStatus
    ) throws {
        let metadata = try RootMetadata(of: below)
        try node.handle.makeDirectory(name, permissions: metadata.permissions)
        let made = try node.handle.openDirectory(name)
        try metadata.apply(to: made)
        try made.setModified(FileTime(seconds: status.modified.seconds))
        node.isTouched = true
        facts.addParent(LayerPath.join(node.path, name), below: metadata, modified: status.modified.seconds)
    }

    private static func leavesRoot(_ raw: [UInt8]) -> LayerArchiveError {
        LayerArchiveError(
            .unsafePath, "\(shown(raw)) leads through a link that leaves the root directory",
            hint: "the archive is hostile or broken; do not use it")
    }

    private static func notADirectory(_ path: [UInt8], _ raw: [UInt8]) -> LayerArchiveError {
        LayerArchiveError(
            .notADirectory, "the archive has an entry \(shown(raw)), but \(shown(path)) is not a directory",
            hint: "the archive is broken, or is not meant for this base image")
    }
}

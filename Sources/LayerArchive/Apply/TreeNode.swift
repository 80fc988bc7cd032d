internal import LinuxSystem

/// A directory of the layer that is being unpacked, open, with the one below it that shows through.
final class TreeNode {
    /// The path in the layer, free of links.
    let path: [UInt8]
    let handle: DirectoryHandle
    /// The directory of the same path below; `nil` where there is none or the layer hides it.
    var base: DirectoryHandle?
    /// The time that it is to have in the end, whatever is made in it.
    var modified: FileTime
    /// New entries get the directory's group.
    var givesGroup: Bool
    /// Something was made or removed in it since its time was set.
    var isTouched = false
    var lastUse = 0

    init(path: [UInt8], handle: DirectoryHandle, base: DirectoryHandle?) throws {
        let status = try handle.status()
        self.path = path
        self.handle = handle
        self.base = base
        modified = status.modified
        givesGroup = status.permissions & 0o2000 != 0
    }

    /// Puts the time back.
    func settle() throws {
        guard isTouched else { return }
        try handle.setModified(modified)
        isTouched = false
    }
}

/// The open directories of a layer that is being unpacked: a bounded number, those used last.
final class TreeNodes {
    private static let capacity = 128

    private let root: TreeNode
    private var nodes: [[UInt8]: TreeNode] = [:]
    private var uses = 0

    init(root: TreeNode) { self.root = root }

    /// The directory of a path in the layer, which has no links in it.
    func node(_ components: some BidirectionalCollection<[UInt8]>) throws -> TreeNode {
        guard let name = components.last else { return root }
        let path = Array(components.joined(separator: [LayerPath.slash]))
        uses += 1
        if let node = nodes[path] {
            node.lastUse = uses
            return node
        }
        // Up to the nearest open directory, and down from there: the stack of a recursion would be as deep as the tree.
        var missing = [name]
        var rest = components.dropLast()
        var parent = root
        while let last = rest.last {
            if let node = nodes[Array(rest.joined(separator: [LayerPath.slash]))] {
                parent = node
                break
            }
            missing.append(last)
            rest = rest.dropLast()
        }
        while let name = missing.popLast() { parent = try open(name, in: parent) }
        return parent
    }

    /// The directory of a path, if it is open.
    func openNode(_ path: [UInt8]) -> TreeNode? { nodes[path] }

    /// Sets the times of all open directories.
    func settle() throws {
        for node in nodes.values { try node.settle() }
        try root.settle()
    }

    /// Sets the times of the open directories below a path, and lets go of them.
    func forget(below path: [UInt8]) throws {
        let prefix = path.isEmpty ? [] : path + [LayerPath.slash]
        for node in nodes.values where node.path.starts(with: prefix) {
            try node.settle()
            nodes[node.path] = nil
        }
    }

    /// Sets the time of the directory of a path and of those below it, and lets go of them.
    func forget(_ path: [UInt8]) throws {
        try forget(below: path)
        try nodes.removeValue(forKey: path)?.settle()
    }

    private func open(_ name: [UInt8], in parent: TreeNode) throws -> TreeNode {
        let handle = try parent.handle.openDirectory(name)
        var base: DirectoryHandle?
        if let below = parent.base, try below.statusIfPresent(of: name)?.kind == .directory,
            try handle.ownAttribute(OverlayAttribute.opaque) != OverlayAttribute.opaqueValue
        {
            base = try below.openDirectory(name)
        }
        let node = try TreeNode(path: LayerPath.join(parent.path, name), handle: handle, base: base)
        uses += 1
        node.lastUse = uses
        if nodes.count >= Self.capacity { try evict() }
        nodes[node.path] = node
        return node
    }

    /// Lets go of the half that was not used for longest.
    private func evict() throws {
        let byUse = nodes.values.sorted { $0.lastUse < $1.lastUse }
        for node in byUse.prefix(Self.capacity / 2) {
            try node.settle()
            nodes[node.path] = nil
        }
    }
}

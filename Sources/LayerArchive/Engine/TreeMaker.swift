internal import LinuxSystem

/// Makes the entries of a layer on disk, in canonical order, with as few system calls as that takes.
///
/// Directories get their times when the order has left them, since every entry made in one changes them.
final class TreeMaker {
    private let trail: DirectoryTrail
    private let root: DirectoryHandle
    private var open: [LayerEntry] = []
    /// Whom new entries belong to: asked once, not for each of thousands.
    private let (userID, groupID) = (ProcessIdentity.userID, ProcessIdentity.groupID)

    init(root: DirectoryHandle) {
        self.root = root
        trail = DirectoryTrail(root)
    }

    /// Makes an entry that is no regular file.
    func make(_ entry: LayerEntry) throws {
        if entry.path.isEmpty {
            try RootMetadata(
                permissions: entry.permissions, userID: entry.userID, groupID: entry.groupID,
                attributes: entry.attributes
            ).apply(to: root)
            return
        }
        let directory = try enter(parentOf: entry)
        let name = entry.name
        switch entry.kind {
        case .regular: preconditionFailure("regular files are created")
        case .directory, .opaqueDirectory:
            try makeDirectory(entry, name, in: directory)
            return
        case .whiteout:
            try directory.makeWhiteout(name)
            return
        case .hardLink(let target):
            let parent = Array(LayerPath.parent(of: target))
            let holder = parent.isEmpty ? root : try root.openDirectory(parent)
            try directory.makeHardLink(name, to: Array(LayerPath.name(of: target)), in: holder)
            return
        case .symbolicLink(let target): try directory.makeSymbolicLink(name, target: target)
        case .characterDevice(let major, let minor):
            if major == 0 && minor == 0 { throw Self.forged(entry) }
            try directory.makeNode(name, kind: .characterDevice, permissions: 0, device: (major, minor))
        case .blockDevice(let major, let minor):
            try directory.makeNode(name, kind: .blockDevice, permissions: 0, device: (major, minor))
        case .pipe: try directory.makeNode(name, kind: .pipe, permissions: 0)
        }
        if needsOwner(entry) { try directory.setOwner(user: entry.userID, group: entry.groupID, of: name) }
        if case .symbolicLink = entry.kind {} else { try directory.setPermissions(entry.permissions, of: name) }
        for attribute in entry.attributes { try directory.setAttribute(attribute.name, to: attribute.value, of: name) }
        try directory.setModified(FileTime(seconds: entry.modified), of: name)
    }

    /// Makes a regular file for its bytes to be written; `finish` follows.
    func create(_ entry: LayerEntry) throws -> FileHandle {
        try enter(parentOf: entry).createFile(entry.name, permissions: entry.permissions & 0o777)
    }

    /// Gives a written file its owner, mode, attributes and time.
    func finish(_ file: FileHandle, _ entry: LayerEntry) throws {
        if needsOwner(entry) { try file.setOwner(user: entry.userID, group: entry.groupID) }
        // Creation cuts the mode by the umask and has no set-user-id bits; a new owner clears them.
        if entry.permissions & (ProcessIdentity.fileModeMask | 0o7000) != 0 {
            try file.setPermissions(entry.permissions)
        }
        for attribute in entry.attributes { try file.setAttribute(attribute.name, to: attribute.value) }
        try file.setModified(FileTime(seconds: entry.modified))
    }

    /// Leaves all directories.
    func leaveAll() throws { while !open.isEmpty { try leave() } }

    private func makeDirectory(_ entry: LayerEntry, _ name: [UInt8], in directory: DirectoryHandle) throws {
        let ownerFirst = needsOwner(entry)
        try directory.makeDirectory(name, permissions: entry.permissions)
        let made = try directory.openDirectory(name)
        if ownerFirst {
            try made.setOwner(user: entry.userID, group: entry.groupID)
            try made.setPermissions(entry.permissions)
        }
        for attribute in entry.attributes { try made.setAttribute(attribute.name, to: attribute.value) }
        if entry.kind == .opaqueDirectory {
            try made.setAttribute(OverlayAttribute.opaque, to: OverlayAttribute.opaqueValue)
        }
        try trail.push(name, made)
        open.append(entry)
    }

    /// Leaves directories until the one that holds the entry is the current one.
    private func enter(parentOf entry: LayerEntry) throws -> DirectoryHandle {
        let parent = LayerPath.parent(of: entry.path)
        while let current = open.last, !current.path.elementsEqual(parent) { try leave() }
        if open.isEmpty && !parent.isEmpty {
            throw LayerArchiveError(
                .outOfOrder, "\(shown(entry.path)) came before its directory",
                hint: "give every directory before what it holds")
        }
        return try trail.current()
    }

    private func leave() throws {
        let entry = open.removeLast()
        try trail.current().setModified(FileTime(seconds: entry.modified))
        trail.pop()
    }

    /// Whether the kernel gave the new entry another owner than it is to have.
    private func needsOwner(_ entry: LayerEntry) -> Bool {
        if entry.userID != userID || entry.groupID != groupID { return true }
        // In a directory with the set-group-id bit new entries get the directory's group.
        return open.isEmpty || open.contains { $0.permissions & 0o2000 != 0 }
    }

    private static func forged(_ entry: LayerEntry) -> LayerArchiveError {
        LayerArchiveError(
            .forgedWhiteout, "\(shown(entry.path)) is a 0/0 character device, which overlayfs takes for a removed name")
    }
}

import BuildGraph
import LayerArchive
import LinuxSystem

/// Turns selected sources into the tree of entries that a COPY or ADD makes, by BuildKit's rules.
///
/// A directory is copied by its content. A file goes into a destination that is a directory or ends in `/`, else it gets
/// the destination's name. Missing parents are made with mode 0755; directories that are there keep their properties,
/// except those below a copied directory, which get those of the source.
struct CopyPlanner {
    let step: CopyStep
    /// Who owns what is copied; `nil`: as in the source.
    let owner: Owner?
    /// What `--chmod` asks for.
    let mode: FileMode?
    /// The sources are a context: nobody owns its files.
    let isFromContext: Bool
    let destination: CopyDestination

    init(step: CopyStep, owner: Owner?, isFromContext: Bool, base: DirectoryHandle?) throws {
        self.step = step
        self.owner = owner
        self.isFromContext = isFromContext
        mode = try step.permissions.map(FileMode.init(parsing:))
        destination = CopyDestination(base: base, owner: owner ?? Owner(user: 0, group: 0))
    }

    /// The destination's components, and whether its text says that it is a directory.
    private var target: (path: [[UInt8]], isDirectory: Bool) {
        let bytes = Array(step.destination.utf8)
        let isDirectory = bytes.last == BytePath.slash || bytes.suffix(2) == Array("/.".utf8)
        return (BytePath.normalised(bytes).components, isDirectory)
    }

    /// The directory that an archive is unpacked into, made where it is missing.
    func unpackingDirectory() throws -> [[UInt8]] {
        let path = try destination.resolve(target.path)
        // The archive is unpacked into the layer's own directory of that name, whether the stack below has it or not.
        try destination.directory(path).isUnchanged = path.isEmpty
        return path
    }

    /// Plans one source; its number is what file nodes refer to.
    func add(_ source: SelectedSource, number: Int, attributes: @escaping (Int) throws -> [ExtendedAttribute]) throws {
        let root = source.tree.root.status
        let path = try place(name: source.name, isDirectory: root.kind == .directory)
        let copy = TreeCopy(source: source, number: number, attributes: attributes)
        try plan(copy, 0, at: path, overwrites: source.carriesDirectories)
    }

    /// Plans the files of the step's here-documents.
    func addInlineFiles() throws {
        for file in step.inlineFiles { try add(file) }
    }

    private func add(_ file: InlineFile) throws {
        let path = try place(name: Array(file.name.utf8), isDirectory: false)
        let node = PlanNode(
            kind: .regular(size: Int64(file.bytes.count)), permissions: file.mode, userID: owner?.user ?? 0,
            groupID: owner?.group ?? 0, modified: 0)
        if let mode { node.permissions = mode.applied(to: file.mode, isDirectory: false) }
        node.content = .bytes(file.bytes)
        try destination.put(node, at: path)
    }

    /// Where a source goes, with the directories above it made.
    private func place(name: [UInt8], isDirectory: Bool) throws -> [[UInt8]] {
        let (path, saysDirectory) = target
        if let parent = saysDirectory ? path : path.isEmpty ? nil : Array(path.dropLast()) {
            _ = try destination.directory(try destination.resolve(parent))
        }
        var resolved = try destination.resolve(path)
        let isThere = try resolved.isEmpty ? true : destination.isDirectory(resolved)
        if !isDirectory, isThere == true { resolved.append(name) }
        if isDirectory, isThere == nil {
            _ = try destination.directory(resolved)
        } else if !resolved.isEmpty, !isDirectory || isThere != false {
            _ = try destination.directory(Array(resolved.dropLast()))
        }
        return resolved
    }

    private struct TreeCopy {
        let source: SelectedSource
        let number: Int
        let attributes: (Int) throws -> [ExtendedAttribute]
    }

    private func plan(_ copy: TreeCopy, _ index: Int, at path: [[UInt8]], overwrites: Bool) throws {
        let entry = copy.source.tree.entries[index]
        if entry.status.kind == .socket { return }
        let node = try self.node(of: copy, index)
        guard node.isDirectory else {
            try destination.put(node, at: path)
            return
        }
        let (directory, isNew) = try destination.copiedDirectory(at: path, properties: node)
        if !isNew, overwrites, !(index == 0 && copy.source.carriesDirectories) { directory.takeProperties(of: node) }
        for child in entry.children { try plan(copy, Int(child), in: directory, at: path) }
    }

    /// Plans an entry of a copied directory. Where nothing can be in the way, no look at the stack below is needed.
    private func plan(_ copy: TreeCopy, _ index: Int, in directory: PlanNode, at path: [[UInt8]]) throws {
        let entry = copy.source.tree.entries[index]
        let name = entry.name.bytes
        if directory.isOverBase || directory.children[name] != nil {
            try plan(copy, index, at: path + [name], overwrites: true)
            return
        }
        if entry.status.kind == .socket { return }
        let node = try self.node(of: copy, index)
        directory.children[name] = node
        if entry.children.isEmpty { return }
        let inner = path + [name]
        for child in entry.children { try plan(copy, Int(child), in: node, at: inner) }
    }

    private func node(of copy: TreeCopy, _ index: Int) throws -> PlanNode {
        let entry = copy.source.tree.entries[index]
        let node = self.node(of: entry)
        node.attributes = try copy.attributes(index)
        if entry.status.kind == .regular { node.content = .file(source: copy.number, entry: index) }
        return node
    }

    private func node(of entry: SourceEntry) -> PlanNode {
        let status = entry.status
        let isLink = status.kind == .symbolicLink
        let isDirectory = status.kind == .directory
        var permissions = isLink ? 0o777 : status.permissions
        if let mode, !isLink { permissions = mode.applied(to: permissions, isDirectory: isDirectory) }
        return PlanNode(
            kind: Self.kind(of: entry), permissions: permissions,
            userID: owner?.user ?? (isFromContext ? 0 : status.userID),
            groupID: owner?.group ?? (isFromContext ? 0 : status.groupID), modified: status.modified.seconds)
    }

    private static func kind(of entry: SourceEntry) -> LayerEntry.Kind {
        let status = entry.status
        let (major, minor) = status.nodeDevice
        return switch status.kind {
        case .directory: .directory
        case .symbolicLink: .symbolicLink(target: entry.linkTarget)
        case .characterDevice: .characterDevice(major: major, minor: minor)
        case .blockDevice: .blockDevice(major: major, minor: minor)
        case .pipe, .socket: .pipe
        case .regular: .regular(size: status.size)
        }
    }
}

extension PlanNode {
    /// Gives a directory that was there already the properties of the one copied onto it.
    fileprivate func takeProperties(of other: PlanNode) {
        permissions = other.permissions
        userID = other.userID
        groupID = other.groupID
        modified = other.modified
        attributes = other.attributes
        isUnchanged = false
    }
}

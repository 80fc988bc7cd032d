import BuildGraph
import LayerArchive
import LinuxSystem

/// The tree that files are copied into: the stack below, with what has been planned so far on top.
///
/// Nothing is written here: the plan is a tree in memory, and the stack is only looked at. Links are followed inside the
/// root, those that the copy itself brings included (layer rule 10).
final class CopyDestination {
    /// What stands at a path.
    private enum Found {
        case planned(PlanNode)
        case below(FileStatus)
    }

    /// The root of the plan.
    let root: PlanNode
    private let base: DirectoryHandle?
    private let owner: Owner

    /// - Parameters:
    ///   - base: The merged view of the stack below; `nil` for an empty one.
    ///   - owner: Who gets directories that are made on the way.
    init(base: DirectoryHandle?, owner: Owner) {
        self.base = base
        self.owner = owner
        root = PlanNode(kind: .directory, permissions: 0o755)
        root.isOverBase = true
        root.isUnchanged = true
    }

    /// What is at a path whose directories are no links; a link at its end is not followed.
    private func find(_ path: [[UInt8]]) throws -> Found? {
        var node = root
        for (depth, name) in path.enumerated() {
            if let child = node.children[name] {
                node = child
                continue
            }
            guard node.isOverBase, let base else { return nil }
            _ = depth
            guard let status = try base.statusIfPresent(of: BytePath.joined(path)), !status.isWhiteout else {
                return nil
            }
            return .below(status)
        }
        return .planned(node)
    }

    /// The kind of what is at a path; `nil` where there is nothing.
    func isDirectory(_ path: [[UInt8]]) throws -> Bool? {
        switch try find(path) {
        case .planned(let node): node.isDirectory
        case .below(let status): status.kind == .directory
        case nil: nil
        }
    }

    /// Follows all links of a path inside the root; what is missing of it stays as it is.
    func resolve(_ path: [[UInt8]]) throws -> [[UInt8]] {
        var done: [[UInt8]] = []
        var open = Array(path.reversed())
        var links = 0
        while let name = open.popLast() {
            if name == [UInt8(ascii: "."), UInt8(ascii: ".")] {
                _ = done.popLast()
                continue
            }
            let candidate = done + [name]
            guard let target = try linkTarget(candidate) else {
                done = candidate
                continue
            }
            links += 1
            if links > 40 {
                throw BuildError(.badDestination, "the destination /\(Self.text(path)) runs through links in a circle")
            }
            if target.first == BytePath.slash { done = [] }
            open += BytePath.components(target).reversed()
        }
        return done
    }

    private func linkTarget(_ path: [[UInt8]]) throws -> [UInt8]? {
        switch try find(path) {
        case .planned(let node): return node.linkTarget
        case .below(let status) where status.kind == .symbolicLink: return try base?.readLink(BytePath.joined(path))
        default: return nil
        }
    }

    /// The node of a directory, made with all directories above it where they are missing. The path is free of links.
    func directory(_ path: [[UInt8]]) throws -> PlanNode {
        var node = root
        for depth in path.indices {
            if let child = node.children[path[depth]] {
                node = child
                if node.isDirectory { continue }
                throw notDirectory(path[...depth])
            }
            let found = try find(Array(path[...depth]))
            let child: PlanNode
            switch found {
            case .below(let status) where status.kind == .directory: child = try existing(path[...depth], status)
            case nil:
                // mkdir(2) hands a directory's set-group-ID bit on.
                let permissions = 0o755 | node.permissions & 0o2000
                child = PlanNode(
                    kind: .directory, permissions: permissions, userID: owner.user, groupID: owner.group)
            default: throw notDirectory(path[...depth])
            }
            node.children[path[depth]] = child
            node = child
        }
        return node
    }

    private func existing(_ path: ArraySlice<[UInt8]>, _ status: FileStatus) throws -> PlanNode {
        let node = PlanNode(
            kind: .directory, permissions: status.permissions, userID: status.userID, groupID: status.groupID,
            modified: status.modified.seconds)
        node.isOverBase = true
        node.isUnchanged = true
        if let base { node.attributes = try base.keptAttributes(of: BytePath.joined(path)) }
        return node
    }

    /// Puts a file, link or device at a path, in the place of what is there unless that is a directory.
    func put(_ node: PlanNode, at path: [[UInt8]]) throws {
        guard let name = path.last else {
            throw BuildError(.badDestination, "cannot replace to directory / with file")
        }
        if try isDirectory(path) == true {
            throw BuildError(
                .badDestination, "cannot replace to directory /\(Self.text(path)) with file",
                hint: "remove the directory in a RUN before, or copy to another name")
        }
        try directory(path.dropLast()).children[name] = node
    }

    /// The node of a directory that is copied: an existing one, or a new one of these properties; and whether it is new.
    func copiedDirectory(at path: [[UInt8]], properties: PlanNode) throws -> (node: PlanNode, isNew: Bool) {
        switch try isDirectory(path) {
        case true?: return (try directory(path), false)
        case false?:
            throw BuildError(
                .badDestination, "cannot copy to non-directory: /\(Self.text(path))",
                hint: "remove the file or link in a RUN before, or copy to another name")
        case nil:
            guard let name = path.last else { return (root, false) }
            try directory(path.dropLast()).children[name] = properties
            return (properties, true)
        }
    }

    private func notDirectory(_ path: ArraySlice<[UInt8]>) -> BuildError {
        BuildError(
            .badDestination, "cannot make a directory of /\(Self.text(Array(path))): it is there and is none",
            hint: "remove it in a RUN before, or name another place")
    }

    private static func text(_ path: [[UInt8]]) -> String { BytePath.text(BytePath.joined(path)) }
}

extension DirectoryHandle {
    /// The attributes of an entry that belong to a layer, in byte order of their names.
    func keptAttributes(of path: [UInt8]) throws -> [ExtendedAttribute] {
        let names = try attributeNames(of: path).filter(KeptAttributes.isKept)
        if names.isEmpty { return [] }
        return try names.sorted(by: PlanNode.namesPrecede).compactMap { name in
            try attribute(name, of: path).map { ExtendedAttribute(name: name, value: $0) }
        }
    }
}

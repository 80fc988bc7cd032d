import DockerfileSyntax
import LinuxSystem
import Synchronization

/// What COPY and ADD read from: the context, or the merged view of a stage or image.
final class SourceTree: Sendable {
    /// Which kind of source it is; it decides about owners, attributes and words in messages.
    enum Kind: Hashable, Sendable {
        /// The build context: files arrive as 0:0, with no attribute but `security.capability`.
        case context
        /// A stage or an image: owners and kept attributes count.
        case image(name: String)
        /// Files from elsewhere that nobody owns, as those of the context: of a named context, or fetched.
        case files(name: String)

        /// Whether owners and all kept attributes of the source arrive at the destination.
        var hasOwners: Bool {
            if case .image = self { return true }
            return false
        }
    }

    let kind: Kind
    let root: DirectoryHandle
    private let ignore: IgnorePatterns?
    /// What earlier builds remember of the files of a directory of the machine; `nil` for other sources.
    let index: ContextIndex?
    private let scans = Mutex<[[UInt8]: SharedResult<ScannedTree?>]>([:])

    init(kind: Kind, root: DirectoryHandle, ignore: IgnorePatterns? = nil, index: ContextIndex? = nil) {
        self.kind = kind
        self.root = root
        self.index = index
        self.ignore = ignore
    }

    /// The source as a phrase of messages.
    var name: String {
        switch kind {
        case .context: "the build context"
        case .image(let name), .files(let name): name
        }
    }

    /// Everything at and below a path without links; `nil` where it is left out by `.dockerignore`.
    ///
    /// A build sees one state: a path is scanned once.
    func scan(_ path: [UInt8]) async throws -> ScannedTree? {
        if let tree = coveringScan(path) { return tree }
        let scan = scans.withLock { scans in
            let scan = scans[path] ?? SharedResult()
            scans[path] = scan
            return scan
        }
        return try await scan.value {
            let scanner = TreeScanner(root: root, ignore: ignore, index: index)
            return try await scanner.scan(path, status: try root.status(of: path))
        }
    }

    /// The names in a directory that a glob component matches, in byte order.
    func names(in path: [UInt8], matching pattern: PathPattern) throws -> [[UInt8]] {
        let names = try root.directory(at: path).entries().map(\.name).filter(pattern.matches)
        return names.sorted(by: BytePath.precedes)
    }

    /// The metadata of a path without links; `nil` where there is none.
    func status(of path: [UInt8]) throws -> FileStatus? {
        guard let status = try root.statusIfPresent(of: path), !status.isWhiteout else { return nil }
        return status
    }

    /// Cuts a subtree out of the scan of a directory above it.
    private func coveringScan(_ path: [UInt8]) -> ScannedTree? {
        let components = BytePath.components(path)
        let known = scans.withLock { $0 }
        for length in 0..<components.count {
            guard case .some(.some(let tree)) = known[BytePath.joined(components[..<length])]?.known else { continue }
            return tree.index(of: components[length...]).map { tree.subtree(at: $0) }
        }
        return nil
    }
}

extension DirectoryHandle {
    /// The directory of a path without links; the empty path is this directory itself.
    func directory(at path: [UInt8]) throws(SystemError) -> DirectoryHandle {
        path.isEmpty ? self : try openDirectory(path)
    }
}

extension SourceEntry {
    /// The same entry in another directory, without what it holds itself.
    fileprivate func below(_ parent: Int32) -> SourceEntry {
        SourceEntry(name: name, status: status, linkTarget: linkTarget, parent: parent, record: record)
    }
}

extension ScannedTree {
    /// What lies at and below one entry, as a tree of its own.
    func subtree(at start: Int) -> ScannedTree {
        var order = [start]
        var result = ScannedTree(path: path(of: start), entries: [])
        result.entries.append(entries[start].below(-1))
        var next = 0
        while next < order.count {
            let children = entries[order[next]].children
            let first = Int32(order.count)
            for child in children {
                let old = entries[Int(child)]
                result.entries.append(old.below(Int32(next)))
                order.append(Int(child))
            }
            result.entries[next].children = first..<Int32(order.count)
            next += 1
        }
        return result
    }

    /// The tree without the entries for which `keeps` is false and which hold none for which it is true; `nil` where
    /// nothing is left.
    func filtered(_ keeps: (Int) -> Bool) -> ScannedTree? {
        var kept = entries.indices.map(keeps)
        // Children stand behind their directories, so that one walk from the back settles all.
        for index in entries.indices.reversed() where kept[index] && entries[index].parent >= 0 {
            kept[Int(entries[index].parent)] = true
        }
        guard kept[0] else { return nil }
        if !kept.contains(false) { return self }
        var result = ScannedTree(path: path, entries: [])
        var place = [Int32](repeating: -1, count: kept.count)
        for index in entries.indices where kept[index] {
            let old = entries[index]
            place[index] = Int32(result.entries.count)
            let parent = old.parent < 0 ? -1 : place[Int(old.parent)]
            result.entries.append(old.below(parent))
            guard parent >= 0 else { continue }
            let children = result.entries[Int(parent)].children
            let start = children.isEmpty ? place[index] : children.lowerBound
            result.entries[Int(parent)].children = start..<(place[index] + 1)
        }
        return result
    }
}

import BuildGraph
import LayerArchive
import LinuxSystem

/// The merged trees of the images of two builds.
struct ProofTrees: Sendable {
    let first: DirectoryHandle?
    let second: DirectoryHandle?

    init(_ first: BuildSession, _ second: BuildSession) throws {
        self.first = try first.view(of: first.stack(of: first.plan.target))
        self.second = try second.view(of: second.stack(of: second.plan.target))
    }

    /// The paths that are not the same in both, times aside.
    ///
    /// - Throws: `BuildError` where one of them is empty and the other is not.
    func differences(limit: Int) throws -> [MergedDifference.Item] {
        switch (first, second) {
        case (nil, nil): return []
        case (let first?, let second?): return try MergedDifference(first, second, limit: limit).items
        default: throw BuildError(.dockerfile, "one of the images has no files at all")
        }
    }

    /// The bytes of a regular file; `nil` where there is none.
    static func read(_ path: String, in root: DirectoryHandle?) throws -> [UInt8]? {
        guard let (parent, name) = try place(path, in: root),
            try parent.statusIfPresent(of: name)?.kind == .regular
        else { return nil }
        return try parent.openForReading(name).readAll(limit: 1 << 28)
    }

    /// All paths below a directory.
    static func paths(below path: String, in root: DirectoryHandle?) throws -> [String] {
        guard let (parent, name) = try place(path, in: root),
            try parent.statusIfPresent(of: name)?.kind == .directory
        else { return [] }
        var paths: [String] = []
        var open = [(path, try parent.openDirectory(name))]
        while let (path, directory) = open.popLast() {
            try Cancellation.check()
            for entry in try directory.entries() {
                let inner = path + "/" + String(decoding: entry.name, as: UTF8.self)
                paths.append(inner)
                if try directory.statusIfPresent(of: entry.name)?.kind == .directory {
                    open.append((inner, try directory.openDirectory(entry.name)))
                }
            }
        }
        return paths
    }

    /// The target of a symbolic link; `nil` for something else.
    static func link(_ path: String, in root: DirectoryHandle?) throws -> String? {
        guard let (parent, name) = try place(path, in: root),
            try parent.statusIfPresent(of: name)?.kind == .symbolicLink
        else { return nil }
        return String(decoding: try parent.readLink(name), as: UTF8.self)
    }

    /// What stands at a path, links not followed; `nil` where nothing does.
    static func status(_ path: String, in root: DirectoryHandle?) throws -> FileStatus? {
        guard let (parent, name) = try place(path, in: root) else { return nil }
        return try parent.statusIfPresent(of: name)
    }

    /// Whether there is a file at a path, links followed within the tree.
    static func exists(_ path: String, in root: DirectoryHandle?) throws -> Bool {
        var path = path
        for _ in 0..<16 {
            guard let status = try resolvedStatus(path, in: root) else { return false }
            guard status.status.kind == .symbolicLink else { return true }
            path = target(of: try link(status.path, in: root) ?? "", at: status.path)
        }
        return false
    }

    /// What stands at a path whose first directory may be a link, as `/bin` is.
    private static func resolvedStatus(
        _ path: String, in root: DirectoryHandle?
    ) throws -> (path: String, status: FileStatus)? {
        for candidate in [path, "usr/" + path] {
            if let status = try status(candidate, in: root) { return (candidate, status) }
        }
        return nil
    }

    /// The path that a symbolic link at another one leads to.
    static func target(of link: String, at path: String) -> String {
        if link.hasPrefix("/") { return clean(link) }
        return clean(path.split(separator: "/").dropLast().joined(separator: "/") + "/" + link)
    }

    private static func clean(_ path: String) -> String {
        var parts: [Substring] = []
        for part in path.split(separator: "/") where part != "." {
            if part == ".." { _ = parts.popLast() } else { parts.append(part) }
        }
        return parts.joined(separator: "/")
    }

    /// The names in a directory; none where there is no such directory.
    static func names(in path: String, of root: DirectoryHandle?) throws -> [String] {
        guard let (parent, name) = try place(path, in: root),
            try parent.statusIfPresent(of: name)?.kind == .directory
        else { return [] }
        return try parent.openDirectory(name).entries().map { String(decoding: $0.name, as: UTF8.self) }.sorted()
    }

    /// Calls a closure with path, name, directory and status of everything in a tree but directories.
    static func forEachFile(
        of root: DirectoryHandle?, _ body: (String, String, DirectoryHandle, FileStatus) throws -> Void
    ) throws {
        guard let root else { return }
        var open = [("", root)]
        while let (path, directory) = open.popLast() {
            try Cancellation.check()
            for entry in try directory.entries() {
                guard let status = try directory.statusIfPresent(of: entry.name) else { continue }
                let name = String(decoding: entry.name, as: UTF8.self)
                let inner = path.isEmpty ? name : path + "/" + name
                if status.kind == .directory {
                    open.append((inner, try directory.openDirectory(entry.name)))
                } else if Array(name.utf8) == entry.name {
                    try body(inner, name, directory, status)
                }
            }
        }
    }

    private static func place(_ path: String, in root: DirectoryHandle?) throws -> (DirectoryHandle, [UInt8])? {
        guard var directory = root else { return nil }
        var names = path.split(separator: "/").map { Array($0.utf8) }
        guard let last = names.popLast() else { return nil }
        for name in names {
            guard try directory.statusIfPresent(of: name)?.kind == .directory else { return nil }
            directory = try directory.openDirectory(name)
        }
        return (directory, last)
    }
}

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

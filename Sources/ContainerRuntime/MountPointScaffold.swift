internal import LinuxSystem

/// The files and directories that a container's root lacks and that mounts need as their places (layer rule 12).
///
/// They are made in the merged view before the container starts and removed after it, where the command left them as they
/// were. The times of the directories around them stay what they are, so that nothing of this shows in a layer; only
/// `/proc`, `/sys` and `/dev` stay, as other builders leave them.
struct MountPointScaffold {
    /// An entry that was made.
    struct Entry: Hashable, Sendable {
        /// Its path in the root, without a leading `/`.
        let path: [UInt8]
        /// Whether it is a directory; else it is an empty file.
        let isDirectory: Bool
    }

    /// What was made and is to be removed, parents first.
    private(set) var entries: [Entry] = []
    private let root: DirectoryHandle

    /// A scaffold for a root; nothing is made yet.
    init(in root: DirectoryHandle) { self.root = root }

    /// Makes sure that there is a directory or a file for a mount, parents included.
    ///
    /// - Returns: The path with links followed inside the root, as which the mount is made.
    @discardableResult
    mutating func prepare(
        _ path: [UInt8], isDirectory: Bool, isKept: Bool = false
    ) throws(SystemError) -> [UInt8] {
        let resolved = try root.resolve(inRoot: path)
        let components = resolved.split(separator: UInt8(ascii: "/"))
        for count in components.indices {
            let partial = Array(components[...count].joined(separator: [UInt8(ascii: "/")]))
            if try root.statusIfPresent(of: partial) != nil { continue }
            let makesDirectory = isDirectory || count < components.count - 1
            let parent = Array(components[..<count].joined(separator: [UInt8(ascii: "/")]))
            try keepingTime(of: parent) { () throws(SystemError) in
                if makesDirectory {
                    try root.makeDirectory(partial)
                } else {
                    let file = try root.openFile(partial, FileHandle.createExclusively, mode: 0o644, .inRoot)
                    try file.setPermissions(0o644)
                }
            }
            if !isKept { entries.append(Entry(path: partial, isDirectory: makesDirectory)) }
        }
        return resolved
    }

    /// Removes what was made, unless the command has put something into it or in its place.
    mutating func remove() throws(SystemError) {
        for entry in entries.reversed() {
            guard let status = try root.statusIfPresent(of: entry.path), isUntouched(entry, status) else { continue }
            let parent = Array(entry.path[..<(entry.path.lastIndex(of: UInt8(ascii: "/")) ?? 0)])
            do throws(SystemError) {
                try keepingTime(of: parent) { () throws(SystemError) in
                    if entry.isDirectory {
                        try root.removeDirectory(entry.path)
                    } else {
                        try root.removeFile(entry.path)
                    }
                }
            } catch {
                if !error.isNotEmpty && !error.isNotFound { throw error }
            }
        }
        entries = []
    }

    private func isUntouched(_ entry: Entry, _ status: FileStatus) -> Bool {
        entry.isDirectory ? status.kind == .directory : status.kind == .regular && status.size == 0
    }

    private func keepingTime(of parent: [UInt8], _ change: () throws(SystemError) -> Void) throws(SystemError) {
        let time = try root.status(of: parent).modified
        try change()
        try root.setModified(time, of: parent)
    }
}

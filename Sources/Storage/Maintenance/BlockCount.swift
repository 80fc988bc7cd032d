internal import LinuxSystem

/// Counts the blocks of disk that a tree occupies, as du(1) does: a file with several names in it once.
struct BlockCount {
    /// Bytes of the blocks.
    private(set) var bytes: Int64 = 0
    private var counted: Set<UInt64> = []

    /// The bytes of an entry with everything below it; 0 where there is none.
    static func bytes(of name: String, in directory: DirectoryHandle) throws(SystemError) -> Int64 {
        var count = BlockCount()
        try count.add(Array(name.utf8), in: directory)
        return count.bytes
    }

    /// Adds an entry with everything below it. What goes away meanwhile is not counted.
    mutating func add(_ name: [UInt8], in directory: DirectoryHandle) throws(SystemError) {
        guard let status = try directory.statusIfPresent(of: name) else { return }
        add(status)
        if status.kind != .directory { return }
        do throws(SystemError) { try addEntries(of: directory.openDirectory(name)) } catch {
            if !error.isNotFound { throw error }
        }
    }

    private mutating func addEntries(of directory: DirectoryHandle) throws(SystemError) {
        for entry in try directory.entries() {
            if entry.kind == .directory {
                try add(entry.name, in: directory)
            } else if let status = try directory.statusIfPresent(of: entry.name) {
                add(status)
            }
        }
    }

    private mutating func add(_ status: FileStatus) {
        if status.kind != .directory, status.linkCount > 1, !counted.insert(status.inode).inserted { return }
        bytes += status.blocks * 512
    }
}

internal import LinuxSystem

/// Adds up the sizes in a tree: a file with several names in it counts once.
struct TreeSize {
    /// What is added up.
    enum Measure {
        /// The blocks of disk that everything occupies, as du(1) does.
        case blocks
        /// The bytes of files and of the targets of links: what docker calls the size of a layer.
        case lengths
    }

    private let measure: Measure
    /// The sum.
    private(set) var bytes: Int64 = 0
    private var counted: Set<UInt64> = []

    private init(_ measure: Measure) { self.measure = measure }

    /// The bytes of the blocks of an entry with everything below it; 0 where there is none.
    static func blocks(of name: String, in directory: DirectoryHandle) throws(SystemError) -> Int64 {
        var size = TreeSize(.blocks)
        try size.add(Array(name.utf8), in: directory)
        return size.bytes
    }

    /// The bytes of the blocks of everything in a directory, without its own.
    static func blocks(in name: String, of directory: DirectoryHandle) throws(SystemError) -> Int64 {
        var size = TreeSize(.blocks)
        try size.addEntries(of: directory.openDirectory(Array(name.utf8)))
        return size.bytes
    }

    /// The bytes of the files in an entry with everything below it; 0 where there is none.
    static func lengths(of name: String, in directory: DirectoryHandle) throws(SystemError) -> Int64 {
        var size = TreeSize(.lengths)
        try size.add(Array(name.utf8), in: directory)
        return size.bytes
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
        switch measure {
        case .blocks: bytes += status.blocks * 512
        case .lengths: if status.kind == .regular || status.kind == .symbolicLink { bytes += status.size }
        }
    }
}

import LinuxSystem

extension ScannedTree {
    /// For entries that are further names of a file that came before: the index of that file's first entry.
    func firstLinks() -> [Int: Int] {
        entries.withUnsafeBufferPointer { entries in
            let linked = entries.indices.lazy.filter {
                entries[$0].status.linkCount > 1 && entries[$0].status.kind == .regular
            }
            let count = linked.count
            if count < 2 { return [:] }
            var files = FileTable(room: count)
            var result: [Int: Int] = [:]
            for index in linked {
                let status = entries[index].status
                if let earlier = files.place(of: status, at: index, in: entries) { result[index] = earlier }
            }
            return result
        }
    }
}

/// The files of a tree by device and inode.
///
/// All files of a context have a second name somewhere in the copies that `cp -al` makes; a dictionary of them, each key hashed
/// against attacks, took as long as half of the walk. Here it is open addressing over one array: who makes inode numbers
/// collide on purpose, on a disk of his own, makes his own build slow.
private struct FileTable: ~Copyable {
    private static let none: Int32 = -1
    private let places: UnsafeMutableBufferPointer<Int32>

    /// A table with room for so many files.
    init(room: Int) {
        var size = 16
        while size < 2 * room { size *= 2 }
        places = .allocate(capacity: size)
        places.initialize(repeating: Self.none)
    }

    deinit { places.deallocate() }

    /// The entry that has a file already; else `nil`, and from now on it is the entry with this index.
    mutating func place(
        of file: borrowing FileStatus, at index: Int, in entries: UnsafeBufferPointer<SourceEntry>
    ) -> Int? {
        let mask = places.count - 1
        var slot = Int(truncatingIfNeeded: ((file.inode ^ file.device << 32) &* 0x9E37_79B9_7F4A_7C15) >> 32) & mask
        while places[slot] != Self.none {
            let other = Int(places[slot])
            if entries[other].status.inode == file.inode, entries[other].status.device == file.device { return other }
            slot = (slot + 1) & mask
        }
        places[slot] = Int32(index)
        return nil
    }
}

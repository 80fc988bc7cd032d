import LinuxSystem
import OCI

/// One entry of a scanned source.
struct SourceEntry: Sendable {
    /// The last component of its path; the root of a scan has the name that it was asked for under.
    let name: EntryName
    /// Its metadata when it was scanned.
    let status: FileStatus
    /// The target of a symbolic link, else empty.
    let linkTarget: [UInt8]
    /// The index of the directory that holds it; -1 for the root of the scan.
    let parent: Int32
    /// Where a directory's entries are, in byte order of their names.
    var children: Range<Int32> = 0..<0
    /// Left out by `.dockerignore` by itself; directories are kept for what they hold.
    var isIgnored = false
    /// The number of the context index's record of this file; `IndexFile.noRecord` where none is known.
    var record = IndexFile.noRecord
}

/// What lies at and below one path of a source tree, as values: entry 0 is that path itself.
///
/// The entries of one directory lie next to each other, so the whole takes one array.
struct ScannedTree: Sendable {
    /// The path inside the source's root, free of links.
    let path: [UInt8]
    var entries: [SourceEntry]

    /// The entry that was asked for.
    var root: SourceEntry { entries[0] }

    /// The path of an entry inside the source's root.
    func path(of index: Int) -> [UInt8] {
        var names: [[UInt8]] = []
        var index = index
        while index > 0 {
            names.append(entries[index].name.bytes)
            index = Int(entries[index].parent)
        }
        let below = BytePath.joined(names.reversed())
        return below.isEmpty ? path : BytePath.appending(below, to: path)
    }

    /// The entry of a path below the root of the scan; `nil` where there is none.
    func index(of components: ArraySlice<[UInt8]>) -> Int? {
        var index = 0
        for name in components {
            let children = entries[index].children
            let place = children.partitionPoint { entries[Int($0)].name.precedes(name) }
            guard place < children.upperBound, entries[Int(place)].name.bytes == name else { return nil }
            index = Int(place)
        }
        return index
    }

    /// Calls for every entry at and below one, a directory before what it holds, names in byte order.
    func forEach(from start: Int = 0, _ body: (Int) throws -> Void) rethrows {
        try body(start)
        for child in entries[start].children { try forEach(from: Int(child), body) }
    }
}

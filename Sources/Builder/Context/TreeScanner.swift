import DockerfileSyntax
import LinuxSystem
import Synchronization

/// Reads names and metadata of a source tree: one getdents64 a directory, where its names are not known from an earlier build,
/// and one statx an entry, relative to the directory's handle.
///
/// Directories that `.dockerignore` excludes wholly are not entered. The directories of one level are shared out between
/// two tasks where there are enough of them.
struct TreeScanner: Sendable {
    /// The root of the source: the context directory, or the root of a merged view.
    let root: DirectoryHandle
    /// What `.dockerignore` leaves out; `nil` where everything counts.
    let ignore: IgnorePatterns?
    /// What earlier builds remember of the context; `nil` for other sources.
    var index: ContextIndex?
    /// How many tasks read directories.
    var workers = 2

    private struct Directory: Sendable {
        let index: Int32
        let path: [UInt8]
        let hash: UInt64
        let status: FileStatus
        let ignored: IgnorePatterns.State
    }

    /// A directory to enter, found while another is read.
    private struct Inner: Sendable {
        /// Its place among the entries of that.
        let offset: Int
        let path: [UInt8]
        let hash: UInt64
        let status: FileStatus
        let ignored: IgnorePatterns.State
    }

    private struct Listing: Sendable {
        let entries: EntryBlock
        let names: NameBlock
        var directories: [Inner] = []
    }

    /// Scans a path that holds no links, given with its metadata.
    ///
    /// - Returns: `nil` where `.dockerignore` leaves out all of it.
    func scan(_ path: [UInt8], status: FileStatus) async throws -> ScannedTree? {
        let name = path.split(separator: BytePath.slash).last.map(Array.init) ?? []
        let link = status.kind == .symbolicLink ? try root.readLink(path) : []
        var first = SourceEntry(name: EntryName(name), status: status, linkTarget: link, parent: -1)
        let ignored = state(of: path)
        first.isIgnored = ignored.isIgnored
        var level: [Directory] = []
        var memory: NameMemory?
        if status.kind == .directory {
            let hash = ContextIndex.hash(of: path)
            level = [Directory(index: 0, path: path, hash: hash, status: status, ignored: ignored)]
            memory = index.flatMap { NameMemory($0, root: root) }
        }
        var blocks = [EntryBlock(capacity: 1)]
        blocks[0].append(first)
        // Where the entries of each directory stand, told to the directory when all are together.
        var children: [(directory: Int32, entries: Range<Int32>)] = []
        var count: Int32 = 1
        while !level.isEmpty {
            try Cancellation.check()
            var next: [Directory] = []
            for (directory, listing) in zip(level, try await list(level, memory)) {
                let start = count
                count += Int32(listing.entries.count)
                children.append((directory.index, start..<count))
                for inner in listing.directories {
                    next.append(
                        Directory(
                            index: start + Int32(inner.offset), path: inner.path, hash: inner.hash,
                            status: inner.status, ignored: inner.ignored))
                }
                blocks.append(listing.entries)
            }
            level = next
        }
        var tree = ScannedTree(path: path, entries: EntryBlock.joined(blocks))
        for (directory, range) in children { tree.entries[Int(directory)].children = range }
        DebugLog.note("scan", "/\(String(decoding: path, as: UTF8.self)): \(tree.entries.count) entries")
        // An ignored directory stays for what it holds that is not ignored.
        return ignore == nil ? tree : tree.filtered { !tree.entries[$0].isIgnored }
    }

    private func list(_ level: [Directory], _ memory: NameMemory?) async throws -> [Listing] {
        guard level.count >= 8, workers > 1 else { return try level.map { try read($0, memory) } }
        let queue = DirectoryQueue(count: level.count)
        return try await withThrowingTaskGroup(of: [(Int, Listing)].self) { group in
            for _ in 0..<workers {
                group.addTask {
                    var part: [(Int, Listing)] = []
                    while let index = queue.next() { part.append((index, try read(level[index], memory))) }
                    return part
                }
            }
            var listings = [Listing?](repeating: nil, count: level.count)
            for try await part in group {
                for (index, listing) in part { listings[index] = listing }
            }
            return listings.compactMap { $0 }
        }
    }

    /// Hands out the directories of a level one by one: who is done first takes the next.
    private final class DirectoryQueue: Sendable {
        private let count: Int
        private let taken = Mutex(0)

        init(count: Int) { self.count = count }

        func next() -> Int? {
            taken.withLock { taken in
                guard taken < count else { return nil }
                taken += 1
                return taken - 1
            }
        }
    }

    private func read(_ directory: Directory, _ memory: NameMemory?) throws -> Listing {
        try Cancellation.check()
        let handle = try root.directory(at: directory.path)
        if let listing = try memory?.withNames(
            of: directory.hash, directory.status, { try read($0, in: directory, handle) })
        {
            return listing
        }
        let names = try Self.inOrder(directory.path.isEmpty ? handle.entries() : handle.entriesOnce()).map(\.name)
        var listing = Listing(
            entries: EntryBlock(capacity: names.count), names: NameBlock(capacity: names.reduce(0) { $0 + $1.count }))
        for name in names {
            // A name that is gone by now was never there.
            guard let status = try handle.statusIfPresent(of: name) else { continue }
            try name.withUnsafeBytes { try add($0, status, to: &listing, directory, handle) }
        }
        memory?.keep(names, of: directory.hash, directory.status)
        return listing
    }

    /// Reads a directory whose names are known.
    private func read(_ names: IndexNames, in directory: Directory, _ handle: DirectoryHandle) throws -> Listing {
        var listing = Listing(
            entries: EntryBlock(capacity: names.count), names: NameBlock(capacity: names.bytes.count))
        try names.forEach { name, count, record in
            let status = try name.withMemoryRebound(to: CChar.self, capacity: count + 1) {
                try handle.statusIfPresent(ofTerminated: $0)
            }
            guard let status else { return }
            try add(
                UnsafeRawBufferPointer(start: name, count: count), status, record: record, to: &listing, directory,
                handle)
        }
        return listing
    }

    private func add(
        _ name: UnsafeRawBufferPointer, _ status: FileStatus, record: UInt32 = IndexFile.noRecord,
        to listing: inout Listing,
        _ directory: Directory, _ handle: DirectoryHandle
    ) throws {
        if status.isWhiteout { return }
        let link = status.kind == .symbolicLink ? try handle.readLink(Array(name)) : []
        var entry = SourceEntry(
            name: EntryName(name, in: listing.names), status: status, linkTarget: link, parent: directory.index,
            record: record)
        let isDirectory = status.kind == .directory
        if isDirectory || ignore != nil {
            let name = Array(name)
            let path = BytePath.appending(name, to: directory.path)
            let state = ignore.map { $0.match(path[...], in: directory.ignored) } ?? directory.ignored
            entry.isIgnored = state.isIgnored
            if isDirectory, !(state.isIgnored && ignore?.canSkipDirectory(path) == true) {
                let hash = ContextIndex.hash(name, below: directory.hash)
                listing.directories.append(
                    Inner(offset: listing.entries.count, path: path, hash: hash, status: status, ignored: state))
            }
        }
        listing.entries.append(entry)
    }

    /// Entries in byte order of their names. Most are told apart by their first eight bytes, which are compared as a number.
    private static func inOrder(_ entries: [DirectoryEntry]) -> [DirectoryEntry] {
        var keys = entries.indices.map { (ByteOrder.start(of: entries[$0].name), $0) }
        keys.sort { left, right in
            if left.0 != right.0 { return left.0 < right.0 }
            return ByteOrder.precedes(entries[left.1].name, entries[right.1].name)
        }
        return keys.map { entries[$0.1] }
    }

    /// What the patterns say about a path, its parents first.
    private func state(of path: [UInt8]) -> IgnorePatterns.State {
        var state = IgnorePatterns.State()
        guard let ignore, !path.isEmpty else { return state }
        for index in path.indices where path[index] == BytePath.slash {
            state = ignore.match(path[..<index], in: state)
        }
        return ignore.match(path[...], in: state)
    }
}

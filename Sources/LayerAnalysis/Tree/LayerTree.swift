/// The entries of one layer as a tree, in few pieces of memory: about 40 bytes an entry with its name, 16 more where its content is
/// known, and no object.
///
/// An entry is named by its number, from 0 (``root``) to ``count`` - 1. Entries stand in breadth-first order: a directory
/// before what is in it, the entries of one directory one after another, sorted by the bytes of their names. So:
///
/// ```swift
/// for child in tree.children(of: LayerTree.root) {            // a Range<Int>
///     print(String(decoding: tree.name(of: child), as: UTF8.self), tree[child].size)
/// }
/// if let entry = tree.entry(at: Array("etc/passwd".utf8)) { … }
/// // Sums over directories: go backwards, children come before their parents.
/// var sums = (0..<tree.count).map { tree[$0].size }
/// for entry in (1..<tree.count).reversed() { sums[tree.parent(of: entry)] += sums[entry] }
/// ```
///
/// It is what the archive says, not what a file system would make of it: a name and a whiteout of the same name may stand
/// beside each other (the whiteout comes second). Made by ``LayerTreeBuilder``.
public struct LayerTree: Sendable {
    /// What is kept of an entry, but for names.
    public struct Entry: Hashable, Sendable {
        /// The size that the archive's header says, in bytes; 0 for everything but files.
        public let size: Int64
        /// The modification time in seconds since 1970.
        public let modified: Int64
        /// The owner.
        public let userID: UInt32
        /// The owning group.
        public let groupID: UInt32
        /// The low twelve bits of the mode.
        public let permissions: UInt16
        /// What it is.
        public let kind: TreeEntryKind
        /// The archive does not name this directory; it is there because of what is in it. Nothing else is known of it.
        public let isImplied: Bool
        /// A directory that hides what lower layers have in it.
        public let isOpaque: Bool
    }

    /// The number of the layer's `/`.
    public static let root = 0

    var entries: [PackedEntry] = []
    /// The owners and modes that entries have, each once.
    var owners: [EntryOwner] = []
    /// Sizes and times that entries have no room for.
    var wide: [Int64] = []
    /// Names and targets of links.
    var bytes: [UInt8] = []
    var directories = ChildTable()
    /// For each entry the number of the content's identity, from 1; 0 where none is known. Empty where none at all is.
    var contentNumbers: [UInt32] = []
    var contents: [ContentID] = []
    /// The sum of the sizes of all headers in the archive: what dive calls the size of the layer. Where the archive names a
    /// path twice, both count here, and the last is the entry.
    public internal(set) var headerBytes: Int64 = 0
    /// How many entries the archive has, implied directories not counted, whiteouts counted.
    public internal(set) var archivedCount = 0

    /// How many entries there are, `/` and implied directories among them.
    public var count: Int { entries.count }

    /// What is kept of an entry.
    public subscript(entry: Int) -> Entry {
        let packed = entries[entry]
        let owner = owners[packed.owner]
        return Entry(
            size: size(of: entry), modified: packed.isTimeWide ? wide[Int(packed.modified)] : Int64(packed.modified),
            userID: owner.userID, groupID: owner.groupID, permissions: owner.permissions, kind: packed.kind,
            isImplied: packed.isImplied, isOpaque: packed.isOpaque)
    }

    /// What an entry is.
    public func kind(of entry: Int) -> TreeEntryKind { entries[entry].kind }

    /// The size of an entry; see ``Entry/size``.
    public func size(of entry: Int) -> Int64 {
        let packed = entries[entry]
        return packed.isSizeWide ? wide[Int(packed.size)] : Int64(packed.size)
    }

    /// The number of the directory that an entry is in; that of `/` is `/`.
    public func parent(of entry: Int) -> Int { Int(entries[entry].parent) }

    /// The numbers of the entries of a directory, sorted by the bytes of their names; empty for everything else.
    public func children(of entry: Int) -> Range<Int> {
        guard entries[entry].hasChildren else { return entry..<entry }
        return directories.children(of: entry, count: count)
    }

    /// The bytes of an entry's name, without `.wh.`; empty for `/`. Nothing is copied.
    public func name(of entry: Int) -> ArraySlice<UInt8> {
        PackedText.slice(in: bytes, at: Int(entries[entry].nameOffset))
    }

    /// The target of a symbolic link as it is written, or the path (without `/` at its beginning) that a hard link names;
    /// `nil` for other entries.
    public func linkTarget(of entry: Int) -> ArraySlice<UInt8>? {
        let kind = entries[entry].kind
        guard kind == .symbolicLink || kind == .hardLink else { return nil }
        return PackedText.slice(in: bytes, at: name(of: entry).endIndex)
    }

    /// The bytes of an entry's path, without `/` at its beginning; empty for `/`.
    public func path(of entry: Int) -> [UInt8] {
        var parts: [ArraySlice<UInt8>] = []
        var current = entry
        while current != Self.root {
            parts.append(name(of: current))
            current = parent(of: current)
        }
        return Array(parts.reversed().joined(separator: [UInt8(ascii: "/")]))
    }

    /// What stands for the content of a file, where its bytes have been looked at; `nil` for what is no file.
    public func content(of entry: Int) -> ContentID? {
        guard !contents.isEmpty else { return nil }
        let number = Int(contentNumbers[entry])
        return number == 0 ? nil : contents[number - 1]
    }

    /// Says what stands for the content of a file, once its bytes have been seen.
    public mutating func setContent(_ content: ContentID, of entry: Int) {
        if contentNumbers.count < count {
            contentNumbers.append(contentsOf: repeatElement(0, count: count - contentNumbers.count))
        }
        contents.append(content)
        contentNumbers[entry] = UInt32(contents.count)
    }

    /// Forgets what stands for contents, where nobody asks for it any more.
    public mutating func forgetContents() {
        contentNumbers = []
        contents = []
    }

    /// The entry of a name in a directory, by binary search; whiteouts only where they are asked for.
    public func child(_ name: ArraySlice<UInt8>, of directory: Int, isWhiteout: Bool = false) -> Int? {
        var range = children(of: directory)
        while !range.isEmpty {
            let middle = range.lowerBound + range.count / 2
            let isBefore = Self.precedes(
                self.name(of: middle), entries[middle].kind == .whiteout, name, isWhiteout)
            if isBefore { range = (middle + 1)..<range.upperBound } else { range = range.lowerBound..<middle }
        }
        let found = range.lowerBound
        guard found < children(of: directory).upperBound, self.name(of: found).elementsEqual(name),
            (entries[found].kind == .whiteout) == isWhiteout
        else { return nil }
        return found
    }

    /// The entry of a path, with or without `/` at its beginning. Links are not followed; whiteouts are not found.
    public func entry(at path: [UInt8]) -> Int? {
        var current = Self.root
        for part in path.split(separator: UInt8(ascii: "/")) where !part.elementsEqual([UInt8(ascii: ".")]) {
            guard let next = child(part, of: current) else { return nil }
            current = next
        }
        return current
    }

    /// The order of entries in a directory.
    static func precedes(
        _ left: ArraySlice<UInt8>, _ leftIsWhiteout: Bool, _ right: ArraySlice<UInt8>, _ rightIsWhiteout: Bool
    ) -> Bool {
        let common = min(left.count, right.count)
        for step in 0..<common where left[left.startIndex + step] != right[right.startIndex + step] {
            return left[left.startIndex + step] < right[right.startIndex + step]
        }
        return left.count == right.count ? !leftIsWhiteout && rightIsWhiteout : left.count < right.count
    }
}

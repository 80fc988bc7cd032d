/// The entries of one layer as a tree, in one piece of memory: about 60 bytes an entry with its name, and no object.
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
        public internal(set) var size: Int64
        /// The modification time in seconds since 1970.
        public internal(set) var modified: Int64
        var parent: UInt32
        var firstChild: UInt32
        /// Where the name begins in the bytes.
        var nameOffset: UInt32
        /// The number of the content's identity, from 1; 0 where none is known.
        var content: UInt32
        /// The owner.
        public internal(set) var userID: UInt32
        /// The owning group.
        public internal(set) var groupID: UInt32
        /// The low twelve bits of the mode.
        public internal(set) var permissions: UInt16
        /// What it is.
        public internal(set) var kind: TreeEntryKind
        var flags: UInt8

        /// The archive does not name this directory; it is there because of what is in it. Nothing else is known of it.
        public var isImplied: Bool { flags & 1 != 0 }
        /// A directory that hides what lower layers have in it.
        public var isOpaque: Bool { flags & 2 != 0 }
    }

    /// The number of the layer's `/`.
    public static let root = 0

    var entries: [Entry]
    var bytes: [UInt8]
    var contents: [ContentID]
    /// The sum of the sizes of all headers in the archive: what dive calls the size of the layer. Where the archive names a
    /// path twice, both count here, and the last is the entry.
    public internal(set) var headerBytes: Int64
    /// How many entries the archive has, implied directories not counted, whiteouts counted.
    public internal(set) var archivedCount: Int

    /// How many entries there are, `/` and implied directories among them.
    public var count: Int { entries.count }

    /// What is kept of an entry.
    public subscript(entry: Int) -> Entry { entries[entry] }

    /// The number of the directory that an entry is in; that of `/` is `/`.
    public func parent(of entry: Int) -> Int { Int(entries[entry].parent) }

    /// The numbers of the entries of a directory, sorted by the bytes of their names; empty for everything else.
    public func children(of entry: Int) -> Range<Int> {
        let end = entry + 1 < entries.count ? Int(entries[entry + 1].firstChild) : entries.count
        return Int(entries[entry].firstChild)..<end
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
        let number = Int(entries[entry].content)
        return number == 0 ? nil : contents[number - 1]
    }

    /// Says what stands for the content of a file, once its bytes have been seen.
    public mutating func setContent(_ content: ContentID, of entry: Int) {
        contents.append(content)
        entries[entry].content = UInt32(contents.count)
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

/// Texts one after another in an array of bytes, each with its length before it.
enum PackedText {
    static func append(_ text: ArraySlice<UInt8>, to bytes: inout [UInt8]) {
        var rest = text.count
        while rest >= 0x80 {
            bytes.append(UInt8(rest & 0x7f) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
        bytes.append(contentsOf: text)
    }

    static func slice(in bytes: [UInt8], at offset: Int) -> ArraySlice<UInt8> {
        var place = offset
        var count = 0
        var shift = 0
        while bytes[place] >= 0x80 {
            count |= Int(bytes[place] & 0x7f) << shift
            shift += 7
            place += 1
        }
        count |= Int(bytes[place]) << shift
        return bytes[(place + 1)..<(place + 1 + count)]
    }
}

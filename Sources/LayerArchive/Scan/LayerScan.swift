/// The entries of a layer one after another, wherever it is: in an archive or in a directory. Belongs to one thread.
public protocol LayerScan: AnyObject {
    /// The next entry; `nil` after the last one. What is left of the content of the one before is passed over.
    func next() throws -> ScannedEntry?

    /// Calls with the content of the current entry, if it is a regular file, piece by piece where it lies: nothing is copied
    /// for it. Holes come as zeros.
    func forEachPiece(_ body: (UnsafeRawBufferPointer) throws -> Void) throws

    /// The extended attributes of the current entry; asked for before its content.
    func attributes() throws -> [ExtendedAttribute]
}

/// An entry of a layer, with its path cleaned and its whiteouts understood.
public struct ScannedEntry: Hashable, Sendable {
    /// What an entry says of its path.
    public enum Meaning: Hashable, Sendable {
        /// Something is there.
        case entry(TarEntry.Kind)
        /// The name is removed; the path is that of what it removes.
        case whiteout
        /// The directory hides what lower layers have in it.
        case opaque
        /// A name that old storage drivers left (`.wh..wh.plnk`), or what is below one; it means nothing. The path is that of the directory
        /// that it is in.
        case ignored
    }

    /// Components with `/` between them; empty for the root.
    public let path: [UInt8]
    /// What the entry says.
    public let meaning: Meaning
    /// The low twelve bits of the mode.
    public var permissions: UInt16 = 0
    /// The owner.
    public var userID: UInt32 = 0
    /// The owning group.
    public var groupID: UInt32 = 0
    /// The modification time, in seconds since 1970.
    public var modified: Int64 = 0
    /// Bytes of content; 0 for everything but regular files.
    public var size: Int64 = 0
    /// A directory that says the same as an `opaque` entry for it (in a layer directory, where one entry says both).
    public var isOpaque = false
}

/// One entry of a layer in the form that the canonical archive, the content digest and the directory share.
public struct LayerEntry: Hashable, Sendable {
    /// What an entry is.
    public enum Kind: Hashable, Sendable {
        /// A file with this many bytes.
        case regular(size: Int64)
        /// A directory, merged with one of that name below.
        case directory
        /// A directory that hides one of that name below.
        case opaqueDirectory
        /// A symbolic link; the target is stored as it is.
        case symbolicLink(target: [UInt8])
        /// Another name for an entry that came earlier; `target` is that entry's path.
        case hardLink(target: [UInt8])
        /// A character device.
        case characterDevice(major: UInt32, minor: UInt32)
        /// A block device.
        case blockDevice(major: UInt32, minor: UInt32)
        /// A named pipe.
        case pipe
        /// A removed name.
        case whiteout
    }

    /// The path in the root: no `/` at either end, no `.` or `..`. Empty for the root directory itself.
    public var path: [UInt8]
    /// What it is.
    public var kind: Kind
    /// The low twelve bits of the mode.
    public var permissions: UInt16
    /// The owner.
    public var userID: UInt32
    /// The owning group.
    public var groupID: UInt32
    /// Modification time in seconds since 1970.
    public var modified: Int64
    /// Kept extended attributes, in byte order of their names.
    public var attributes: [ExtendedAttribute]

    /// Makes an entry.
    public init(
        path: [UInt8], kind: Kind, permissions: UInt16 = 0o644, userID: UInt32 = 0, groupID: UInt32 = 0,
        modified: Int64 = 0, attributes: [ExtendedAttribute] = []
    ) {
        self.path = path
        self.kind = kind
        self.permissions = permissions
        self.userID = userID
        self.groupID = groupID
        self.modified = modified
        self.attributes = attributes
    }

    /// The entry for a removed name.
    public static func whiteout(_ path: [UInt8]) -> LayerEntry {
        LayerEntry(path: path, kind: .whiteout, permissions: 0)
    }

    /// Whether it is a directory, opaque or not.
    public var isDirectory: Bool { kind == .directory || kind == .opaqueDirectory }

    /// The bytes that it adds to a layer: those of a file, or of the target of a symbolic link, which is how docker counts.
    public var contentSize: Int64 {
        switch kind {
        case .regular(let size): size
        case .symbolicLink(let target): Int64(target.count)
        default: 0
        }
    }

    /// The last component of the path.
    public var name: [UInt8] { Array(LayerPath.name(of: path)) }
}

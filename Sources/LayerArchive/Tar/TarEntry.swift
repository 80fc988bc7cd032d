public import LinuxSystem

/// An entry of a tar archive as the archive has it: the path is neither cleaned nor trusted.
public struct TarEntry: Hashable, Sendable {
    /// What an entry is.
    public enum Kind: Hashable, Sendable {
        /// A file with content.
        case regular
        /// A directory.
        case directory
        /// A symbolic link.
        case symbolicLink(target: [UInt8])
        /// Another name of an entry.
        case hardLink(target: [UInt8])
        /// A character device.
        case characterDevice(major: UInt32, minor: UInt32)
        /// A block device.
        case blockDevice(major: UInt32, minor: UInt32)
        /// A named pipe.
        case pipe
    }

    /// The path's bytes.
    public let path: [UInt8]
    /// What it is.
    public let kind: Kind
    /// The low twelve bits of the mode.
    public let permissions: UInt16
    /// The owner's number.
    public let userID: UInt32
    /// The owning group's number.
    public let groupID: UInt32
    /// The owner's name; empty where the archive has none.
    public let userName: [UInt8]
    /// The owning group's name; empty where the archive has none.
    public let groupName: [UInt8]
    /// The modification time.
    public let modified: FileTime
    /// The bytes of content, holes of a sparse file included.
    public let size: Int64
    /// Whether the content has holes.
    public let isSparse: Bool
    /// All extended attributes, in byte order of their names.
    public let attributes: [ExtendedAttribute]
}

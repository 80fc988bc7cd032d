internal import CLinux

/// What a directory entry is.
public enum FileKind: UInt8, Hashable, Sendable {
    case regular, directory, symbolicLink, characterDevice, blockDevice, pipe, socket
}

/// A moment of a file's clock: seconds since 1970 and nanoseconds.
public struct FileTime: Hashable, Sendable, Comparable {
    /// Seconds since 1970-01-01T00:00:00Z; may be negative.
    public var seconds: Int64
    /// Nanoseconds after `seconds`, 0 to 999,999,999.
    public var nanoseconds: Int64

    /// Makes a moment.
    public init(seconds: Int64, nanoseconds: Int64 = 0) {
        self.seconds = seconds
        self.nanoseconds = nanoseconds
    }

    /// The earlier comes first.
    public static func < (left: FileTime, right: FileTime) -> Bool {
        (left.seconds, left.nanoseconds) < (right.seconds, right.nanoseconds)
    }
}

/// The metadata of a file, as statx(2) gives it.
public struct FileStatus: Hashable, Sendable {
    /// What it is.
    public let kind: FileKind
    /// Permission bits with set-user-id, set-group-id and sticky: the low twelve bits of the mode.
    public let permissions: UInt16
    /// The owner.
    public let userID: UInt32
    /// The owning group.
    public let groupID: UInt32
    /// Bytes of a regular file; the length of a link's target.
    public let size: Int64
    /// Blocks of 512 bytes that it occupies.
    public let blocks: Int64
    /// When its content changed.
    public let modified: FileTime
    /// When its inode changed; cannot be set by a program.
    public let changed: FileTime
    /// The inode number.
    public let inode: UInt64
    /// The device that holds it.
    public let device: UInt64
    /// How many names it has.
    public let linkCount: UInt32
    /// The device that a device node names: major and minor.
    public let nodeDevice: (major: UInt32, minor: UInt32)

    /// Reads the fields of a `struct statx`.
    init(_ raw: statx) {
        kind =
            switch UInt32(raw.stx_mode) & 0o170000 {
            case 0o040000: .directory
            case 0o120000: .symbolicLink
            case 0o020000: .characterDevice
            case 0o060000: .blockDevice
            case 0o010000: .pipe
            case 0o140000: .socket
            default: .regular
            }
        permissions = raw.stx_mode & 0o7777
        userID = raw.stx_uid
        groupID = raw.stx_gid
        size = Int64(bitPattern: raw.stx_size)
        blocks = Int64(bitPattern: raw.stx_blocks)
        modified = FileTime(seconds: raw.stx_mtime.tv_sec, nanoseconds: Int64(raw.stx_mtime.tv_nsec))
        changed = FileTime(seconds: raw.stx_ctime.tv_sec, nanoseconds: Int64(raw.stx_ctime.tv_nsec))
        inode = raw.stx_ino
        device = clinux_makedev(raw.stx_dev_major, raw.stx_dev_minor)
        linkCount = raw.stx_nlink
        nodeDevice = (raw.stx_rdev_major, raw.stx_rdev_minor)
    }

    /// A 0/0 character device: overlayfs's mark for a removed name.
    public var isWhiteout: Bool { kind == .characterDevice && nodeDevice == (0, 0) }

    /// The same metadata, as far as a changed file would show: access times and blocks do not count.
    public static func == (left: FileStatus, right: FileStatus) -> Bool {
        left.kind == right.kind && left.permissions == right.permissions && left.userID == right.userID
            && left.groupID == right.groupID && left.size == right.size && left.modified == right.modified
            && left.changed == right.changed && left.inode == right.inode && left.device == right.device
            && left.linkCount == right.linkCount && left.nodeDevice == right.nodeDevice
    }

    /// Inode and device stand for the rest.
    public func hash(into hasher: inout Hasher) {
        hasher.combine(inode)
        hasher.combine(device)
    }
}

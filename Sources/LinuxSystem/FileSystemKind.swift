internal import CLinux
internal import Glibc

/// The kind of a file system by its magic number (statfs(2)).
public struct FileSystemKind: Hashable, Sendable {
    /// `f_type` of `struct statfs`.
    public let magic: UInt32

    /// Names a kind by its number.
    public init(magic: UInt32) { self.magic = magic }

    /// The name of the kind, as docker's info gives it; the number of one that is not known here.
    public var name: String {
        switch magic {
        case 0xef53: "extfs"
        case 0x5846_5342: "xfs"
        case 0x9123_683e: "btrfs"
        case 0x0102_1994: "tmpfs"
        case 0x2fc1_2fc1: "zfs"
        case 0xf2f5_2010: "f2fs"
        case 0xca45_1a4e: "bcachefs"
        case 0x6573_5546: "fuse"
        default: unsuitableForLayers ?? "0x" + String(magic, radix: 16)
        }
    }

    /// The name of the kind where no overlay mount can have it below (a stack of overlays, a network, FAT);
    /// `nil` for a kind that nothing is known against.
    public var unsuitableForLayers: String? {
        switch magic {
        case 0x794c_7630: "overlayfs"
        case 0x6969: "NFS"
        case 0xff53_4d42, 0xfe53_4d42, 0x517b: "a network file system (SMB)"
        case 0x0102_1997: "a network file system (9p)"
        case 0x4d44, 0x2011_bab0: "a FAT file system"
        default: nil
        }
    }
}

extension DirectoryHandle {
    /// The kind of the file system that holds the directory.
    public func fileSystemKind() throws(SystemError) -> FileSystemKind {
        let magic = clinux_file_system_magic(descriptor)
        if magic < 0 { throw SystemError(Int32(-magic), "read the file system of", "descriptor \(descriptor)") }
        return FileSystemKind(magic: UInt32(magic))
    }
}

/// Flags of open(2) for those who may not import the C library.
public enum OpenFlags {
    /// For reading.
    public static let read = O_RDONLY
    /// For writing what is there.
    public static let writing = O_WRONLY
    /// For writing a file that must not be there yet.
    public static let newFile = O_WRONLY | O_CREAT | O_EXCL
    /// For writing and reading a file that must not be there yet.
    public static let newReadableFile = O_RDWR | O_CREAT | O_EXCL
    /// For reading and writing a file that may be there already.
    public static let growing = O_RDWR | O_CREAT
}

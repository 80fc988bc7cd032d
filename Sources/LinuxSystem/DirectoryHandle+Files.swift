internal import CLinux
internal import Glibc

/// Opening files by their name in a directory, for walks that touch many.
extension DirectoryHandle {
    /// Makes a new file for writing and reading; an error (`EEXIST`) where the name is taken, by a link too.
    ///
    /// The kernel takes the bits of the umask from `permissions` (`ProcessIdentity.fileModeMask`).
    public func createFile(_ name: [UInt8], permissions: UInt16 = 0o600) throws(SystemError) -> FileHandle {
        try openFile(name, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW, mode: UInt32(permissions))
    }

    /// Opens a file for reading, without touching its access time where that is allowed. A link is not followed.
    public func openForReading(_ name: [UInt8]) throws(SystemError) -> FileHandle {
        let withoutAccessTime: Int32 = 0o1000000  // O_NOATIME; open(2)
        do throws(SystemError) {
            return try openFile(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | withoutAccessTime)
        } catch {
            if error.number != EPERM { throw error }
        }
        return try openFile(name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK)
    }
}

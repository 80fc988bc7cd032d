internal import CLinux
internal import Glibc
public import SystemPackage

/// An open file, closed when the last reference goes.
///
/// All operations block; they resume after signals. Safe to share: it holds a descriptor and nothing else.
public final class FileHandle: Sendable {
    /// The descriptor; owned by this object.
    public let descriptor: Int32

    /// Flags of open(2) that make a file for writing where there is nothing of the name, not even a link.
    public static let createExclusively: Int32 = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW

    /// Flags of open(2) that open a file of any kind for its status only.
    public static let pathOnly: Int32 = O_PATH

    /// Takes over an open descriptor.
    public init(owning descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Opens a path of the host.
    ///
    /// `flags` are those of open(2); `O_CLOEXEC` is added.
    public static func open(
        _ path: FilePath, _ flags: Int32 = 0, mode: UInt32 = 0o666
    ) throws(SystemError) -> FileHandle {
        let descriptor = try check("open", path.string) {
            path.withPlatformString {
                clinux_openat2(AT_FDCWD, $0, UInt64(flags | O_CLOEXEC), flags & O_CREAT != 0 ? UInt64(mode) : 0, 0)
                    .orErrno
            }
        }
        return FileHandle(owning: descriptor)
    }

    /// Another descriptor of what a descriptor of this process refers to, such as 1 for standard output.
    public static func duplicating(_ descriptor: Int32) throws(SystemError) -> FileHandle {
        FileHandle(owning: try check("duplicate", "descriptor \(descriptor)") { fcntl(descriptor, F_DUPFD_CLOEXEC, 3) })
    }

    /// Reads up to a buffer's size; 0 at the end.
    public func read(into buffer: UnsafeMutableRawBufferPointer) throws(SystemError) -> Int {
        try check("read", "descriptor \(descriptor)") { Glibc.read(descriptor, buffer.baseAddress, buffer.count) }
    }

    /// Reads up to a buffer's size at an offset; 0 at the end.
    public func read(into buffer: UnsafeMutableRawBufferPointer, at offset: Int64) throws(SystemError) -> Int {
        try check("read", "descriptor \(descriptor)") {
            Glibc.pread(descriptor, buffer.baseAddress, buffer.count, off_t(offset))
        }
    }

    /// Reads some bytes at an offset; fewer than `count` only where the file ends.
    public func read(upTo count: Int, at offset: Int64) throws(SystemError) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = try check("read", "descriptor \(descriptor)") {
                bytes.withUnsafeMutableBytes { buffer in
                    pread(descriptor, buffer.baseAddress.map { $0 + done }, count - done, off_t(offset) + done)
                }
            }
            if got == 0 { break }
            done += got
        }
        return Array(bytes[..<done])
    }

    /// Where the next read begins; `nil` for what cannot be read by offset, such as a pipe.
    public func position() -> Int64? {
        let position = lseek(descriptor, 0, SEEK_CUR)
        return position < 0 ? nil : Int64(position)
    }

    /// Writes all bytes of a buffer.
    public func write(_ buffer: UnsafeRawBufferPointer) throws(SystemError) {
        var done = 0
        while done < buffer.count {
            done += try check("write", "descriptor \(descriptor)") {
                Glibc.write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
            }
        }
    }

    /// Writes all bytes of an array.
    public func write(_ bytes: [UInt8]) throws(SystemError) {
        var done = 0
        while done < bytes.count {
            done += try check("write", "descriptor \(descriptor)") {
                bytes.withUnsafeBytes { buffer in
                    Glibc.write(descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done)
                }
            }
        }
    }

    /// Writes all bytes of a buffer at an offset; the position stays.
    public func write(_ buffer: UnsafeRawBufferPointer, at offset: Int64) throws(SystemError) {
        var done = 0
        while done < buffer.count {
            done += try check("write", "descriptor \(descriptor)") {
                Glibc.pwrite(
                    descriptor, buffer.baseAddress.map { $0 + done }, buffer.count - done, off_t(offset) + done)
            }
        }
    }

    /// Copies bytes of another file to the same offset of this one inside the kernel; how many it copied, 0 at the other
    /// file's end. `nil` where the kernel cannot do it for these two files.
    public func copyRange(from other: FileHandle, at offset: Int64, count: Int) throws(SystemError) -> Int? {
        while true {
            let result = clinux_copy_range(descriptor, other.descriptor, offset, count)
            if result >= 0 { return result }
            switch Int32(-result) {
            case EINTR: continue
            case EXDEV, EINVAL, ENOSYS, EOPNOTSUPP, EPERM, ETXTBSY: return nil
            default: throw SystemError(Int32(-result), "copy into", "descriptor \(descriptor)")
            }
        }
    }

    /// Makes the file exactly this long; what is new reads as zeros.
    public func setSize(_ size: Int64) throws(SystemError) {
        try check("set the size of", "descriptor \(descriptor)") { ftruncate(descriptor, off_t(size)) }
    }

    /// Reads the rest of the file into memory.
    ///
    /// - Throws: `EFBIG` where more than `limit` bytes come.
    public func readAll(limit: Int = 1 << 30) throws(SystemError) -> [UInt8] {
        var result: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 65536)
        while true {
            let count = try check("read", "descriptor \(descriptor)") { Glibc.read(descriptor, &chunk, chunk.count) }
            if count == 0 { return result }
            result += chunk[..<count]
            if result.count > limit { throw SystemError(EFBIG, "read", "descriptor \(descriptor)") }
        }
    }

    /// The file's metadata.
    public func status() throws(SystemError) -> FileStatus {
        var raw = statx()
        try check("read the status of", "descriptor \(descriptor)") {
            clinux_statx(descriptor, "", AT_EMPTY_PATH, &raw).orErrno
        }
        return FileStatus(raw)
    }

    /// Sets the permission bits.
    public func setPermissions(_ permissions: UInt16) throws(SystemError) {
        try check("set the mode of", "descriptor \(descriptor)") { fchmod(descriptor, mode_t(permissions)) }
    }

    /// Sets owner and group.
    public func setOwner(user: UInt32, group: UInt32) throws(SystemError) {
        try check("set the owner of", "descriptor \(descriptor)") { fchown(descriptor, user, group) }
    }

    /// Sets access and modification time to one moment.
    public func setModified(_ time: FileTime) throws(SystemError) {
        let value = timespec(tv_sec: Int(time.seconds), tv_nsec: Int(time.nanoseconds))
        try check("set the times of", "descriptor \(descriptor)") {
            withUnsafeTemporaryAllocation(of: timespec.self, capacity: 2) { pair in
                pair[0] = value
                pair[1] = value
                return futimens(descriptor, pair.baseAddress)
            }
        }
    }

    /// Begins to write a part of the file to the disk, without waiting for it (sync_file_range(2)).
    ///
    /// A hint: a file system that does not take it does its work later.
    public func startFlush(at offset: Int64, count: Int64) {
        let onlyStart: UInt32 = 2  // SYNC_FILE_RANGE_WRITE
        _ = clinux_sync_file_range(descriptor, offset, count, onlyStart)
    }

    /// Flushes the whole file system that holds this file to the disk (syncfs(2)). Each descriptor is told once of what could not be
    /// written since it was opened.
    public func syncFileSystem() throws(SystemError) {
        try check("flush the file system of", "descriptor \(descriptor)") { syncfs(descriptor) }
    }
}

extension Int32 {
    /// Turns a `-errno` result of a shim into -1 with errno set, as the C library's functions give it.
    var orErrno: Int32 {
        if self < 0 {
            errno = -self
            return -1
        }
        return self
    }
}

internal import CLinux
internal import Glibc
public import SystemPackage

/// How far a path may lead when it is opened below a directory (openat2(2)).
public enum PathResolution: UInt64, Sendable {
    /// No component may be a symbolic link; `..` may not leave the directory.
    case withoutLinks = 0x0c
    /// Links are followed, but nothing may leave the directory: that is an error (`EXDEV`).
    case beneath = 0x08
    /// The directory stands for `/`: absolute links and `..` stay inside it.
    case inRoot = 0x10
}

/// A name in a directory, as getdents64(2) gives it.
public struct DirectoryEntry: Sendable {
    /// The name's bytes; need not be UTF-8.
    public let name: [UInt8]
    /// What it is, where the file system says so.
    public let kind: FileKind?
    /// Its inode number.
    public let inode: UInt64
}

/// An open directory: the anchor of every operation on what lies below it.
///
/// Names are bytes without NUL. Operations that take `name` act on that entry itself and never follow a symbolic link.
public final class DirectoryHandle: Sendable {
    /// The descriptor; owned by this object.
    public let descriptor: Int32

    /// Takes over an open descriptor of a directory.
    public init(owning descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Opens a directory of the host, following links.
    public static func open(_ path: FilePath) throws(SystemError) -> DirectoryHandle {
        let descriptor = try check("open directory", path.string) {
            path.withPlatformString {
                clinux_openat2(AT_FDCWD, $0, UInt64(O_RDONLY | O_DIRECTORY | O_CLOEXEC), 0, 0).orErrno
            }
        }
        return DirectoryHandle(owning: descriptor)
    }

    /// Opens a directory below this one.
    public func openDirectory(
        _ path: [UInt8], _ resolution: PathResolution = .withoutLinks
    ) throws(SystemError) -> DirectoryHandle {
        DirectoryHandle(owning: try open(path, O_RDONLY | O_DIRECTORY, mode: 0, resolution))
    }

    /// Opens a file below this one; `flags` are those of open(2).
    public func openFile(
        _ path: [UInt8], _ flags: Int32 = 0, mode: UInt32 = 0o666, _ resolution: PathResolution = .withoutLinks
    ) throws(SystemError) -> FileHandle {
        FileHandle(owning: try open(path, flags, mode: mode, resolution))
    }

    private func open(
        _ path: [UInt8], _ flags: Int32, mode: UInt32, _ resolution: PathResolution
    ) throws(SystemError) -> Int32 {
        try withPath(path, "open") { pointer in
            // RESOLVE_IN_ROOT may report EAGAIN when a rename happens at the same time; the kernel asks to try again.
            for _ in 0..<64 {
                let result = clinux_openat2(
                    descriptor, pointer, UInt64(flags | O_CLOEXEC),
                    flags & (O_CREAT | Self.unnamed) != 0 ? UInt64(mode) : 0,
                    resolution.rawValue)
                if result != -EAGAIN { return result.orErrno }
            }
            return (-EAGAIN).orErrno
        }
    }

    /// `__O_TMPFILE` of open(2): a file without a name, in the directory that is named.
    private static let unnamed: Int32 = 0o20_000_000

    /// Makes a file that has no name yet, for writing; it goes with its last descriptor unless `giveName` gives it one.
    /// `nil` where the file system has no such files.
    public func makeUnnamedFile(mode: UInt32 = 0o666) throws(SystemError) -> FileHandle? {
        do throws(SystemError) {
            return try openFile([UInt8(ascii: ".")], Self.unnamed | O_DIRECTORY | O_RDWR, mode: mode)
        } catch {
            if [EOPNOTSUPP, EISDIR, ENOENT, EINVAL].contains(error.number) { return nil }
            throw error
        }
    }

    /// Gives a file that `makeUnnamedFile` of this directory made a name; an error (`EEXIST`) where that is taken.
    public func giveName(_ name: [UInt8], to file: FileHandle) throws(SystemError) {
        try withPath(name, "name a new file") {
            linkat(AT_FDCWD, "/proc/self/fd/\(file.descriptor)", descriptor, $0, AT_SYMLINK_FOLLOW)
        }
    }

    /// All names of the directory but `.` and `..`, in the order of the file system.
    public func entries() throws(SystemError) -> [DirectoryEntry] {
        let copy = try check("read directory", "descriptor \(descriptor)") {
            clinux_openat2(descriptor, ".", UInt64(O_RDONLY | O_DIRECTORY | O_CLOEXEC), 0, 0).orErrno
        }
        return try DirectoryHandle(owning: copy).entriesOnce()
    }

    /// What `entries()` gives, for a handle whose entries nobody has read: one system call less.
    public func entriesOnce() throws(SystemError) -> [DirectoryEntry] {
        var result: [DirectoryEntry] = []
        try withUnsafeTemporaryAllocation(byteCount: 32768, alignment: 8) { (buffer) throws(SystemError) in
            guard let base = buffer.baseAddress else { return }
            while true {
                let count = try check("read directory", "descriptor \(descriptor)") {
                    getdents64(descriptor, base, buffer.count)
                }
                if count == 0 { return }
                Self.append(UnsafeRawBufferPointer(rebasing: buffer[..<count]), to: &result)
            }
        }
        return result
    }

    /// Reads the records of one getdents64(2) answer: inode (8 bytes), offset (8), length (2), kind (1), name.
    private static func append(_ records: UnsafeRawBufferPointer, to result: inout [DirectoryEntry]) {
        var offset = 0
        while offset < records.count {
            let length = Int(records.loadUnaligned(fromByteOffset: offset + 16, as: UInt16.self))
            let name = records[(offset + 19)..<(offset + length)].prefix { $0 != 0 }
            let dot = UInt8(ascii: ".")
            if !(name.elementsEqual([dot]) || name.elementsEqual([dot, dot])) {
                let kind: FileKind? =
                    switch Int(records[offset + 18]) {
                    case DT_REG: .regular
                    case DT_DIR: .directory
                    case DT_LNK: .symbolicLink
                    case DT_CHR: .characterDevice
                    case DT_BLK: .blockDevice
                    case DT_FIFO: .pipe
                    case DT_SOCK: .socket
                    default: nil
                    }
                let inode = records.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                result.append(DirectoryEntry(name: Array(name), kind: kind, inode: inode))
            }
            offset += length
        }
    }

    /// Flushes the whole file system that holds the directory to the disk (syncfs(2)), as `FileHandle.syncFileSystem` does. Not for
    /// one that was opened for its path alone.
    public func syncFileSystem() throws(SystemError) {
        try check("flush the file system of", "descriptor \(descriptor)") { syncfs(descriptor) }
    }

    /// The metadata of an entry, or of the directory itself where the name is empty.
    public func status(of name: [UInt8] = []) throws(SystemError) -> FileStatus {
        var raw = statx()
        try withPath(name, "read the status of") { pointer in
            clinux_statx(descriptor, pointer, AT_SYMLINK_NOFOLLOW | (name.isEmpty ? AT_EMPTY_PATH : 0), &raw).orErrno
        }
        return FileStatus(raw)
    }

    /// The metadata of an entry; `nil` where there is none.
    public func statusIfPresent(of name: [UInt8]) throws(SystemError) -> FileStatus? {
        do throws(SystemError) { return try status(of: name) } catch {
            if error.isNotFound { return nil }
            throw error
        }
    }

    /// The metadata of an entry whose name ends with a NUL; `nil` where there is none. Nothing is copied.
    public func statusIfPresent(ofTerminated name: UnsafePointer<CChar>) throws(SystemError) -> FileStatus? {
        var raw = statx()
        let result = clinux_statx(descriptor, name, AT_SYMLINK_NOFOLLOW, &raw)
        if result == 0 { return FileStatus(raw) }
        let error = SystemError(Int32(-result), "read the status of", String(cString: name))
        if error.isNotFound { return nil }
        throw error
    }

    /// Runs a system call with a NUL-terminated copy of a path on the stack.
    @discardableResult
    func withPath<Result: SignedInteger>(
        _ path: [UInt8], _ operation: String, _ call: (UnsafePointer<CChar>) -> Result
    ) throws(SystemError) -> Result {
        if path.contains(0) { throw SystemError(EINVAL, operation, path) }
        return try withUnsafeTemporaryAllocation(of: CChar.self, capacity: path.count + 1) {
            (buffer) throws(SystemError) in
            guard let base = buffer.baseAddress else { throw SystemError(ENOMEM, operation, path) }
            for index in path.indices { base[index] = CChar(bitPattern: path[index]) }
            base[path.count] = 0
            return try check(operation, String(decoding: path, as: UTF8.self)) { call(base) }
        }
    }
}

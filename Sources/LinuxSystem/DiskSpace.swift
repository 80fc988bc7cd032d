internal import Glibc
public import SystemPackage

/// How much room a file system has (statvfs(3)).
public struct DiskSpace: Hashable, Sendable {
    /// Bytes in all.
    public let total: Int64
    /// Bytes that this user may still write.
    public let available: Int64
    /// What kind of file system it is.
    public let kind: FileSystemKind

    /// The room where a path lies.
    public init(of path: FilePath) throws(SystemError) {
        kind = try DirectoryHandle.open(path).fileSystemKind()
        var answer = statvfs()
        let result = path.withPlatformString { statvfs($0, &answer) }
        if result != 0 { throw SystemError(errno, "read the size of the file system of", path.string) }
        total = Int64(answer.f_blocks) * Int64(answer.f_frsize)
        available = Int64(answer.f_bavail) * Int64(answer.f_frsize)
    }
}

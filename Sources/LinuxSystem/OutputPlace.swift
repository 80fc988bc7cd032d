internal import CLinux
internal import Glibc
public import SystemPackage

/// Where bytes go that the user wants in a file of some name: behind all links of that name.
///
/// A link stays what it is. `/dev/stdout` and its like, which are links as well, are descriptors that somebody has opened: what is
/// written there is not put in the place of what they lead to.
public enum OutputPlace {
    /// The kernel follows no more links either.
    private static let linkLimit = 40

    /// A file, or a name that nothing has: it can be replaced.
    case file(FilePath)
    /// A directory.
    case directory
    /// A descriptor, a pipe, a device: it is written to.
    case stream(FileHandle)

    /// Looks at a path.
    public init(_ path: FilePath) throws(SystemError) {
        let target = Self.behindLinks(path)
        if let number = Self.ownDescriptor(target) {
            self = .stream(try .duplicating(number))
            return
        }
        var status = stat()
        guard stat(target.string, &status) == 0 else {
            if errno != ENOENT { throw SystemError(errno, "look at", path.string) }
            self = .file(target)
            return
        }
        switch status.st_mode & S_IFMT {
        case S_IFREG where !Self.isDescriptor(target): self = .file(target)
        case S_IFDIR: self = .directory
        default: self = .stream(try .open(target, O_WRONLY))
        }
    }

    /// Where a path leads that may be a link: what is written there leaves the link as it is. Links of descriptors are not followed.
    public static func behindLinks(_ path: FilePath) -> FilePath {
        var path = path
        for _ in 0..<linkLimit where !isDescriptor(path) {
            var buffer = [CChar](repeating: 0, count: Int(PATH_MAX) + 1)
            guard readlink(path.string, &buffer, buffer.count - 1) > 0 else { return path }
            let link = buffer.withUnsafeBufferPointer { $0.baseAddress.map { FilePath(platformString: $0) } }
            path = path.removingLastComponent().pushing(link ?? path)
        }
        return path
    }

    /// Whether a path is `/proc/SOMEBODY/fd/NUMBER`.
    private static func isDescriptor(_ path: FilePath) -> Bool {
        let folder = path.removingLastComponent()
        return folder.string == "/dev/fd"
            || folder.starts(with: "/proc") && folder.lastComponent?.string == "fd"
    }

    private static func ownDescriptor(_ path: FilePath) -> Int32? {
        guard ["/dev/fd", "/proc/self/fd", "/proc/\(getpid())/fd"].contains(path.removingLastComponent().string) else {
            return nil
        }
        return path.lastComponent.flatMap { Int32($0.string) }
    }
}

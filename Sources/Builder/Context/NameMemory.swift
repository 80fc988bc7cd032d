import LinuxSystem

/// What a scan may take from the context index instead of reading directories again, and leaves there for the next.
///
/// A directory's names are what they were when its inode, mtime and ctime are: whatever adds, removes or renames an entry sets
/// both (POSIX), and ctime cannot be set back. That holds for the file systems named here; networks and FUSE are not among them.
struct NameMemory: Sendable {
    private let index: ContextIndex
    private let content: IndexContent
    private let device: UInt64

    /// Of file systems whose directories keep times of less than a second for each change of their names.
    private static let kinds: Set = ["extfs", "xfs", "btrfs", "tmpfs", "f2fs", "bcachefs"]

    /// `nil` where the file system of the context's root is none of those.
    init?(_ index: ContextIndex, root: DirectoryHandle) {
        guard let kind = try? root.fileSystemKind(), Self.kinds.contains(kind.name),
            let device = try? root.status().device
        else { return nil }
        self.index = index
        self.device = device
        content = index.content
    }

    /// Calls with the names of a directory that nothing has changed since they were kept; `nil` where none are known.
    func withNames<Result>(
        of path: UInt64, _ status: FileStatus, _ body: (IndexNames) throws -> Result
    ) rethrows -> Result? {
        // Below another mount there is another file system.
        if status.device != device { return nil }
        return try content.withNames(of: path, status, body)
    }

    /// Keeps the names of a directory, read after its status was.
    func keep(_ names: [[UInt8]], of path: UInt64, _ status: FileStatus) {
        if status.device == device { index.record(names, of: ContextIndex.Key(path: path, status: status)) }
    }
}

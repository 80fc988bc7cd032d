internal import CLinux
internal import Glibc

/// Two files that have the same bytes having them once on the disk.
extension FileHandle {
    /// What became of an attempt to share blocks.
    public enum Sharing: Hashable, Sendable {
        /// Both files have the same blocks now.
        case shared
        /// Their bytes differ; nothing was changed.
        case different
        /// The file system cannot do it.
        case unsupported
    }

    /// Lets this file have the blocks of another one of the same size, if the kernel finds that their bytes are the same
    /// (ioctl_fideduperange(2)). Neither file changes for whoever reads it, at any moment.
    ///
    /// - Throws: `SystemError`; a part may be shared then.
    public func shareBlocks(of other: FileHandle, size: Int64) throws(SystemError) -> Sharing {
        var offset: Int64 = 0
        while offset < size {
            let step = clinux_share_range(descriptor, other.descriptor, offset, UInt64(min(size - offset, 16 << 20)))
            if step == 0 { return .different }
            if step < 0 {
                if [EOPNOTSUPP, ENOTTY, EXDEV, ENOSYS].contains(Int32(-step)) { return .unsupported }
                if step == -Int64(EINTR) { continue }
                throw SystemError(Int32(-step), "share the blocks of", "descriptor \(descriptor)")
            }
            offset += step
        }
        return .shared
    }
}

internal import CLinux
internal import Glibc

/// Writing past the page cache: the bytes go to the disk from where they lie, and no flush has to wait for them later.
extension FileHandle {
    /// Makes the file's writes direct (O_DIRECT of open(2)), or plain again; `false` where its file system has no such writes.
    ///
    /// Direct writes begin and end at multiples of `AlignedBuffer.alignment`, in memory as in the file.
    public func setDirect(_ isDirect: Bool) -> Bool { clinux_set_direct(descriptor, isDirect ? 1 : 0) == 0 }

    /// Sets the disk space of the file's first `size` bytes aside (fallocate(2)); they read as zeros.
    ///
    /// - Throws: `ENOSPC`. A file system that cannot do it is no error: it finds the space when the bytes come.
    public func allocate(_ size: Int64) throws(SystemError) {
        while clinux_allocate(descriptor, size) != 0 {
            switch errno {
            case EINTR: continue
            case EOPNOTSUPP, ENOSYS, EINVAL: return
            default: throw SystemError(errno, "set disk space aside for", "descriptor \(descriptor)")
            }
        }
    }

    /// Shares all blocks of another file with this empty one (ioctl_ficlone(2)); `false` where the file system cannot.
    public func clone(_ other: FileHandle) -> Bool { clinux_clone_file(descriptor, other.descriptor) == 0 }

    /// Writes buffers one after the other at an offset, with one call where the kernel takes them all (pwritev(2)).
    public func write(gathering buffers: [UnsafeRawBufferPointer], at offset: Int64) throws(SystemError) {
        var offset = offset
        var parts = buffers.map { iovec(iov_base: .init(mutating: $0.baseAddress), iov_len: $0.count) }[...]
        while !parts.isEmpty {
            var left = try check("write", "descriptor \(descriptor)") {
                parts.withUnsafeBufferPointer { pwritev(descriptor, $0.baseAddress, Int32($0.count), off_t(offset)) }
            }
            offset += Int64(left)
            while let first = parts.first, left >= first.iov_len {
                left -= first.iov_len
                parts.removeFirst()
            }
            guard left > 0, let first = parts.first else { continue }
            parts[parts.startIndex] = iovec(
                iov_base: first.iov_base.map { $0 + left }, iov_len: first.iov_len - left)
        }
    }
}

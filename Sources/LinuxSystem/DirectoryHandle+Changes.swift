internal import CLinux
internal import Glibc

/// What makes, changes and removes entries.
extension DirectoryHandle {
    /// Makes a directory; its mode is exactly `permissions`, whatever the umask.
    public func makeDirectory(_ name: [UInt8], permissions: UInt16 = 0o755) throws(SystemError) {
        try withPath(name, "make directory") { mkdirat(descriptor, $0, 0o700) }
        try setPermissions(permissions, of: name)
    }

    /// Makes a symbolic link; the target is stored as it is.
    public func makeSymbolicLink(_ name: [UInt8], target: [UInt8]) throws(SystemError) {
        let target = target.map { CChar(bitPattern: $0) } + [0]
        try withPath(name, "make symbolic link") { symlinkat(target, descriptor, $0) }
    }

    /// Makes a device node or a named pipe. `kind` is `characterDevice`, `blockDevice` or `pipe`.
    public func makeNode(
        _ name: [UInt8], kind: FileKind, permissions: UInt16, device: (major: UInt32, minor: UInt32) = (0, 0)
    ) throws(SystemError) {
        let type: mode_t =
            switch kind {
            case .characterDevice: S_IFCHR
            case .blockDevice: S_IFBLK
            default: S_IFIFO
            }
        let number = clinux_makedev(device.major, device.minor)
        try withPath(name, "make device node") { mknodat(descriptor, $0, type | mode_t(permissions), UInt(number)) }
        if permissions != 0 { try setPermissions(permissions, of: name) }
    }

    /// Makes overlayfs's mark for a removed name: a 0/0 character device.
    public func makeWhiteout(_ name: [UInt8]) throws(SystemError) {
        try makeNode(name, kind: .characterDevice, permissions: 0)
    }

    /// Gives an existing entry a second name. The old name is not followed if it is a link.
    public func makeHardLink(
        _ name: [UInt8], to old: [UInt8], in directory: DirectoryHandle
    ) throws(SystemError) {
        let old = old.map { CChar(bitPattern: $0) } + [0]
        try withPath(name, "make hard link") { linkat(directory.descriptor, old, descriptor, $0, 0) }
    }

    /// Removes an entry that is not a directory.
    public func removeFile(_ name: [UInt8]) throws(SystemError) {
        try withPath(name, "remove") { unlinkat(descriptor, $0, 0) }
    }

    /// Removes an empty directory.
    public func removeDirectory(_ name: [UInt8]) throws(SystemError) {
        try withPath(name, "remove directory") { unlinkat(descriptor, $0, AT_REMOVEDIR) }
    }

    /// Removes an entry with everything below it; nothing happens where there is none.
    ///
    /// Never follows a link. Each level of the tree takes a call and an open descriptor while what is below is removed. Several may
    /// remove the same tree at the same time.
    public func removeTree(_ name: [UInt8]) throws(SystemError) {
        do throws(SystemError) {
            try removeFile(name)
            return
        } catch {
            if error.number == ENOENT { return }
            if error.number != EISDIR && error.number != EPERM { throw error }
        }
        // Another process may be removing the same: what is gone by now needs nothing more.
        guard let inner = try Self.ifThere({ () throws(SystemError) in try openDirectory(name) }) else { return }
        for entry in try Self.ifThere({ () throws(SystemError) in try inner.entries() }) ?? [] {
            if entry.kind == .directory {
                try inner.removeTree(entry.name)
            } else {
                _ = try Self.ifThere { () throws(SystemError) in try inner.removeFile(entry.name) }
            }
        }
        _ = try Self.ifThere { () throws(SystemError) in try removeDirectory(name) }
    }

    /// What a call gives; `nil` where it finds nothing.
    private static func ifThere<Result>(_ call: () throws(SystemError) -> Result) throws(SystemError) -> Result? {
        do throws(SystemError) { return try call() } catch {
            if error.number == ENOENT { return nil }
            throw error
        }
    }

    /// Renames an entry, replacing what has the new name.
    public func rename(
        _ name: [UInt8], to newName: [UInt8], in directory: DirectoryHandle? = nil
    ) throws(SystemError) {
        let target = newName.map { CChar(bitPattern: $0) } + [0]
        try withPath(name, "rename") { renameat(descriptor, $0, (directory ?? self).descriptor, target) }
    }

    /// Renames an entry; an error (`EEXIST`) where the new name is taken.
    public func renameExclusively(
        _ name: [UInt8], to newName: [UInt8], in directory: DirectoryHandle? = nil
    ) throws(SystemError) {
        let target = newName.map { CChar(bitPattern: $0) } + [0]
        try withPath(name, "rename") {
            clinux_rename_exclusively(descriptor, $0, (directory ?? self).descriptor, target).orErrno
        }
    }

    /// The target of a symbolic link.
    public func readLink(_ name: [UInt8]) throws(SystemError) -> [UInt8] {
        var buffer = [UInt8](repeating: 0, count: 4096)
        let count = try withPath(name, "read link") { pointer in
            buffer.withUnsafeMutableBytes { bytes in
                clinux_read_link(descriptor, pointer, bytes.baseAddress, bytes.count)
            }
        }
        return Array(buffer[..<count])
    }

    /// Sets owner and group of an entry (of the directory itself where the name is empty).
    public func setOwner(user: UInt32, group: UInt32, of name: [UInt8] = []) throws(SystemError) {
        try withPath(name, "set the owner of") {
            fchownat(descriptor, $0, user, group, AT_SYMLINK_NOFOLLOW | (name.isEmpty ? AT_EMPTY_PATH : 0))
        }
    }

    /// Sets the permission bits of an entry that is not a link (of the directory itself where the name is empty).
    public func setPermissions(_ permissions: UInt16, of name: [UInt8] = []) throws(SystemError) {
        if name.isEmpty {
            try check("set the mode of", "descriptor \(descriptor)") { fchmod(descriptor, mode_t(permissions)) }
        } else {
            try withPath(name, "set the mode of") { fchmodat(descriptor, $0, mode_t(permissions), 0) }
        }
    }

    /// Sets access and modification time of an entry to one moment (of the directory itself where the name is empty).
    public func setModified(_ time: FileTime, of name: [UInt8] = []) throws(SystemError) {
        let value = timespec(tv_sec: Int(time.seconds), tv_nsec: Int(time.nanoseconds))
        try withUnsafeTemporaryAllocation(of: timespec.self, capacity: 2) { (pair) throws(SystemError) in
            pair[0] = value
            pair[1] = value
            guard let times = pair.baseAddress else { return }
            if name.isEmpty {
                try check("set the times of", "descriptor \(descriptor)") { futimens(descriptor, times) }
            } else {
                try withPath(name, "set the times of") { utimensat(descriptor, $0, times, AT_SYMLINK_NOFOLLOW) }
            }
        }
    }
}

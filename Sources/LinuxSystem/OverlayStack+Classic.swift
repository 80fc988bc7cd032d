internal import CLinux
internal import Glibc
internal import SystemPackage

extension OverlayStack {
    /// Mounts with mount(2) in a mount namespace that ends with the call, and keeps a clone of the mount.
    ///
    /// The option text is limited to a page, so layers are named by short symbolic links in a file system in memory
    /// that is the working directory; the thread has a working directory of its own.
    func mountClassically() throws(OverlayError) -> DetachedMount {
        let result = DedicatedThread.run { () -> Result<DetachedMount, SystemError> in
            do throws(SystemError) { return .success(try mountOnThisThread()) } catch { return .failure(error) }
        }
        do throws(SystemError) { return try result.get() } catch { throw explain(error, complaint: nil) }
    }

    private func mountOnThisThread() throws(SystemError) -> DetachedMount {
        try check("leave", "the mount namespace") { unshare(CLONE_NEWNS) }
        try check("make private", "all mounts") { mount(nil, "/", nil, UInt(MS_REC | MS_PRIVATE), nil) }
        let names = try linkDirectory()
        try check("enter", "a directory of links") { fchdir(names.descriptor) }
        // The overlay covers its own topmost layer for the moment: a directory that is there in any case.
        let target = lowers[0]
        do throws(SystemError) { try mountOverlay(on: target, uuid: true) } catch {
            if error.number != EINVAL { throw error }
            try mountOverlay(on: target, uuid: false)
        }
        let descriptor = try check("take", "the stacked view") {
            target.withPlatformString { open_tree(AT_FDCWD, $0, UInt32(OPEN_TREE_CLONE) | UInt32(OPEN_TREE_CLOEXEC)) }
        }
        return DetachedMount(owning: descriptor)
    }

    /// A directory in memory with the links `0`, `1`, … to the lowers and `u` and `w` to upper and work.
    private func linkDirectory() throws(SystemError) -> DirectoryHandle {
        let directory = try DetachedMount.tmpfs().root()
        for (index, lower) in lowers.enumerated() { try directory.link(Self.name(index), to: lower) }
        if let upper, let work {
            try directory.link("u", to: upper)
            try directory.link("w", to: work)
        }
        return directory
    }

    private func mountOverlay(on target: FilePath, uuid: Bool) throws(SystemError) {
        var options = "lowerdir=" + lowers.indices.map(Self.name).joined(separator: ":")
        if upper != nil { options += ",upperdir=u,workdir=w" }
        for option in Self.options { options += ",\(option.key)=\(option.value)" }
        if isVolatile, upper != nil { options += ",volatile" }
        if uuid { options += ",uuid=null" }
        let flags = upper == nil ? UInt(MS_RDONLY) : 0
        try check("stack", "\(lowers.count) layers") {
            target.withPlatformString { mount("overlay", $0, "overlay", flags, options) }
        }
    }

    /// Names of one to three characters, so that `OverlayMount.layerLimit` of them fit into a page. The digits of
    /// base 20 end at `j`: `u` and `w` are left for upper and work.
    private static func name(_ index: Int) -> String { String(index, radix: 20) }
}

extension DirectoryHandle {
    fileprivate func link(_ name: String, to path: FilePath) throws(SystemError) {
        let target = path.withPlatformString { pointer in
            UnsafeBufferPointer(start: pointer, count: strlen(pointer)).map { UInt8(bitPattern: $0) }
        }
        try makeSymbolicLink(Array(name.utf8), target: target)
    }
}

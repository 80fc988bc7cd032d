internal import LinuxSystem
internal import SystemPackage

/// The directories and files that make a store, before anything is in it.
struct StoreLayout {
    let root: FilePath

    static let directories = [
        "blobs", "blobs/sha256", "layers", "layers/0", "work", "locks", "containers", "index",
        "cache-mounts", "failed",
    ]
    /// image-spec, image-layout.md, "oci-layout file".
    static let marker = #"{"imageLayoutVersion": "1.0.0"}"#
    static let emptyIndex = #"{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[]}"#

    /// The root, where the store is there already; `nil` where something is missing.
    ///
    /// `oci-layout` is written last: where it is, the rest has been made.
    func openIfComplete() throws -> DirectoryHandle? {
        let directory: DirectoryHandle
        do throws(SystemError) { directory = try DirectoryHandle.open(root) } catch {
            if error.isNotFound { return nil }
            throw error
        }
        try refuseUnsuitable(directory)
        guard try directory.statusIfPresent(of: Array("oci-layout".utf8)) != nil else { return nil }
        return directory
    }

    /// Makes what is missing. Two processes may do this at the same time.
    func make() throws -> DirectoryHandle {
        try makeRoot(root)
        let directory = try DirectoryHandle.open(root)
        try refuseUnsuitable(directory)
        try refuseForeign(directory)
        try directory.setPermissions(0o700)
        for name in Self.directories { try directory.makeDirectoryIfMissing(name) }
        if try directory.statusIfPresent(of: Array("index.json".utf8)) == nil {
            try directory.replaceFile("index.json", with: Array(Self.emptyIndex.utf8))
        }
        try directory.replaceFile("oci-layout", with: Array(Self.marker.utf8))
        return directory
    }

    private func makeRoot(_ path: FilePath) throws {
        var parent = path
        parent.removeLastComponent()
        if parent.string.isEmpty { parent = "." }
        let handle: DirectoryHandle
        do throws(SystemError) { handle = try DirectoryHandle.open(parent) } catch {
            guard error.isNotFound, parent.lastComponent != nil else { throw error }
            try makeRoot(parent)
            return try makeRoot(path)
        }
        guard let name = path.lastComponent?.string else { return }
        let exists = (try? DirectoryHandle.open(path)) != nil
        if !exists { try handle.makeDirectoryIfMissing(name, permissions: path == root ? 0o700 : 0o755) }
    }

    /// A directory full of somebody's files is no place for a store.
    private func refuseForeign(_ directory: DirectoryHandle) throws {
        let known = Set(
            Self.directories + [
                "index.json", "oci-layout", "lost+found", "record-secret", PartialBlob.folder, StagedBlobs.folder,
            ])
        for entry in try directory.entries() {
            let name = String(decoding: entry.name, as: UTF8.self)
            if known.contains(name) || name.hasPrefix(".new-") || name.hasPrefix("strata.db") { continue }
            throw StorageError(
                .noAccess, "\(root) is no store and is not empty: it holds \(name)",
                hint: "set STRATA_ROOT to an empty or new directory")
        }
    }

    private func refuseUnsuitable(_ directory: DirectoryHandle) throws {
        let kind = try directory.fileSystemKind()
        guard let name = kind.unsuitableForLayers else { return }
        throw StorageError(
            .unsuitableFileSystem, "the store in \(root) lies on \(name), which cannot be below an overlay mount",
            hint: "set STRATA_ROOT to a directory on a local file system such as ext4, xfs or btrfs")
    }
}

extension DirectoryHandle {
    /// Makes a directory; an existing one is left as it is.
    func makeDirectoryIfMissing(_ name: String, permissions: UInt16 = 0o755) throws {
        do throws(SystemError) { try makeDirectory(Array(name.utf8), permissions: permissions) } catch {
            if !error.isExisting { throw error }
        }
    }

    /// Gives a file new content: readers see the old bytes or the new ones, never a part.
    func replaceFile(_ name: String, with bytes: [UInt8], permissions: UInt32 = 0o644) throws {
        try replaceFile(name, permissions: permissions) { try $0.write(bytes) }
    }

    /// The same with what a closure writes.
    func replaceFile(
        _ name: String, permissions: UInt32 = 0o644, _ write: (FileHandle) throws -> Void
    ) throws {
        let temporary = Array((".new-" + RandomName.make()).utf8)
        do {
            try write(openFile(temporary, OpenFlags.newFile, mode: permissions))
            try rename(temporary, to: Array(name.utf8))
        } catch {
            // What is being thrown matters more than the temporary file, which may never have been there.
            try? removeFile(temporary)
            throw error
        }
    }
}

internal import LinuxSystem
internal import OCI
internal import SystemPackage

/// Blobs that are whole and verified and that nothing in the store refers to yet: what clients of a registry sent, and what was
/// made for them of layers. `staging/<hex>`, kept for a day after the last use.
struct StagedBlobs {
    static let folder = "staging"
    /// How long a blob that nobody asks for is kept, in seconds.
    static let lifetime: Int64 = 24 * 3600
    static let uploadPrefix = "upload-"
    private static let bootFile = "boot"

    let store: Store

    /// The name of a blob below the root.
    static func name(_ digest: Digest) -> [UInt8] { Array("\(folder)/\(digest.hex)".utf8) }

    /// Makes the folder. What is there of an earlier boot goes: a power cut may have taken some of its bytes.
    func prepare() throws {
        try whileDoing("preparing to take blobs in \(store.root)") {
            let lock = try LockFile.acquire(store.root.appending("locks/staging"))
            defer { withExtendedLifetime(lock) {} }
            try store.directory.makeDirectoryIfMissing(Self.folder, permissions: 0o700)
            let folder = try directory()
            let known = try? folder.openFile(Array(Self.bootFile.utf8)).readAll(limit: 256)
            if known != Array(Boot.current.utf8) {
                for entry in try folder.entries() { try folder.removeTree(entry.name) }
                try folder.replaceFile(Self.bootFile, with: Array(Boot.current.utf8))
            }
        }
    }

    func directory() throws(SystemError) -> DirectoryHandle {
        try store.directory.openDirectory(Array(Self.folder.utf8))
    }

    /// The size of a blob that is there; its day begins anew.
    func size(of digest: Digest) throws -> Int64? {
        try whileDoing("looking for the blob \(digest)") {
            guard let status = try store.directory.statusIfPresent(of: Self.name(digest)) else { return nil }
            let now = Timestamp.now().seconds
            if status.modified.seconds < now - Self.lifetime / 24 {
                // Gone in between: then it is not there.
                try? store.directory.setModified(FileTime(seconds: now), of: Self.name(digest))
            }
            return status.size
        }
    }

    /// Removes a blob; whether it was there.
    func remove(_ digest: Digest) throws -> Bool {
        try whileDoing("removing the blob \(digest)") {
            do throws(SystemError) { try store.directory.removeFile(Self.name(digest)) } catch {
                if error.isNotFound { return false }
                throw error
            }
            return true
        }
    }

    /// Removes what nobody asked for during a day, and the uploads of processes that died.
    func sweep(now: Int64) throws {
        guard try store.directory.statusIfPresent(of: Array(Self.folder.utf8)) != nil else { return }
        let folder = try directory()
        for entry in try folder.entries() where entry.name != Array(Self.bootFile.utf8) {
            guard let status = try folder.statusIfPresent(of: entry.name) else { continue }
            if String(decoding: entry.name, as: UTF8.self).hasPrefix(Self.uploadPrefix) {
                guard let file = try? folder.openFile(entry.name), try file.lockIfFree() else { continue }
                try folder.removeTree(entry.name)
                withExtendedLifetime(file) {}
            } else if status.modified.seconds < now - Self.lifetime {
                try folder.removeTree(entry.name)
            }
        }
    }
}

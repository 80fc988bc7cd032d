internal import LinuxSystem
internal import OCI
internal import SystemPackage

/// What a power cut may have taken (layer rule 17).
///
/// Nothing is flushed file by file. What is recorded carries the identity of the running kernel until one `syncfs`
/// has covered it; what still carries that of an earlier boot is verified before it is used.
enum Boot {
    /// The identity of the running kernel (proc_sys_kernel(5), random/boot_id).
    static let current: String = {
        // Without it everything unsynced looks like of another boot and is verified: slower, and right.
        let bytes = try? FileHandle.open("/proc/sys/kernel/random/boot_id").readAll(limit: 256)
        return String(decoding: (bytes ?? []).filter { $0 > 0x20 }, as: UTF8.self)
    }()
}

extension Store {
    /// Flushes the file system once and marks everything recorded until now as safe from a power cut.
    ///
    /// Called before a tag becomes visible. Returns at once where there is nothing to flush.
    public func synchronize() throws {
        let boot = Boot.current
        let (layers, blobs) = try database.read { connection in
            (
                try connection.query("SELECT id FROM layers WHERE boot = ?", boot) { $0.integer(0) },
                try connection.query("SELECT digest FROM blobs WHERE boot = ?", boot) { row throws(DatabaseError) in
                    try row.digest(0)
                }
            )
        }
        if layers.isEmpty && blobs.isEmpty { return }
        try whileDoing("flushing the store in \(root) to the disk") {
            // By a descriptor that is older than what was written: an error that another flush met shows here as well (syncfs(2)).
            try directory.syncFileSystem()
        }
        try database.write { connection in
            for layer in layers { try connection.run("UPDATE layers SET boot = NULL WHERE id = ?", layer) }
            for blob in blobs { try connection.run("UPDATE blobs SET boot = NULL WHERE digest = ?", blob) }
        }
        // Costs little now that nothing else waits to be written.
        try database.checkpoint()
    }
}

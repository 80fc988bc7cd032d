internal import LinuxSystem
internal import OCI

/// What becomes of an archive's entries once they have a name in the directory: files get their bytes, owner, mode, attributes and time,
/// and who watches the archive sees each entry.
///
/// All of it in the archive's order, on a thread of its own: the next names are made meanwhile.
final class EntryFinisher {
    typealias SawFile = (_ path: [UInt8], _ digest: Digest) throws -> Void

    private let work: Work
    private let lane = OrderLane()
    /// That the archive is not canonical is known here, too.
    private var isFailed = false

    /// - Parameters:
    ///   - form: Sees every entry; belongs to this object until it is settled.
    ///   - hashesFiles: Whether anybody wants to know the SHA-256 of files.
    ///   - sawFile: Is told of every file with bytes that is hashed.
    init(_ form: CanonicalForm?, hashesFiles: Bool, _ sawFile: SawFile?) {
        work = Work(form, hashesFiles, sawFile)
        isFailed = form == nil
    }

    /// A file that has a name in the directory.
    struct File {
        let handle: FileHandle
        let entry: LayerEntry
        /// The entry's header as it came.
        let header: [UInt8]
        /// Whether the directory gives its group to what is made in it.
        let givesGroup: Bool
    }

    /// Gives a file these bytes and what its entry says.
    func write(_ parts: [(chunk: Chunk, range: Range<Int>)], to file: File) throws {
        try lane.put { [work] in try work.finish(file, work.write(parts, to: file.handle)) }
    }

    /// Gives a file that has its bytes what its entry says.
    func finish(_ file: File, _ digest: Digest?) throws {
        try lane.put { [work] in try work.finish(file, digest) }
    }

    /// Tells the form of an entry that is no file, in the archive's order.
    func tellForm(_ tell: @escaping (CanonicalForm) -> Void) throws {
        if isFailed { return }
        try lane.put { [work] in work.form.map(tell) }
    }

    /// Waits for all entries so far.
    func settle() throws { try lane.drain() }

    /// Waits for all entries so far, where the archive may still be canonical.
    func settleForm() throws {
        if isFailed { return }
        try lane.drain()
        isFailed = work.form?.holds != true
    }

    /// What sees the entries. Asked when all are settled.
    var form: CanonicalForm? { isFailed ? nil : work.form }

    /// The digests of files by inode, of those that were not seen by a form that holds. Asked when all are settled.
    var digests: [UInt64: Digest] { work.digests }

    /// Waits for all entries so far, and takes note of a file's digest.
    func remember(_ digest: Digest, of file: FileHandle) throws {
        try lane.drain()
        try work.remember(digest, of: file)
    }

    /// Owner, mode, attributes and time at once, of a file that nobody watches.
    func finishNow(_ file: FileHandle, _ entry: LayerEntry, givesGroup: Bool) throws {
        try work.finish(file, entry, givesGroup: givesGroup)
    }

    /// What orders touch.
    private final class Work {
        private static let maximumDigests = 1 << 18
        let form: CanonicalForm?
        /// While they are few enough; the others are read again at the end.
        private(set) var digests: [UInt64: Digest] = [:]
        private let hashesFiles: Bool
        private let sawFile: SawFile?
        /// Whom new entries belong to: asked once, not for each of thousands.
        private let (userID, groupID) = (ProcessIdentity.userID, ProcessIdentity.groupID)

        init(_ form: CanonicalForm?, _ hashesFiles: Bool, _ sawFile: SawFile?) {
            (self.form, self.hashesFiles, self.sawFile) = (form, hashesFiles, sawFile)
        }

        func write(_ parts: [(chunk: Chunk, range: Range<Int>)], to file: FileHandle) throws -> Digest? {
            var digester = Digester()
            var offset: Int64 = 0
            for (chunk, range) in parts {
                try chunk.withBytes(range) { bytes in
                    if hashesFiles { digester.update(bytes) }
                    try file.write(bytes, at: offset)
                }
                offset += Int64(range.count)
            }
            return hashesFiles ? digester.finalize() : nil
        }

        func finish(_ file: FileHandle, _ entry: LayerEntry, givesGroup: Bool) throws {
            if givesGroup || entry.userID != userID || entry.groupID != groupID {
                try file.setOwner(user: entry.userID, group: entry.groupID)
            }
            // Creation cuts the mode by the umask and has no set-user-id bits; a new owner clears them, and capabilities too.
            if entry.permissions & (ProcessIdentity.fileModeMask | 0o7000) != 0 {
                try file.setPermissions(entry.permissions)
            }
            for attribute in entry.attributes { try file.setAttribute(attribute.name, to: attribute.value) }
            try file.setModified(FileTime(seconds: entry.modified))
        }

        func finish(_ file: File, _ digest: Digest?) throws {
            try finish(file.handle, file.entry, givesGroup: file.givesGroup)
            if form?.holds != true, let digest { try remember(digest, of: file.handle) }
            form?.see(file.entry, header: file.header, digest: digest)
            if let sawFile, let digest, file.entry.contentSize > 0 { try sawFile(file.entry.path, digest) }
        }

        func remember(_ digest: Digest, of file: FileHandle) throws {
            let inode = try file.status().inode
            if digests.count < Self.maximumDigests || digests[inode] != nil { digests[inode] = digest }
        }
    }
}

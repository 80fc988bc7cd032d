public import LinuxSystem
public import OCI

/// Makes a layer: each entry on disk, and in the hashes of its archive, in one pass.
///
/// Entries come in the canonical order (`LayerPath.precedes`), every directory before what it holds. Hashing runs on
/// other threads while files are read and written. The directory is an overlay lower afterwards; where an error is thrown,
/// it is to be thrown away. Belongs to one thread.
public final class LayerWriter {
    private let emitter: LayerEmitter
    private let disk: TreeMaker
    private let epoch: Int64?
    private var last: [UInt8]?
    private var file: (handle: FileHandle, entry: LayerEntry)?

    /// Writes into an empty directory.
    ///
    /// - Parameters:
    ///   - sourceDateEpoch: later modification times become this one.
    ///   - search: what is looked for in the layer.
    public init(
        into directory: DirectoryHandle, mtimeRule: MTimeRule = .none, sourceDateEpoch: Int64? = nil,
        search: LayerSearch? = nil
    ) {
        emitter = LayerEmitter(mtimeRule: mtimeRule, search: search)
        disk = TreeMaker(root: directory)
        epoch = sourceDateEpoch
    }

    /// Adds an entry that has no bytes: all but a regular file, or an empty one.
    public func add(_ entry: LayerEntry) throws {
        if case .regular = entry.kind {
            try add(entry, bytes: [])
            return
        }
        let entry = try accept(entry)
        try disk.make(entry)
        try emitter.add(entry)
    }

    /// Adds a regular file from memory; its size is that of the bytes.
    @discardableResult
    public func add(_ entry: LayerEntry, bytes: [UInt8]) throws -> Digest {
        var entry = entry
        entry.kind = .regular(size: Int64(bytes.count))
        try begin(entry)
        try bytes.withUnsafeBytes { try write($0) }
        return try end()
    }

    /// Adds a regular file of the entry's size with the bytes of an open file, from its start.
    ///
    /// - Throws: `sizeChanged` where the file has more or fewer bytes now.
    @discardableResult
    public func copy(_ entry: LayerEntry, from source: FileHandle) throws -> Digest {
        let handle = try create(entry)
        try emitter.fill(from: source, copyingTo: handle)
        return try end()
    }

    /// Begins a regular file; exactly its size must be written before `end()`.
    public func begin(_ entry: LayerEntry) throws {
        _ = try create(entry)
    }

    /// Writes the next bytes of the file.
    ///
    /// - Throws: `sizeChanged` where they are more than its size.
    public func write(_ bytes: UnsafeRawBufferPointer) throws {
        guard let file else { preconditionFailure("write() follows begin()") }
        guard Int64(bytes.count) <= emitter.left else { throw Self.sizeChanged(file.entry, "more") }
        var done = 0
        while done < bytes.count {
            done += try emitter.produce { room in
                let count = min(room.count, bytes.count - done)
                let part = UnsafeRawBufferPointer(rebasing: bytes[done..<(done + count)])
                room.copyMemory(from: part)
                return count
            }
        }
        try file.handle.write(bytes)
    }

    /// Ends the file: the SHA-256 of its bytes.
    ///
    /// - Throws: `sizeChanged` where some are missing.
    public func end() throws -> Digest {
        guard let file else { preconditionFailure("end() follows begin()") }
        guard emitter.left == 0 else { throw Self.sizeChanged(file.entry, "fewer") }
        // The last bytes may only now be written; they would change the time.
        let digest = try emitter.endFile()
        try disk.finish(file.handle, file.entry)
        self.file = nil
        return digest
    }

    /// Ends the layer: sets the times of the directories that are still open, and waits for the hashes.
    public func finish() throws -> LayerSummary {
        precondition(file == nil, "finish() follows end()")
        try disk.leaveAll()
        return try emitter.finish()
    }

    private static func sizeChanged(_ entry: LayerEntry, _ amount: String) -> LayerArchiveError {
        LayerArchiveError(
            .sizeChanged, "\(shown(entry.path)) has \(amount) bytes now than when its size was read",
            hint: "something writes to the file during the build; stop it and build again")
    }
}

extension LayerWriter: EntryTarget {
    func addFile(_ entry: LayerEntry, from source: FileHandle) throws { try copy(entry, from: source) }

    private func create(_ entry: LayerEntry) throws -> FileHandle {
        precondition(file == nil, "begin() follows end()")
        let entry = try accept(entry)
        let handle = try disk.create(entry)
        try emitter.beginFile(entry)
        file = (handle, entry)
        return handle
    }

    /// Checks name and order, and clamps the time.
    private func accept(_ entry: LayerEntry) throws -> LayerEntry {
        try Cancellation.check()
        if let last, !LayerPath.precedes(last, entry.path) {
            throw LayerArchiveError(
                .outOfOrder,
                "\(shown(entry.path)) came after \(shown(last)): a layer is written in the order of its paths")
        }
        if !entry.path.isEmpty, let fault = LayerPath.fault(in: entry.path) { throw fault }
        last = entry.path
        var entry = entry
        if let epoch { entry.modified = min(entry.modified, epoch) }
        if entry.path.isEmpty { entry.modified = 0 }
        return entry
    }
}

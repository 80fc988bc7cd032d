internal import LinuxSystem
public import OCI
internal import Synchronization
internal import SystemPackage

/// A blob that somebody sends, in one piece or several: `staging/upload-<id>`, which goes with the object.
///
/// Its bytes are hashed as they come. Nobody sees it before `finish(as:)`.
public final class IncomingBlob: @unchecked Sendable {
    // Unchecked: what changes is read and written with the lock held.

    /// What it is called: 32 hexadecimal digits that nobody can guess.
    public let id: String
    private let store: Store
    private let lock = Mutex(())
    private var file: FileHandle?
    private var digester: Digester? = Digester()
    private var bytesThere: Int64 = 0
    private var name: [UInt8] { Array("\(StagedBlobs.folder)/\(StagedBlobs.uploadPrefix)\(id)".utf8) }

    init(in store: Store) {
        id = RandomName.makeHex(digits: 32)
        self.store = store
    }

    deinit { discard() }

    /// How many bytes have come.
    public var count: Int64 { lock.withLock { _ in bytesThere } }

    /// Appends bytes.
    ///
    /// - Throws: `.noSpace`, `.system`.
    public func append(_ bytes: UnsafeRawBufferPointer) throws {
        try whileDoing("writing an upload") {
            try lock.withLock { _ in
                let file = try openFile()
                try file.write(bytes)
                digester?.update(bytes)
                bytesThere += Int64(bytes.count)
            }
        }
    }

    private func openFile() throws -> FileHandle {
        if let file { return file }
        let new = try store.directory.openFile(name, OpenFlags.newReadableFile, mode: 0o600)
        // Held as long as this process lives: a sweep takes those that nobody holds.
        _ = try new.lockIfFree()
        file = new
        return new
    }

    /// Ends the upload: the blob is there for manifests that name it, if its bytes have the digest. Otherwise nothing of it stays.
    ///
    /// - Returns: Whether they have.
    public func finish(as digest: Digest) throws -> Bool {
        try append(UnsafeRawBufferPointer(start: nil, count: 0))
        return try whileDoing("keeping the blob \(digest)") {
            try lock.withLock { _ in
                guard let digester = digester.take(), digester.finalize() == digest else {
                    discard()
                    return false
                }
                try store.directory.rename(name, to: StagedBlobs.name(digest))
                file = nil
                return true
            }
        }
    }

    /// Throws away what has come. Nothing happens the second time, or after the end.
    public func cancel() { lock.withLock { _ in discard() } }

    private func discard() {
        if file == nil { return }
        // What cannot be removed now is swept when the process has ended.
        try? store.directory.removeFile(name)
        file = nil
        digester = nil
    }
}

extension Store {
    /// Gets the store ready to take and serve blobs of a registry's clients, and sweeps what was left of others.
    public func beginServing() throws {
        try StagedBlobs(store: self).prepare()
        try sweepStagedBlobs()
    }

    /// Removes uploads that nobody goes on with, and blobs that nobody asked for during a day.
    public func sweepStagedBlobs() throws {
        try whileDoing("sweeping what was sent to the registry in \(root)") {
            try StagedBlobs(store: self).sweep(now: Timestamp.now().seconds)
        }
    }

    /// Begins an upload. Nothing is on the disk before its first bytes.
    public func beginUpload() -> IncomingBlob { IncomingBlob(in: self) }
}

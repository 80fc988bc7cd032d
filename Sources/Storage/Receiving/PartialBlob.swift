internal import LinuxSystem
internal import OCI
internal import SystemPackage

/// The beginning of a blob that is on its way: `partial/<hex>`, kept for a day when its download is interrupted.
///
/// Whoever holds the lock of the blob's digest has it alone. What is in it is in no image and no listing; its bytes are hashed
/// again before they count.
final class PartialBlob {
    static let folder = "partial"
    /// How long what was interrupted is kept, in seconds.
    static let lifetime: Int64 = 24 * 3600

    let descriptor: Descriptor
    private let file: FileHandle
    private let directory: DirectoryHandle
    private var digester: Digester? = Digester()
    /// How many bytes are there and hashed.
    private(set) var count: Int64 = 0
    /// The last of them, which are still to be written: what arrives in crumbs is written in pieces.
    private var pending: [UInt8] = []
    /// Up to here the disk has been set to work.
    private var started: Int64 = 0

    private static let pieceSize = 1 << 18
    /// After so many bytes the disk is set to work, so that little is left for the flush before the commit.
    private static let flushStep: Int64 = 8 << 20

    /// Opens what is there of a blob, or begins it.
    init(_ descriptor: Descriptor, in directory: DirectoryHandle) throws {
        self.descriptor = descriptor
        self.directory = directory
        let name = Self.name(descriptor.digest)
        file = try whileDoing("writing the blob \(descriptor.digest)") {
            try directory.makeDirectoryIfMissing(Self.folder, permissions: 0o700)
            return try directory.openFile(name, OpenFlags.growing, mode: 0o644)
        }
    }

    /// Whether something of a blob is there.
    static func isBegun(_ digest: Digest, in directory: DirectoryHandle) throws -> Bool {
        try directory.statusIfPresent(of: name(digest)).map { $0.size > 0 } ?? false
    }

    private static func name(_ digest: Digest) -> [UInt8] { Array("\(folder)/\(digest.hex)".utf8) }

    /// Where parts of a blob are (`FetchedParts`).
    static func partsName(_ digest: Digest) -> [UInt8] { name(digest) + Array(".parts".utf8) }

    /// Hashes what was there before and hands it on; more than the blob can have is thrown away.
    func readKept(_ sink: (UnsafeRawBufferPointer) throws -> Void) throws {
        try whileDoing("reading what is there of the blob \(descriptor.digest)") {
            if try file.status().size > descriptor.size { try file.setSize(0) }
            var buffer = [UInt8](repeating: 0, count: 1 << 18)
            while true {
                try Cancellation.check()
                let read = try buffer.withUnsafeMutableBytes { try file.read(into: $0) }
                if read == 0 { return }
                try buffer.withUnsafeBytes { bytes in
                    let part = UnsafeRawBufferPointer(rebasing: bytes[..<read])
                    digester?.update(part)
                    count += Int64(read)
                    try sink(part)
                }
            }
        }
    }

    /// Appends bytes that have come; `write()` writes the last of them.
    func append(_ bytes: UnsafeRawBufferPointer) throws {
        guard count + Int64(bytes.count) <= descriptor.size else {
            throw StorageError(
                .corruptBlob,
                "the blob \(descriptor.digest) has more than the \(descriptor.size) bytes that its manifest says",
                hint: "get the image again; if it stays so, it is broken where it comes from")
        }
        digester?.update(bytes)
        count += Int64(bytes.count)
        if pending.capacity == 0 { pending.reserveCapacity(2 * Self.pieceSize) }
        pending.append(contentsOf: bytes)
        if pending.count >= Self.pieceSize { try write() }
    }

    /// Writes what has come and is not written yet.
    func write() throws {
        if pending.isEmpty { return }
        try whileDoing("writing the blob \(descriptor.digest)") { try pending.withUnsafeBytes { try file.write($0) } }
        pending.removeAll(keepingCapacity: true)
        if count - started >= Self.flushStep {
            file.startFlush(at: started, count: count - started)
            started = count
        }
    }

    /// Whether the bytes that are there are the blob. May be asked once, after `write()`.
    func isWhole() -> Bool {
        guard let digester = digester.take() else { return false }
        return digester.finalize() == descriptor.digest && count == descriptor.size
    }

    /// The whole blob, to be renamed into the store.
    var staged: StagedBlob {
        StagedBlob(
            digest: descriptor.digest, size: descriptor.size, name: "\(Self.folder)/\(descriptor.digest.hex)")
    }

    /// Removes what is there, if it is still there.
    func remove() throws {
        try whileDoing("removing what was there of the blob \(descriptor.digest)") {
            try directory.removeTree(Self.name(descriptor.digest))
        }
    }
}

extension Store {
    /// Removes what interrupted downloads left, except where they go on: the next call begins them anew.
    ///
    /// - Throws: `.system`.
    public func removeInterruptedDownloads() throws {
        try whileDoing("removing interrupted downloads in \(root)") { try sweepPartialBlobs(before: .max) }
    }

    /// Removes the beginnings and parts of blobs that nobody is bringing and nobody has gone on with since a time.
    func sweepPartialBlobs(before time: Int64) throws {
        guard try directory.statusIfPresent(of: Array(PartialBlob.folder.utf8)) != nil else { return }
        let folder = try directory.openDirectory(Array(PartialBlob.folder.utf8))
        for entry in try folder.entries() {
            let hex = String(decoding: entry.name.prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self)
            guard let status = try folder.statusIfPresent(of: entry.name), status.modified.seconds < time,
                let digest = Digest(hex: hex),
                let lock = try lockBlobIfFree(digest)
            else { continue }
            try folder.removeTree(entry.name)
            lock.release()
        }
    }
}

internal import LinuxSystem
public import OCI
internal import Synchronization
public import SystemPackage

/// An OCI layout to which an image is added; other images of the layout stay.
///
/// Blobs come under their digests, whole or not at all; `index.json` names the image at the end. An image that had the name before
/// is no longer named; its blobs stay. Several processes may add to one layout at once.
public final class LayoutDestination: ImageDestination {
    /// An OCI layout holds everything.
    public var capability: DestinationCapability { DestinationCapability() }
    private let path: FilePath
    private let names: [String?]
    private let folder: BlobFolder
    private let isNew: Bool
    /// Where blobs come. Whoever adds to the layout shares its lock.
    private let blobs: DirectoryHandle
    /// What refers to other manifests, to be listed at the end.
    private let referrers = Mutex<[Descriptor]>([])

    /// Opens a layout, making it where there is none.
    ///
    /// - Parameter names: The values of `org.opencontainers.image.ref.name`, `nil` for an entry without; at least one.
    /// - Throws: `.conflict` where something else is there.
    public convenience init(_ path: FilePath, names: [String?]) throws {
        let directory = try whileDoing("opening the OCI layout \(path)") {
            try Self.openOrMake(path)
        }
        try self.init(directory, path, names: names)
    }

    /// - Parameter place: The layout as errors about its files name it.
    init(_ directory: DirectoryHandle, _ path: FilePath, as place: String? = nil, names: [String?]) throws {
        (self.path, self.names) = (path, names)
        folder = BlobFolder(directory: directory, place: place ?? path.string)
        (isNew, blobs) = try whileDoing("making the OCI layout \(path)") {
            let isNew = try directory.statusIfPresent(of: Array("index.json".utf8)) == nil
            try Self.mark(directory, path, mayHoldAnything: !isNew)
            for name in ["blobs", "blobs/sha256"] { try directory.makeDirectoryIfMissing(name) }
            return (isNew, try directory.openDirectory(Array("blobs/sha256".utf8)))
        }
        guard try blobs.shareIfFree(), try blobs.status().linkCount > 0 else {
            throw StorageError(
                .conflict, "\(path) is being removed by another copy, which failed", hint: "run the same command again")
        }
        Unfinished.sweep(blobs)
    }

    /// Looks whether the layout has a blob.
    public func presence(of blob: Descriptor) throws -> BlobPresence {
        try folder.has(Store.blobName(blob.digest), size: blob.size) ? .there : .missing
    }

    /// Takes a blob.
    public func write(_ blob: Descriptor, from read: @escaping BlobReading) async throws {
        try await BlobFolder(directory: blobs, place: folder.place).write(Array(blob.digest.hex.utf8), from: read)
    }

    /// Takes a manifest or index; one with a subject will be listed, as whoever looks for what refers to an image finds it there.
    public func write(_ manifest: RawManifest) throws {
        try folder.write(ExportPlan.path(manifest.descriptor.digest), bytes: manifest.bytes)
        guard try JSONValue(parsing: manifest.bytes)["subject"] != nil else { return }
        referrers.withLock { $0.append(manifest.descriptor) }
    }

    /// Names the image in the layout's index.
    public func finish(_ root: RawManifest) throws {
        try folder.write(ExportPlan.path(root.descriptor.digest), bytes: root.bytes)
        let lock = try whileDoing("locking \(path)") { try LockFile.acquire(path.appending("oci-layout")) }
        defer { withExtendedLifetime(lock) {} }
        try whileDoing("changing the index of \(path)") {
            var index = try list()
            for name in names { Self.give(name, to: root.descriptor, in: &index) }
            for referrer in referrers.withLock({ $0 })
            where !index.manifests.contains(where: { $0.digest == referrer.digest }) {
                index.manifests.append(referrer)
            }
            try folder.directory.replaceFile("index.json", with: IndexDocument(index).bytes)
        }
    }

    private static func give(_ name: String?, to root: Descriptor, in index: inout ImageIndex) {
        var entry = root
        entry.annotations[AnnotationKey.referenceName] = name
        index.manifests.removeAll {
            let itsName = $0.annotations[AnnotationKey.referenceName]
            return itsName == name && (name != nil || $0.digest == entry.digest)
        }
        index.manifests.append(entry)
    }

    /// Removes a layout that was made for the copy and names nothing.
    public func abandon() {
        guard isNew, (try? folder.directory.statusIfPresent(of: Array("index.json".utf8))) == nil,
            // Nobody else is adding to it.
            (try? blobs.lockIfFree()) == true
        else { return }
        // What the copy failed with is said already; blobs that stay are used by the next one.
        for name in ["blobs", "oci-layout"] { try? folder.directory.removeTree(Array(name.utf8)) }
        let (parent, last) = (path.removingLastComponent(), Array((path.lastComponent?.string ?? "").utf8))
        try? DirectoryHandle.open(parent.string.isEmpty ? "." : parent).removeDirectory(last)
    }

    /// Makes a directory an OCI layout by the file that says so, which comes before all else and is never replaced: others may be
    /// doing the same, and it is what they lock.
    private static func mark(_ directory: DirectoryHandle, _ path: FilePath, mayHoldAnything: Bool) throws {
        let name = Array("oci-layout".utf8)
        if try directory.statusIfPresent(of: name) != nil { return }
        let entries = try directory.entries().map(\.name)
        if entries.contains(name) { return }
        guard mayHoldAnything || entries.allSatisfy(Unfinished.isName) else {
            // It came while the directory was listed.
            if try directory.statusIfPresent(of: name) != nil { return }
            throw StorageError(
                .conflict, "\(path) is neither an OCI layout nor empty", hint: "name another directory")
        }
        let hidden = Unfinished.name(for: name)
        try directory.openFile(hidden, OpenFlags.newFile, mode: 0o644).write(Array(StoreLayout.marker.utf8))
        do throws(SystemError) { try directory.renameExclusively(hidden, to: name) } catch {
            try? directory.removeFile(hidden)
            if !error.isExisting { throw error }
        }
    }

    private func list() throws -> ImageIndex {
        let name = Array("index.json".utf8)
        if try folder.directory.statusIfPresent(of: name) == nil { return ImageIndex(manifests: []) }
        let bytes = try folder.directory.openFile(name).readAll(limit: ArchiveMembers.documentLimit)
        return try IndexDocument(bytes: bytes).value
    }

    /// Opens a directory; makes it with those above it where it is missing.
    static func openOrMake(_ path: FilePath) throws(SystemError) -> DirectoryHandle {
        try HostDirectories.make(path)
        return try DirectoryHandle.open(path)
    }
}

internal import LayerArchive
internal import LinuxSystem
internal import OCI
internal import SystemPackage

/// The directory of an OCI layout to which caches are exported: one export at a time.
struct CacheLayout: CacheDestination {
    private let directory: DirectoryHandle
    private let lock: LockFile
    private let tag: String

    /// Takes a directory, made where there is none, and waits while another export has it.
    ///
    /// - Throws: `.conflict` where it holds something that is no OCI layout.
    init(at path: FilePath, tag: String) throws {
        self.tag = tag
        if try Self.isMissing(path) {
            let parent = path.removingLastComponent()
            try DirectoryHandle.open(parent.string.isEmpty ? "." : parent)
                .makeDirectoryIfMissing(path.lastComponent?.string ?? "")
        }
        directory = try DirectoryHandle.open(path)
        let marker = Array("oci-layout".utf8)
        if try directory.statusIfPresent(of: marker) == nil, try !directory.entries().isEmpty {
            throw StorageError(
                .conflict, "\(path) holds something that is no OCI layout",
                hint: "name a directory that is new or empty")
        }
        lock = try LockFile.acquire(path.appending("oci-layout"))
        if try directory.status(of: marker).size == 0 {
            try directory.openFile(marker, OpenFlags.writing).write(Array(StoreLayout.marker.utf8))
            try directory.setPermissions(0o644, of: marker)
        }
        for name in ["blobs", "blobs/sha256"] { try directory.makeDirectoryIfMissing(name) }
    }

    private static func isMissing(_ path: FilePath) throws -> Bool {
        do throws(SystemError) { _ = try DirectoryHandle.open(path) } catch {
            if error.isNotFound { return true }
            throw error
        }
        return false
    }

    /// Writes a blob, whole or not at all, unless it is there.
    func keep(_ blob: Descriptor, _ write: (FileHandle) async throws -> Void) async throws {
        let name = Store.blobName(blob.digest)
        if try directory.statusIfPresent(of: name)?.size == blob.size { return }
        let temporary = Array("blobs/sha256/.new-\(RandomName.make())".utf8)
        do {
            try await write(directory.openFile(temporary, OpenFlags.newReadableFile, mode: 0o644))
            try directory.rename(temporary, to: name)
        } catch {
            // What is being thrown matters more than the temporary file.
            try? directory.removeFile(temporary)
            throw error
        }
    }

    /// Makes a manifest the one of the tag, and removes the blobs that no tag needs any more.
    func publish(_ manifest: ManifestDocument) async throws {
        let descriptor = manifest.descriptor(mediaType: .ociManifest)
        try await keep(descriptor) { try $0.write(manifest.bytes) }
        var entries = try others(than: tag)
        var entry = descriptor
        entry.annotations = [AnnotationKey.referenceName: tag]
        entry.artifactType = CacheDocument.artifactType
        entries.append(entry)
        // What the index names is on the disk before it is, and it before what only the old one names goes.
        try flush()
        try directory.replaceFile("index.json", with: IndexDocument(ImageIndex(manifests: entries)).bytes)
        guard let needed = blobs(of: entries) else { return }
        let blobs = try directory.openDirectory(Array("blobs/sha256".utf8))
        let superseded = try blobs.entries().map(\.name).filter { name in
            let name = String(decoding: name, as: UTF8.self)
            // The lock is ours: a temporary file is of an export that died.
            return (name.hasPrefix(".new-") || Digest(hex: name) != nil) && !needed.contains(name)
        }
        if superseded.isEmpty { return }
        try flush()
        for name in superseded { try blobs.removeTree(name) }
    }

    private func flush() throws { try directory.openFile(Array("oci-layout".utf8)).syncFileSystem() }

    /// What the index names besides a tag.
    ///
    /// - Throws: `.conflict` where the tag is that of an image, or the index cannot be read: nothing of others is removed.
    private func others(than tag: String) throws -> [Descriptor] {
        guard try directory.statusIfPresent(of: Array("index.json".utf8)) != nil else { return [] }
        let bytes = try directory.openFile(Array("index.json".utf8)).readAll(limit: ArchiveMembers.documentLimit)
        guard let index = try? ImageIndex(json: JSONValue(parsing: bytes)) else {
            throw StorageError(
                .conflict, "its index.json cannot be read: nothing is added to the directory",
                hint: "name a directory that is new or empty")
        }
        let same = index.manifests.filter { $0.annotations[AnnotationKey.referenceName] == tag }
        if same.contains(where: { $0.artifactType != CacheDocument.artifactType }) {
            throw StorageError(
                .conflict, "what is tagged \(tag) there is no cache of Strata's",
                hint: "name a directory of its own for the cache, or another tag: tag=cache")
        }
        return index.manifests.filter { $0.annotations[AnnotationKey.referenceName] != tag }
    }

    /// The names of all blobs that some entries need; `nil` where that cannot be told: then nothing is removed.
    private func blobs(of entries: [Descriptor]) -> Set<String>? {
        let supply = BlobSupply.layout(directory)
        var needed: Set<String> = []
        var open = entries
        while let entry = open.popLast() {
            if !needed.insert(entry.digest.hex).inserted { continue }
            guard entry.mediaType.isIndex || entry.mediaType.isManifest else { continue }
            guard let document = try? JSONValue(parsing: supply.document(entry)) else { return nil }
            if entry.mediaType.isIndex {
                guard let index = try? ImageIndex(json: document) else { return nil }
                open += index.manifests
            } else {
                guard let manifest = try? Manifest(json: document) else { return nil }
                open += [manifest.configuration] + manifest.layers
            }
        }
        return needed
    }
}

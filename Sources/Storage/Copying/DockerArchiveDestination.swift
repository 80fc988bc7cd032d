internal import LayerArchive
internal import LinuxSystem
public import OCI
internal import Synchronization
public import SystemPackage

/// A tar archive with one image that `docker load` reads of every version since 1.10.
///
/// Such an archive has no manifest: layers are in it uncompressed, named by their diff-ids, and the configuration as it is. The file
/// is written at the end, whole or not at all, and replaces one that is there.
public final class DockerArchiveDestination: ImageDestination {
    /// One image, and all of it.
    public var capability: DestinationCapability {
        var result = DestinationCapability()
        result.manifests = false
        (result.indexes, result.referrers, result.foreignLayers) = (false, false, false)
        return result
    }
    private let path: FilePath
    private let names: [ImageReference]
    private let work: WorkDirectory
    private let folder: DirectoryHandle
    /// What each blob is without its compression.
    private let plain = Mutex<[Digest: Digest]>([:])

    /// Begins an archive; what is in it is gathered in a work directory of a store.
    ///
    /// - Parameter names: What the image is called in it.
    public init(_ path: FilePath, names: [ImageReference], in store: Store) throws {
        (self.path, self.names) = (path, names)
        work = try store.makeWorkDirectory()
        folder = try DirectoryHandle.open(try work.makeDirectory("members"))
    }

    /// Every blob is wanted once.
    public func presence(of blob: Descriptor) -> BlobPresence {
        plain.withLock { $0[blob.digest] } == nil ? .missing : .there
    }

    /// Takes a blob, and its compression off.
    public func write(_ blob: Descriptor, from read: @escaping BlobReading) async throws {
        let folder = folder
        let place = ArchiveDestination.gathering(path, in: work.path.appending("members"))
        let digest: Digest
        do {
            digest = try await ByteChannel.pass(read) { reader in
                try whileDoing("writing a layer to \(place)") {
                    let hidden = Unfinished.name(for: [])
                    let file = try folder.openFile(hidden, OpenFlags.newFile, mode: 0o644)
                    let digest = try DecompressingSource(reader).copyHashing(to: FileSink(file)).digest
                    try folder.rename(hidden, to: Array(digest.hex.utf8))
                    return digest
                }
            }
        } catch let error as LayerArchiveError {
            throw StorageError(
                .invalidArchive, "the compression of the layer \(blob.digest) cannot be taken off",
                hint: "the image is broken where it comes from: make it again", cause: error)
        }
        plain.withLock { $0[blob.digest] = digest }
    }

    /// There is nothing but the image.
    public func write(_ manifest: RawManifest) {}

    /// Writes the file.
    ///
    /// - Throws: `.corruptBlob` where a layer is not what the configuration says.
    public func finish(_ root: RawManifest) throws {
        let manifest = try ManifestDocument(bytes: root.bytes).value
        let configuration = try ConfigurationDocument(bytes: readConfiguration(manifest))
        let diffIDs = try manifest.layers.map { try plainDigest(of: $0) }
        guard diffIDs == configuration.value.diffIDs else {
            throw StorageError(
                .corruptBlob, "the layers of \(root.descriptor.digest) are not those that its configuration names",
                hint: "the image is inconsistent: get it again from where it was made")
        }
        let item: JSONValue = [
            "Config": .string(configuration.digest.hex + ".json"),
            "RepoTags": names.isEmpty ? .null : .strings(names.map { $0.withDefaultTag().familiar }),
            "Layers": .strings(diffIDs.map { $0.hex + ".tar" }),
        ]
        try WholeFile.write(path) { file in
            let writer = TarWriter(to: FileSink(file))
            let list = JSONValue.array([item]).compactBytes
            try writer.add(Store.file("manifest.json", size: Int64(list.count)), bytes: list)
            let document = configuration.bytes
            try writer.add(
                Store.file(configuration.digest.hex + ".json", size: Int64(document.count)), bytes: document)
            var written: Set<Digest> = []
            for diffID in diffIDs where written.insert(diffID).inserted {
                try ArchiveDestination.add(diffID.hex, in: folder, as: diffID.hex + ".tar", to: writer)
            }
            try writer.finish()
        }
        work.remove()
    }

    /// Forgets what was gathered.
    public func abandon() { work.remove() }

    private func readConfiguration(_ manifest: Manifest) throws -> [UInt8] {
        let layer = manifest.strangeLayer?.mediaType.rawValue
        guard manifest.configuration.mediaType.isConfiguration, layer == nil else {
            let type = manifest.artifactType ?? layer ?? manifest.configuration.mediaType.rawValue
            throw StorageError(
                .invalidArchive, "a docker-archive holds images, and this is \(type)",
                hint: "oci:, oci-archive: and dir: hold artifacts")
        }
        let name = try plainDigest(of: manifest.configuration).hex
        return try folder.openFile(Array(name.utf8)).readAll(limit: ArchiveMembers.documentLimit)
    }

    private func plainDigest(of blob: Descriptor) throws -> Digest {
        guard let digest = plain.withLock({ $0[blob.digest] }) else { throw BlobSupply.missing(blob.digest) }
        return digest
    }
}

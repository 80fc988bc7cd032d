internal import LayerArchive
internal import LinuxSystem
public import OCI
public import SystemPackage

/// A tar archive of an OCI layout with one image. The file is written at the end, whole or not at all, and replaces one that is
/// there.
public final class ArchiveDestination: ImageDestination {
    /// As a layout.
    public var capability: DestinationCapability { DestinationCapability() }
    private let path: FilePath
    private let work: WorkDirectory
    private let layout: LayoutDestination

    /// Begins an archive; what is in it is gathered in a work directory of a store.
    ///
    /// - Parameter names: The values of `org.opencontainers.image.ref.name`.
    public init(_ path: FilePath, names: [String?], in store: Store) throws {
        self.path = path
        work = try store.makeWorkDirectory()
        let place = try work.makeDirectory("layout")
        layout = try LayoutDestination(
            DirectoryHandle.open(place), place, as: Self.gathering(path, in: place), names: names)
    }

    /// Where the members of an archive are until it is written, in words.
    static func gathering(_ path: FilePath, in place: FilePath) -> String { "\(place), where \(path) is gathered" }

    /// Looks whether the archive has a blob.
    public func presence(of blob: Descriptor) throws -> BlobPresence { try layout.presence(of: blob) }

    /// Takes a blob.
    public func write(_ blob: Descriptor, from read: @escaping BlobReading) async throws {
        try await layout.write(blob, from: read)
    }

    /// Takes a manifest or index.
    public func write(_ manifest: RawManifest) throws { try layout.write(manifest) }

    /// Writes the file.
    public func finish(_ root: RawManifest) throws {
        try layout.finish(root)
        try WholeFile.write(path) { file in
            let directory = try DirectoryHandle.open(work.path.appending("layout"))
            let writer = TarWriter(to: FileSink(file))
            for name in ["oci-layout", "index.json"] { try Self.add(name, in: directory, to: writer) }
            for name in ["blobs", "blobs/sha256"] {
                try writer.add(LayerEntry(path: Array(name.utf8), kind: .directory, permissions: 0o755))
            }
            let names = try directory.openDirectory(Array("blobs/sha256".utf8)).entries().map {
                String(decoding: $0.name, as: UTF8.self)
            }
            for name in names.sorted() { try Self.add("blobs/sha256/" + name, in: directory, to: writer) }
            try writer.finish()
        }
        work.remove()
    }

    /// Forgets what was gathered.
    public func abandon() { work.remove() }

    static func add(
        _ name: String, in directory: DirectoryHandle, as member: String? = nil, to writer: TarWriter
    ) throws {
        let file = try directory.openFile(Array(name.utf8))
        try writer.add(Store.file(member ?? name, size: file.status().size), from: FileSource(file))
    }
}

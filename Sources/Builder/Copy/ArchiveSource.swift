import LayerArchive
import LinuxSystem

/// Tells archives that ADD unpacks from files that it copies, as docker does: by whether a tar begins where the
/// compression, if any, ends.
enum ArchiveSource {
    /// Whether a selected source is a file that holds a tar archive.
    static func isArchive(_ selected: SelectedSource) throws -> Bool {
        guard selected.tree.root.status.kind == .regular, selected.tree.root.status.size > 0 else { return false }
        return try isArchive(open(selected))
    }

    /// Whether a file holds a tar archive; it is read from its beginning.
    static func isArchive(_ file: FileHandle) throws -> Bool {
        do {
            return try TarReader(Beginning(of: DecompressingSource(FileSource(file)))).next() != nil
        } catch is LayerArchiveError {
            // What cannot be read as an archive is a file like any other.
            return false
        }
    }

    /// The archive's bytes, without their compression.
    static func content(of selected: SelectedSource) throws -> any ByteSource {
        try DecompressingSource(FileSource(open(selected)))
    }

    private static func open(_ selected: SelectedSource) throws -> FileHandle {
        var reader = SourceReader(source: selected.origin, tree: selected.tree)
        return try reader.open(0)
    }
}

/// The beginning of a source: where that breaks after some bytes, it ends there. An archive that is cut off is an archive.
private final class Beginning: ByteSource {
    private let source: any ByteSource
    private var hasBytes = false

    init(of source: any ByteSource) { self.source = source }

    func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
        do {
            let count = try source.read(into: buffer)
            hasBytes = true
            return count
        } catch is LayerArchiveError where hasBytes {
            return 0
        }
    }
}

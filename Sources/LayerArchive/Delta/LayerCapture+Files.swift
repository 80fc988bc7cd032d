internal import LinuxSystem
internal import OCI

/// Takes the entries of a walk and gives the files of wanted sizes: where the canonical archive has their bytes, and the
/// bytes' digest. Nothing is written.
private final class FileFinder: EntryTarget {
    private let isWanted: (Int64) -> Bool
    private let found: (LayerFile) throws -> Void
    private var position: Int64 = 0

    init(where isWanted: @escaping (Int64) -> Bool, _ found: @escaping (LayerFile) throws -> Void) {
        (self.isWanted, self.found) = (isWanted, found)
    }

    func add(_ entry: LayerEntry) throws {
        let name = LayerEmitter.archivePath(of: entry)
        position += Int64(TarHeader.encode(entry, path: name).count)
        if entry.kind == .opaqueDirectory {
            let marker = LayerEntry(path: entry.path, kind: .whiteout, permissions: 0)
            let path = LayerPath.join(entry.path, LayerPath.opaqueName)
            position += Int64(TarHeader.encode(marker, path: path).count)
        }
    }

    func addFile(_ entry: LayerEntry, from source: FileHandle) throws {
        guard case .regular(let size) = entry.kind else { preconditionFailure("only regular files have content") }
        position += Int64(TarHeader.encode(entry, path: entry.path).count)
        if size > 0, isWanted(size) {
            let bytes = FileRangeSource(source, offset: 0, count: size)
            let (digest, count) = try bytes.copyHashing(to: nil)
            if count == size {
                try found(LayerFile(path: entry.path, size: size, offset: position, digest: digest))
            }
        }
        position += size + Int64(TarHeader.padding(size))
    }

    func finish() throws -> LayerSummary { preconditionFailure("a list of files has no archive") }
}

extension LayerCapture {
    /// Goes through the files of wanted sizes of a directory that is normal already, in the order of its canonical archive. Others
    /// are not read.
    public func forEachFile(where isWanted: (Int64) -> Bool, _ body: (LayerFile) throws -> Void) throws {
        try withoutActuallyEscaping(isWanted) { isWanted in
            try withoutActuallyEscaping(body) { try give(to: FileFinder(where: isWanted, $0), .read) }
        }
    }
}

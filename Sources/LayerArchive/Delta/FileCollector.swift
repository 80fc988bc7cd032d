internal import LinuxSystem
internal import OCI

/// Takes the entries of a walk and notes the files of wanted sizes: where the canonical archive has their bytes, and the
/// bytes' digest. Nothing is written.
final class FileCollector: EntryTarget {
    private let isWanted: (Int64) -> Bool
    private var position: Int64 = 0
    private(set) var files: [LayerFile] = []

    init(where isWanted: @escaping (Int64) -> Bool) { self.isWanted = isWanted }

    func add(_ entry: LayerEntry, time: FileTime) throws {
        let name = LayerEmitter.archivePath(of: entry)
        position += Int64(TarHeader.encode(entry, path: name).count)
        if entry.kind == .opaqueDirectory {
            let marker = LayerEntry(path: entry.path, kind: .whiteout, permissions: 0)
            let path = LayerPath.join(entry.path, LayerPath.opaqueName)
            position += Int64(TarHeader.encode(marker, path: path).count)
        }
    }

    func copy(_ entry: LayerEntry, from source: FileHandle, time: FileTime) throws {
        guard case .regular(let size) = entry.kind else { preconditionFailure("only regular files have content") }
        position += Int64(TarHeader.encode(entry, path: entry.path).count)
        if size > 0, isWanted(size) {
            let bytes = FileRangeSource(source, offset: 0, count: size)
            let (digest, count) = try bytes.copyHashing(to: nil)
            if count == size {
                files.append(LayerFile(path: entry.path, size: size, offset: position, digest: digest))
            }
        }
        position += size + Int64(TarHeader.padding(size))
    }

    func finish() throws -> LayerSummary { preconditionFailure("a list of files has no archive") }
}

extension LayerCapture {
    /// The files of wanted sizes of a directory that is normal already, in the order of its canonical archive. Others are
    /// not read. Memory grows with their number.
    public func files(where isWanted: @escaping (Int64) -> Bool) throws -> [LayerFile] {
        let collector = FileCollector(where: isWanted)
        try give(to: collector, .read)
        return collector.files
    }
}

internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// The bytes of a layer's files: those that came, else those that other layers have.
final class FileContents {
    private let files: [TableOfContents.File]
    private let known: [Digest: LocalFile]
    private let fetched: FetchedParts
    private let store: Store

    init(_ files: [TableOfContents.File], known: [Digest: LocalFile], fetched: FetchedParts, store: Store) {
        (self.files, self.known, self.fetched, self.store) = (files, known, fetched, store)
    }

    /// Opens a file's bytes, by its number in the order of the blob.
    func open(_ number: Int) throws -> RebuiltTar.Contents {
        let file = files[number]
        guard let local = known[file.digest] else {
            return .init(try fetched.frames(file.range), isOfBlob: true)
        }
        let handle = try whileDoing(
            "reading \(String(decoding: local.path, as: UTF8.self)) of layer \(local.layer.name)"
        ) {
            try store.directory.openForReading(Array("layers/\(local.layer.name)/".utf8) + local.path)
        }
        return .init(FileSource(handle), isOfBlob: false)
    }
}

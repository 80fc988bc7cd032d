internal import LayerArchive
internal import LinuxSystem
internal import OCI

/// The bytes of a layer's files: those that came, else those that other layers have.
final class FileContents {
    private let files: TableOfContents.FileReader
    private let known: LocalFiles.Reader?
    private let fetched: FetchedParts
    private let store: Store

    init(_ table: TableOfContents, known: LocalFiles?, fetched: FetchedParts, store: Store) {
        (files, self.known, self.fetched, self.store) = (table.reader(), known?.reader(), fetched, store)
    }

    /// Opens a file's bytes, by its number in the order of the blob.
    func open(_ number: Int) throws -> RebuiltTar.Contents {
        guard let local = try known?[number] else {
            return .init(Interruptible(try fetched.frames(files[number].range), fetched), isOfBlob: true)
        }
        do {
            let handle = try store.directory.openForReading(Array("layers/\(local.layer.name)/".utf8) + local.path)
            return .init(Interruptible(FileSource(handle), fetched), isOfBlob: false)
        } catch {
            // It is gone, or the way to it leads through a link: the blob has the bytes, too.
            throw LayerArchiveError(
                .sizeChanged,
                "\(String(decoding: local.path, as: UTF8.self)) of layer \(local.layer.name) cannot be read: \(error)",
                hint: "check the store with strata store check")
        }
    }

    /// Ends with the task for which the bytes are read, on a thread that knows of no task: one file can be all of a layer.
    private final class Interruptible: ByteSource {
        private let source: any ByteSource
        private let fetched: FetchedParts

        init(_ source: any ByteSource, _ fetched: FetchedParts) { (self.source, self.fetched) = (source, fetched) }

        func read(into buffer: UnsafeMutableRawBufferPointer) throws -> Int {
            try fetched.check()
            return try source.read(into: buffer)
        }
    }
}

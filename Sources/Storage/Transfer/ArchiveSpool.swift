internal import LayerArchive
internal import LinuxSystem
internal import OCI
internal import Synchronization

/// Where members of an archive are written that cannot be read where they lie. The store is opened, and a work directory made in it, when
/// the first of them is written: whoever looks into an archive that is not compressed needs neither.
final class ArchiveSpool: Sendable {
    private struct Place {
        let store: Store
        let work: WorkDirectory
    }

    private let store: @Sendable () throws -> Store
    private let opened: Mutex<Place?>

    /// Spools into a work directory of its own, which goes with this object.
    init(in store: @escaping @Sendable () throws -> Store) {
        self.store = store
        opened = Mutex(nil)
    }

    /// Spools into a work directory.
    init(into work: WorkDirectory, of store: Store) {
        self.store = { store }
        opened = Mutex(Place(store: store, work: work))
    }

    /// Writes what an archive has at its current entry.
    ///
    /// - Throws: what opening the store throws; `LayerArchiveError`.
    func add(_ reader: TarReader) throws -> StagedBlob {
        let place = try place()
        let name = "\(place.work.name)/member-\(RandomName.make())"
        let file = try place.store.directory.openFile(Array(name.utf8), OpenFlags.newFile, mode: 0o644)
        let (digest, size) = try TarContentSource(reader).copyHashing(to: FileSink(file))
        return StagedBlob(digest: digest, size: size, name: name)
    }

    /// Opens what was written.
    func open(_ blob: StagedBlob) throws -> any ByteSource {
        FileSource(try place().store.directory.openFile(Array(blob.name.utf8)))
    }

    private func place() throws -> Place {
        try opened.withLock { opened in
            if let opened { return opened }
            let store = try store()
            let place = Place(store: store, work: try store.makeWorkDirectory())
            opened = place
            return place
        }
    }
}

import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage

/// A store in a directory of its own, which goes with the object.
final class TemporaryStore {
    let root: FilePath
    let store: Store
    private let parent: DirectoryHandle
    private let name: String

    init() throws {
        name = "strata-test-" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        parent = try DirectoryHandle.open("/tmp")
        root = FilePath("/tmp").appending(name)
        store = try Store.open(root: root)
    }

    deinit {
        try? parent.removeTree(Array(name.utf8))
        try? parent.removeTree(Array((name + "-scratch").utf8))
    }

    /// A place for other files, outside of the store.
    func scratch(_ file: String = "") throws -> FilePath {
        let place = name + "-scratch"
        if try parent.statusIfPresent(of: Array(place.utf8)) == nil { try parent.makeDirectory(Array(place.utf8)) }
        return FilePath("/tmp").appending(place).appending(file)
    }

    /// Another process's view of the same store.
    func reopened() throws -> Store { try Store.open(root: root) }

    /// Makes a layer with some files.
    @discardableResult
    func layer(_ files: [String: String], in other: Store? = nil, modified: Int64 = 1_000_000) throws -> Layer {
        let store = other ?? store
        let work = try store.makeWorkDirectory()
        let summary = try Self.write(files, into: DirectoryHandle.open(work.upper), modified: modified)
        let created = Timestamp(seconds: 1_700_000_000)
        return try store.commitLayer(work, summary: summary, mtimeRule: .none, created: created).layer
    }

    static func write(_ files: [String: String], into directory: DirectoryHandle, modified: Int64) throws
        -> LayerSummary
    {
        let writer = LayerWriter(into: directory, mtimeRule: .none)
        for (path, text) in files.sorted(by: { LayerPath.precedes(Array($0.key.utf8), Array($1.key.utf8)) }) {
            let bytes = Array(text.utf8)
            let entry = LayerEntry(
                path: Array(path.utf8), kind: .regular(size: Int64(bytes.count)), modified: modified)
            try writer.add(entry, bytes: bytes)
        }
        return try writer.finish()
    }

    /// Makes an image of layers.
    @discardableResult
    func image(_ layers: [Layer], _ names: String..., created: Int64 = 1_700_000_000) throws -> Image {
        var configuration = ImageConfiguration(platform: .host)
        configuration.created = Timestamp(seconds: created)
        return try store.addImage(
            configuration: configuration, layers: layers, references: names.map { try ImageReference(parsing: $0) })
    }

    func path(_ name: String) -> FilePath { root.appending(name) }

    func names(in directory: String) throws -> [String] {
        try DirectoryHandle.open(path(directory)).entries().map { String(decoding: $0.name, as: UTF8.self) }.sorted()
    }

    func text(of file: String) throws -> String {
        String(decoding: try FileHandle.open(path(file)).readAll(), as: UTF8.self)
    }
}

/// The code of the storage error that a closure throws; nil for none.
func storageCode(_ body: () throws -> Void) throws -> StorageError.Code? {
    do { try body() } catch let error as StorageError { return error.code }
    return nil
}

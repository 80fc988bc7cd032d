import Inspection
import LayerAnalysis
import LayerArchive
import LinuxSystem
import OCI
import Registry
import Storage
import SystemPackage
import Testing

/// A store in a directory of its own, which goes with the object, and images in it that tests look into.
final class TestImages: Sendable {
    let directory: FilePath
    let store: Store
    private let name: String

    init() throws {
        name = "strata-inspection-" + String(UInt64.random(in: 0...UInt64.max), radix: 36)
        directory = FilePath("/tmp").appending(name)
        try DirectoryHandle.open("/tmp").makeDirectory(Array(name.utf8))
        store = try Store.open(root: directory.appending("store"))
    }

    deinit { try? DirectoryHandle.open("/tmp").removeTree(Array(name.utf8)) }

    /// Opens a source whose `@` stands for the directory.
    func open(_ text: String, environment: [String: String] = [:]) async throws -> InspectedImage {
        let store = store
        let source = try ImageSource(parsing: text.replacing("@", with: directory.string))
        return try await ImageAccess(registry: RegistrySettings(environment: environment)) { store }.open(source)
    }

    /// Makes an image whose layers are archives of the given entries, with their bytes.
    @discardableResult
    func image(_ layers: [[(LayerEntry, [UInt8])]], named reference: String) throws -> [[UInt8]] {
        let archives = try layers.map(Self.archive)
        try load(archives, named: reference)
        return archives
    }

    /// Makes an image of archives of layers.
    func load(_ archives: [[UInt8]], named reference: String) throws {
        let path = directory.appending("loaded-\(UInt64.random(in: 0...UInt64.max)).tar")
        try write(Self.dockerArchive(archives, named: reference), to: path)
        _ = try store.load(path: path)
    }

    func write(_ bytes: [UInt8], to path: FilePath) throws {
        try FileHandle.open(path, OpenFlags.newFile).write(bytes)
    }

    static func archive(_ entries: [(LayerEntry, [UInt8])]) throws -> [UInt8] {
        let sink = BytesSink()
        let writer = TarWriter(to: sink)
        for (entry, bytes) in entries {
            if case .regular = entry.kind { try writer.add(entry, bytes: bytes) } else { try writer.add(entry) }
        }
        try writer.finish()
        return sink.bytes
    }

    /// The bytes of an archive as `docker save` writes it.
    static func dockerArchive(_ layers: [[UInt8]], diffIDs: [Digest]? = nil, named reference: String) throws -> [UInt8]
    {
        var configuration = ImageConfiguration(platform: .host)
        configuration.diffIDs = diffIDs ?? layers.map { .of($0) }
        configuration.history = layers.indices.map { HistoryEntry(createdBy: "step \($0)") }
        configuration.history.insert(HistoryEntry(createdBy: "ENV a=b", isEmptyLayer: true), at: 0)
        return try dockerArchive(layers, configuration, named: reference)
    }

    /// The bytes of an archive with this configuration.
    static func dockerArchive(
        _ layers: [[UInt8]], _ configuration: ImageConfiguration, named reference: String
    ) throws -> [UInt8] {
        let names = layers.indices.map { "layer\($0)/layer.tar" }
        let manifest: JSONValue = [
            ["Config": "config.json", "RepoTags": [.string(reference)], "Layers": .strings(names)]
        ]
        var members = [(LayerEntry, [UInt8])]()
        for (name, bytes) in zip(names, layers) { members.append((file(name), bytes)) }
        members.append((file("config.json"), ConfigurationDocument(configuration).bytes))
        members.append((file("manifest.json"), manifest.compactBytes))
        return try archive(members)
    }
}

func file(_ path: String, modified: Int64 = 1000) -> LayerEntry {
    LayerEntry(path: Array(path.utf8), kind: .regular(size: 0), modified: modified)
}

/// All that a tree says, a line an entry.
func lines(_ tree: LayerTree) -> [String] {
    (1..<tree.count).map { entry in
        let facts = tree[entry]
        let target = tree.linkTarget(of: entry).map { " -> " + String(decoding: $0, as: UTF8.self) } ?? ""
        let path = String(decoding: tree.path(of: entry), as: UTF8.self)
        return "\(facts.kind) \(String(facts.permissions, radix: 8)) \(facts.size) \(path)\(target)"
    }
}

import LayerArchive
import LinuxSystem
import OCI
import SystemPackage
import Testing

@testable import Storage

/// Large layers, whose archives are compared part by part when they are made again.
@Suite("Archives that are made again")
struct PartCheckTests {
    private static let size = 7 << 20

    private static func store(_ form: LayerForm = .kept) throws -> (TemporaryStore, Image, Layer) {
        let temporary = try TemporaryStore()
        let layer = try temporary.layer(["big": String(repeating: "0123456789abcdef", count: size / 16), "small": "1"])
        return (temporary, try temporary.image([layer], "x"), layer)
    }

    private static func checks(_ temporary: TemporaryStore, _ layer: Layer) throws -> PartChecks? {
        try temporary.store.database.read { try Store.partChecks($0, of: layer.id) }
    }

    private static func write(_ byte: UInt8, at offset: Int, of directory: DirectoryHandle) throws {
        let file = try directory.openFile(Array("big".utf8), OpenFlags.writing)
        try [byte].withUnsafeBytes { try file.write($0, at: Int64(offset)) }
    }

    @Test("are what was hashed, whether the layer was made here or came from elsewhere")
    func same() throws {
        let (first, image, layer) = try Self.store()
        let file = try first.scratch("a.tar")
        try first.store.export([(image, image.references)], as: .docker, toFile: file)
        let second = try TemporaryStore()
        let loaded = try #require(try second.store.load(path: file).first)
        #expect(loaded.id == image.id)
        let kept = try #require(try second.store.layers(of: loaded).first)
        let checks = try #require(try Self.checks(first, layer))
        #expect(checks.parts.count == 8)
        #expect(try Self.checks(second, kept) == checks)
        let again = try second.scratch("b.tar")
        try second.store.export([(loaded, loaded.references)], as: .docker, toFile: again)
        #expect(try FileHandle.open(again).readAll() == FileHandle.open(file).readAll())
    }

    @Test("one byte that changed anywhere is found", arguments: [0, 1 << 20, 5_000_000, size - 1])
    func changed(at offset: Int) throws {
        let (temporary, image, layer) = try Self.store()
        let directory = try DirectoryHandle.open(temporary.path("layers/\(layer.id.name)"))
        try Self.write(0x21, at: offset, of: directory)
        let file = try temporary.scratch("a.tar")
        #expect(
            try storageCode { try temporary.store.export([(image, [])], as: .oci, toFile: file) } == .corruptLayer)
        #expect(try temporary.scratchNames().isEmpty)
    }

    @Test("a layer of which no checks are kept is hashed, as those of an older program")
    func older() throws {
        let (temporary, image, layer) = try Self.store()
        try temporary.store.database.write { try $0.run("DELETE FROM part_checks") }
        #expect(try Self.checks(temporary, layer) == nil)
        let file = try temporary.scratch("a.tar")
        try temporary.store.export([(image, [])], as: .oci, toFile: file)
        let directory = try DirectoryHandle.open(temporary.path("layers/\(layer.id.name)"))
        try Self.write(0x21, at: 5, of: directory)
        #expect(
            try storageCode { try temporary.store.export([(image, [])], as: .oci, toFile: file) } == .corruptLayer)
    }

    @Test("a small layer keeps none, and checks go with their layer")
    func kept() throws {
        let (temporary, image, layer) = try Self.store()
        let small = try temporary.layer(["a": "1"])
        #expect(try Self.checks(temporary, small) == nil)
        _ = try temporary.store.removeImage(named: image.id.description, force: true)
        // A session that made a layer keeps it from the garbage collection.
        try temporary.store.database.write { try $0.run("DELETE FROM layers WHERE id = ?", layer.id.rawValue) }
        #expect(try Self.checks(temporary, layer) == nil)
    }
}

extension TemporaryStore {
    fileprivate func scratchNames() throws -> [[UInt8]] { try DirectoryHandle.open(scratch()).entries().map(\.name) }
}

import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

@Suite struct SharingTests {
    /// A store on a disk of its own, which goes with the object.
    private final class Disk {
        let place: FilePath
        let store: Store
        private let temporary: TemporaryStore

        init(_ kind: String) throws {
            temporary = try TemporaryStore()
            place = try temporary.scratch("disk")
            let image = try temporary.scratch("image").string
            let script =
                "truncate -s 400M \(image) && mkfs.\(kind) -q \(image) && mkdir \(place) && mount -o loop \(image) \(place)"
            let made = try Tool.run("sh", ["-c", script])
            try #require(made.code == 0, "\(made.text)")
            store = try Store.open(root: place.appending("store"))
        }

        deinit { _ = try? Tool.run("umount", ["-l", place.string]) }

        /// Bytes of the disk in use, once all is written.
        func used() throws -> Int {
            let said = try Tool.run("sh", ["-c", "sync -f \(place) && df -B1 --output=used \(place) | tail -n 1"])
            return try #require(Int(said.text.filter { $0.isNumber }))
        }

        func layer(_ files: [(name: String, bytes: [UInt8], mode: UInt16)]) throws -> Layer {
            let work = try store.makeWorkDirectory()
            let writer = LayerWriter(into: try DirectoryHandle.open(work.upper))
            for file in files {
                let entry = LayerEntry(
                    path: Array(file.name.utf8), kind: .regular(size: Int64(file.bytes.count)), permissions: file.mode,
                    modified: 1_000_000)
                try writer.add(entry, bytes: file.bytes)
            }
            return try store.commitLayer(work, summary: writer.finish(), created: .epoch).layer
        }

        func status(_ layer: Layer, _ name: String) throws -> FileStatus {
            let directory = try DirectoryHandle.open(store.layersDirectory.appending(layer.id.name))
            return try directory.status(of: Array(name.utf8))
        }
    }

    private static func noise(_ count: Int, _ seed: UInt64) -> [UInt8] {
        var state = seed
        return (0..<count).map { _ in
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return UInt8(truncatingIfNeeded: state >> 33)
        }
    }

    @Test(
        "identical files of several layers and of one occupy their blocks once, and stay files of their own",
        arguments: ["xfs", "btrfs"])
    func once(kind: String) throws {
        let disk = try Disk(kind)
        let (big, small) = (Self.noise(24 << 20, 1), Self.noise(5000, 2))
        let first = try disk.layer([("a", big, 0o644), ("s", small, 0o644)])
        let before = try disk.used()
        let second = try disk.layer([("b", big, 0o600), ("c", big, 0o4755), ("t", small, 0o644), ("u", [1], 0o644)])
        #expect(try disk.used() - before < 2 << 20)
        #expect(try disk.store.sharedFileBytes() == Int64(2 * big.count + small.count))
        #expect(try disk.status(second, "b").permissions == 0o600 && disk.status(second, "c").permissions == 0o4755)
        #expect(try disk.status(first, "a").inode != disk.status(second, "b").inode)
        #expect(try disk.status(second, "b").linkCount == 1)
        #expect(try disk.store.check().findings.isEmpty)
        #expect(try disk.store.diskUsage().sharedFileBytes == Int64(2 * big.count + small.count))
    }

    @Test("files that look alike and are not the same stay as they are", arguments: ["xfs", "btrfs"])
    func different(kind: String) throws {
        let disk = try Disk(kind)
        var bytes = Self.noise(1 << 20, 3)
        _ = try disk.layer([("a", bytes, 0o644)])
        bytes[500_000] ^= 1
        let second = try disk.layer([("a", bytes, 0o644)])
        #expect(try disk.store.sharedFileBytes() == 0)
        let path = disk.store.layersDirectory.appending(second.id.name).appending("a")
        #expect(try FileHandle.open(path).readAll() == bytes)
        #expect(try disk.store.check().findings.isEmpty)
    }

    @Test("of many files that begin and end alike each has its blocks together with the one that is the same")
    func alike() throws {
        let disk = try Disk("xfs")
        let ends = Self.noise(70_000, 5)
        let files = (0..<24).map { ends + Self.noise(60_000, UInt64($0) + 10) + ends }
        _ = try disk.layer(files.enumerated().map { ("a\($0.offset + 10)", $0.element, 0o644) })
        _ = try disk.layer(files.enumerated().map { ("b\($0.offset + 10)", $0.element, 0o600) })
        #expect(try disk.store.sharedFileBytes() == Int64(files.count * files[0].count))
        #expect(try disk.store.check().findings.isEmpty)
    }

    @Test("what is saved counts only what is there; the layer that a file came from may go")
    func removed() throws {
        let disk = try Disk("btrfs")
        let bytes = Self.noise(1 << 20, 4)
        let first = try disk.layer([("a", bytes, 0o644)])
        let second = try disk.layer([("b", bytes, 0o644), ("x", [1], 0o644)])
        let configuration = ImageConfiguration(platform: .host)
        let image = try disk.store.addImage(configuration: configuration, layers: [second], references: [])
        #expect(try disk.store.sharedFileBytes() == Int64(bytes.count))
        try disk.store.endSession()
        // Its blocks are those of the file that stays.
        #expect(try disk.store.collectGarbage().freedBytes < bytes.count / 2)
        #expect(
            try !DirectoryHandle.open(disk.store.layersDirectory).entries().contains {
                $0.name == Array(first.id.name.utf8)
            })
        #expect(try disk.store.sharedFileBytes() == 0)
        #expect(try disk.store.layers(of: image) == [second])
        #expect(try disk.store.check().findings.isEmpty)
    }

    @Test("on a file system whose files cannot share blocks nothing is looked at or recorded")
    func elsewhere() throws {
        let temporary = try TemporaryStore()
        let text = String(repeating: "x", count: 10_000)
        try temporary.layer(["a": text])
        try temporary.layer(["b": text])
        let kind = try DirectoryHandle.open(temporary.root).fileSystemKind().name
        #expect(try temporary.store.sharedFileBytes() == (["xfs", "btrfs"].contains(kind) ? 10_000 : 0))
    }
}

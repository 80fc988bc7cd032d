import LayerArchive
import LinuxSystem
import OCI
import SystemPackage
import Testing

@Suite("Copying large files")
struct LargeFileTests {
    private static let large: Int64 = 17 << 20

    private func entry(_ size: Int64) -> LayerEntry {
        LayerEntry(path: bytes("big"), kind: .regular(size: size), permissions: 0o640, modified: 1_700_000_000)
    }

    private func write(_ source: FileHandle, size: Int64, into scratch: Scratch, _ name: String) throws -> Digest {
        let writer = LayerWriter(into: try scratch.directory(name))
        let digest = try writer.copy(entry(size), from: source)
        let summary = try writer.finish()
        let expected = try shell(
            "tar --format=ustar --owner=0 --group=0 --numeric-owner --mtime=@1700000000 --mode=640 -C '\(scratch.path)/\(name)' -b1 "
                + "-cf - big | openssl dgst -sha256 -r", in: scratch.path)
        #expect(summary.tarSize == 512 * ((size + 511) / 512 + 3))
        #expect(expected.hasPrefix(summary.diffID.hex))
        return digest
    }

    @Test(
        "every byte arrives and is hashed, whatever the size is a multiple of",
        arguments: [large, large + 1, large + 4095, large + 4096, large + 511, 16_777_215, 16_777_216])
    func sizes(size: Int64) throws {
        let scratch = try Scratch()
        try shell("head -c \(size) /dev/urandom > source", in: scratch.path)
        let source = try FileHandle.open(FilePath(scratch.path("source")))
        let digest = try write(source, size: size, into: scratch, "layer")
        try shell(
            "cmp source layer/big && test $(stat -c %a,%.Y layer/big) = 640,1700000000.000000000", in: scratch.path)
        #expect(try shell("openssl dgst -sha256 -r source", in: scratch.path).hasPrefix(digest.hex))
    }

    @Test("a file system without direct writes gets the same bytes")
    func withoutDirectWrites() throws {
        let scratch = try Scratch()
        // A tmpfs of older kernels has none, an overlay on it neither.
        try scratch.handle.makeDirectory(bytes("memory"))
        try shell("mount -t tmpfs tmpfs memory", in: scratch.path)
        defer { _ = try? shell("umount memory", in: scratch.path) }
        try shell("head -c \(Self.large + 7) /dev/urandom > source", in: scratch.path)
        let source = try FileHandle.open(FilePath(scratch.path("source")))
        _ = try write(source, size: Self.large + 7, into: scratch, "memory")
        try shell("cmp source memory/big", in: scratch.path)
    }

    @Test("blocks are shared where the file system shares them", arguments: ["btrfs", "xfs"])
    func shares(kind: String) throws {
        let scratch = try Scratch()
        try scratch.handle.makeDirectory(bytes("disk"))
        try shell("truncate -s 400M image && mkfs.\(kind) -q image && mount -o loop image disk", in: scratch.path)
        defer { _ = try? shell("umount disk", in: scratch.path) }
        try shell("head -c \(Self.large) /dev/urandom > disk/source && sync -f disk", in: scratch.path)
        let source = try FileHandle.open(FilePath(scratch.path("disk/source")))
        let writer = LayerWriter(into: try DirectoryHandle.open(FilePath(scratch.path("disk"))))
        _ = try writer.copy(entry(Self.large), from: source)
        _ = try writer.finish()
        try shell("sync -f disk && cmp disk/source disk/big", in: scratch.path)
        let extents = try shell("filefrag -v disk/source | grep -c shared", in: scratch.path)
        #expect(extents != "0\n")
    }

    @Test("a full disk is an error, and no thread goes on writing")
    func fullDisk() throws {
        let scratch = try Scratch()
        try scratch.handle.makeDirectory(bytes("disk"))
        try shell("truncate -s 24M image && mkfs.ext4 -q image && mount -o loop image disk", in: scratch.path)
        defer { _ = try? shell("umount disk", in: scratch.path) }
        try shell("head -c \(40 << 20) /dev/urandom > source", in: scratch.path)
        let source = try FileHandle.open(FilePath(scratch.path("source")))
        let error = #expect(throws: SystemError.self) {
            let writer = LayerWriter(into: try DirectoryHandle.open(FilePath(scratch.path("disk"))))
            _ = try writer.copy(entry(40 << 20), from: source)
        }
        #expect(error?.isNoSpace == true)
        try shell("umount disk && mount -o loop image disk", in: scratch.path)
    }

    @Test("a large file that grew or shrank is refused", arguments: [-4096, -1, 1, 4096] as [Int64])
    func sizeChanged(by difference: Int64) throws {
        let scratch = try Scratch()
        try shell("head -c \(Self.large + difference) /dev/urandom > source", in: scratch.path)
        let source = try FileHandle.open(FilePath(scratch.path("source")))
        let writer = LayerWriter(into: try scratch.directory("layer"))
        #expect(try code { _ = try writer.copy(entry(Self.large), from: source) } == .sizeChanged)
    }
}

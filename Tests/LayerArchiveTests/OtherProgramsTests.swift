import LayerArchive
import LinuxSystem
import OCI
import SystemPackage
import TestRandom
import Testing

/// Layers as umoci unpacks them, and images that other programs wrote.
@Suite("Other programs' layers")
struct OtherProgramsTests {
    /// An OCI layout with one image of the given layers, for umoci.
    private func layout(_ scratch: Scratch, layers: [DirectoryHandle]) throws {
        try shell("umoci init --layout oci && umoci new --image oci:x", in: scratch.path)
        for (index, layer) in layers.enumerated() {
            let name = "layer\(index).tar"
            _ = try LayerCapture(of: layer).capture(to: FileSink(try scratch.file(name)))
            try shell("umoci raw add-layer --image oci:x \(name)", in: scratch.path)
        }
    }

    @Test("umoci unpacks two layers as overlayfs stacks them", arguments: 1...3 as ClosedRange<UInt64>)
    func umoci(seed: UInt64) throws {
        let scratch = try Scratch()
        var generator = SeededGenerator(seed: seed)
        let lower = try scratch.directory("lower")
        let upper = try scratch.directory("upper")
        _ = try LayerWriter(into: lower, mtimeRule: .all).write(RandomTree.entries(&generator, overlay: false))
        _ = try LayerWriter(into: upper, mtimeRule: .all).write(RandomTree.entries(&generator, overlay: true))
        // overlayfs lists whiteouts that hide nothing; a layer's normal form has none.
        var normal = LayerCapture(of: upper)
        normal.base = lower
        _ = try normal.normalise()
        try layout(scratch, layers: [lower, upper])
        try shell("umoci unpack --image oci:x bundle", in: scratch.path)

        let stack = try OverlayMount.make(lowers: [FilePath(scratch.path("upper")), FilePath(scratch.path("lower"))])
        var stacked = LayerCapture(of: try stack.root())
        stacked.mtimeRule = .none
        var unpacked = LayerCapture(of: try DirectoryHandle.open(FilePath(scratch.path("bundle/rootfs"))))
        unpacked.mtimeRule = .none
        #expect(try stacked.capture().contentDigest == unpacked.capture().contentDigest, "seed \(seed)")
    }

    static let samples: [String] = {
        let package = FilePath(#filePath).removingLastComponent().removingLastComponent().removingLastComponent()
        let given = ProcessEnvironment.value(of: "STRATA_SHARED").map { FilePath($0) }
        let directory = (given ?? package.removingLastComponent().appending("shared")).appending("samples/archives")
        guard let handle = try? DirectoryHandle.open(directory), let entries = try? handle.entries() else { return [] }
        return entries.map { directory.appending(String(decoding: $0.name, as: UTF8.self)).string }.sorted()
    }()

    @Test(
        "the layers of sample images are read and unpacked",
        .enabled(if: !samples.isEmpty, "the samples in ../shared are absent"), arguments: samples)
    func readsSamples(path: String) throws {
        let scratch = try Scratch()
        let image = TarReader(FileSource(try FileHandle.open(FilePath(path))))
        var layers = 0
        while let member = try image.next() {
            guard member.kind == .regular, member.size > 1024 || member.path.starts(with: bytes("blobs/")) else {
                continue
            }
            let blob = try image.readAll(limit: 64 << 20)
            guard let source = try? DecompressingSource(BytesSource(blob)), !isDocument(blob) else {
                continue
            }
            let layer = try scratch.directory("layer\(layers)")
            let applied = try LayerApplier(into: layer).apply(source)
            #expect(applied.summary.entryCount > 0)
            layers += 1
        }
        #expect(layers > 0)
    }

    /// JSON, and not a layer.
    private func isDocument(_ blob: [UInt8]) -> Bool { blob.first.map { "{[".utf8.contains($0) } ?? true }
}

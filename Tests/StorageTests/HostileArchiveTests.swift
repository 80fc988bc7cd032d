import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

/// Archives that are damaged, or that lie: each is one clear error, and leaves nothing in the store.
@Suite struct HostileArchiveTests {
    /// One archive and what is said of it.
    struct Case: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let code: StorageError.Code
        let build: @Sendable (inout ArchiveBuilder) throws -> Void

        init(
            _ description: String, _ code: StorageError.Code,
            _ build: @escaping @Sendable (inout ArchiveBuilder) throws -> Void
        ) {
            testDescription = description
            self.code = code
            self.build = build
        }
    }

    private static let file = ["a": String(repeating: "x", count: 3000)]

    /// An image whose manifest is changed after it was made.
    @Sendable private static func image(
        _ archive: inout ArchiveBuilder, layer: [UInt8], change: (inout Manifest) -> Void
    ) {
        let configuration = ArchiveBuilder.configuration([.of(layer)])
        var manifest = Manifest(
            configuration: archive.add(blob: configuration.bytes, .ociConfiguration),
            layers: [Descriptor(mediaType: .ociLayer, digest: .of(layer), size: Int64(layer.count))])
        change(&manifest)
        archive.index.append(archive.add(blob: ManifestDocument(manifest).bytes, .ociManifest))
    }

    static let layouts: [Case] = [
        Case("a layer that is not there", .missingBlob) { archive in
            image(&archive, layer: try ArchiveBuilder.layer(file)) { _ in }
        },
        Case("a configuration that is not there", .missingBlob) { archive in
            let layer = try ArchiveBuilder.layer(file)
            archive.add(blob: layer, .ociLayer)
            image(&archive, layer: layer) { $0.configuration.digest = .of("elsewhere") }
        },
        Case("a layer cut off", .corruptBlob) { archive in
            let layer = try ArchiveBuilder.layer(file)
            archive.add(blob: Array(layer.dropLast(512)), .ociLayer, as: .of(layer))
            image(&archive, layer: layer) { _ in }
        },
        Case("a layer with more behind it", .corruptBlob) { archive in
            let layer = try ArchiveBuilder.layer(file)
            archive.add(blob: layer + [0], .ociLayer, as: .of(layer))
            image(&archive, layer: layer) { _ in }
        },
        Case("a layer with another byte", .corruptBlob) { archive in
            var layer = try ArchiveBuilder.layer(file)
            let digest = Digest.of(layer)
            image(&archive, layer: layer) { _ in }
            layer[700] ^= 1
            archive.add(blob: layer, .ociLayer, as: digest)
        },
        Case("a layer of another size than the manifest says", .corruptBlob) { archive in
            let layer = try ArchiveBuilder.layer(file)
            archive.add(blob: layer, .ociLayer)
            image(&archive, layer: layer) { $0.layers[0].size += 1 }
        },
        Case("a configuration of another size than the manifest says", .corruptBlob) { archive in
            let layer = try ArchiveBuilder.layer(file)
            archive.add(blob: layer, .ociLayer)
            image(&archive, layer: layer) { $0.configuration.size -= 1 }
        },
        Case("a manifest said to be of gigabytes", .invalidArchive) { archive in
            archive.add(image: [try ArchiveBuilder.layer(file)], name: "x")
            archive.index[0].size = 5 << 30
        },
        Case("a layer that is another than the configuration says", .corruptBlob) { archive in
            let layer = try ArchiveBuilder.layer(file)
            let other = try ArchiveBuilder.layer(["b": "other"])
            archive.add(blob: other, .ociLayer)
            image(&archive, layer: layer) {
                $0.layers[0] = Descriptor(mediaType: .ociLayer, digest: .of(other), size: Int64(other.count))
            }
        },
        Case("fewer layers than the configuration says", .invalidArchive) { archive in
            image(&archive, layer: try ArchiveBuilder.layer(file)) { $0.layers = [] }
        },
        Case("two members index.json", .invalidArchive) { archive in
            archive.add(image: [try ArchiveBuilder.layer(file)], name: "x")
            archive.add("./index.json", Array("{}".utf8))
        },
        Case("two images of one name", .invalidArchive) { archive in
            archive.add(image: [try ArchiveBuilder.layer(file)], name: "x")
            archive.add(image: [try ArchiveBuilder.layer(["b": "2"])], name: "x:latest")
        },
        Case("a manifest.json with an image of its own", .invalidArchive) { archive in
            archive.add(image: [try ArchiveBuilder.layer(file)], name: "x")
            let layer = try ArchiveBuilder.layer(["b": "2"])
            archive.add("0.tar", layer)
            archive.add("c.json", ArchiveBuilder.configuration([.of(layer)]).bytes)
            archive.add("manifest.json", Array(#"[{"Config":"c.json","Layers":["0.tar"],"RepoTags":["y:1"]}]"#.utf8))
        },
        Case("a manifest.json that gives a name to another image", .invalidArchive) { archive in
            archive.add(image: [try ArchiveBuilder.layer(file)], name: "x", label: "one")
            let other = archive.add(image: [try ArchiveBuilder.layer(file)], name: "y", label: "two")
            let place = "blobs/sha256/\(other.value.configuration.digest.hex)"
            archive.add("manifest.json", Array(#"[{"Config":"\#(place)","Layers":[],"RepoTags":["x:latest"]}]"#.utf8))
        },
        Case("a manifest.json that is none", .invalidArchive) { archive in
            archive.add(image: [try ArchiveBuilder.layer(file)], name: "x")
            archive.add("manifest.json", Array(repeating: UInt8(ascii: "["), count: 100_000))
        },
        Case("an image for another platform in an index of several", .wrongPlatform) { archive in
            for architecture in ["mips", "ppc64le"] {
                archive.add(
                    image: [try ArchiveBuilder.layer(["a": architecture])], name: "x",
                    platform: Platform(os: "linux", architecture: architecture))
            }
        },
    ]

    static let dockerArchives: [Case] = [
        Case("no manifest.json, as of docker 1.9", .invalidArchive) { $0.add("repositories", Array("{}".utf8)) },
        Case("no image at all", .invalidArchive) { $0.add("file", [1]) },
        Case("a configuration that is not there", .invalidArchive) {
            $0.add("manifest.json", Array(#"[{"Config":"c.json","Layers":[]}]"#.utf8))
        },
        Case("a configuration under the digest of another", .corruptBlob) { archive in
            let name = "\(Digest.of("other").hex).json"
            archive.add(name, ArchiveBuilder.configuration([]).bytes)
            archive.add("manifest.json", Array(#"[{"Config":"\#(name)","Layers":[]}]"#.utf8))
        },
        Case("a layer that is not there", .invalidArchive) { archive in
            archive.add("c.json", ArchiveBuilder.configuration([.of("layer")]).bytes)
            archive.add("manifest.json", Array(#"[{"Config":"c.json","Layers":["../../etc/passwd"]}]"#.utf8))
        },
        Case("a layer that is a link in a circle", .invalidArchive) { archive in
            archive.add("c.json", ArchiveBuilder.configuration([.of("layer")]).bytes)
            archive.add(link: "a", .symbolicLink(target: Array("b".utf8)))
            archive.add(link: "b", .symbolicLink(target: Array("a".utf8)))
            archive.add("manifest.json", Array(#"[{"Config":"c.json","Layers":["a"]}]"#.utf8))
        },
        Case("a layer with other bytes", .corruptBlob) { archive in
            archive.add("c.json", ArchiveBuilder.configuration([.of("layer")]).bytes)
            archive.add("0.tar", try ArchiveBuilder.layer(file))
            archive.add("manifest.json", Array(#"[{"Config":"c.json","Layers":["0.tar"]}]"#.utf8))
        },
        Case("a configuration nested to the end", .invalidArchive) { archive in
            archive.add("c.json", Array(repeating: UInt8(ascii: "["), count: 1_000_000))
            archive.add("manifest.json", Array(#"[{"Config":"c.json","Layers":[]}]"#.utf8))
        },
        Case("a manifest.json of 17 MiB", .invalidArchive) { archive in
            archive.add("manifest.json", Array(repeating: UInt8(ascii: " "), count: 17 << 20))
        },
        Case("an empty list", .invalidArchive) { $0.add("manifest.json", Array("[]".utf8)) },
    ]

    @Test("each is refused with its error, and nothing of it stays", arguments: layouts + dockerArchives)
    func refused(example: Case) throws {
        let temporary = try TemporaryStore()
        var archive = ArchiveBuilder()
        try example.build(&archive)
        let bytes = try archive.bytes()
        #expect(try storageCode { _ = try temporary.load(bytes) } == example.code)
        #expect(try temporary.isEmptyAfterCollection())
    }

    @Test("layers behind the links that docker puts between them are found, and members never leave the archive")
    func links() throws {
        let temporary = try TemporaryStore()
        let layer = try ArchiveBuilder.layer(["a": "1"])
        var archive = ArchiveBuilder()
        archive.add("one/layer.tar", layer)
        archive.add(link: "two/layer.tar", .symbolicLink(target: Array("../one/layer.tar".utf8)))
        archive.add(link: "three/layer.tar", .hardLink(target: Array("two/layer.tar".utf8)))
        archive.add("../../outside", [1])
        archive.add("/absolute", [2])
        archive.add("c.json", ArchiveBuilder.configuration([.of(layer), .of(layer), .of(layer)]).bytes)
        archive.add(
            "manifest.json",
            Array(
                #"[{"Config":"c.json","Layers":["one/layer.tar","two/layer.tar","three/layer.tar"],"RepoTags":["x:1"]}]"#
                    .utf8))
        let loaded = try temporary.load(archive.bytes())
        #expect(try temporary.store.layers(of: loaded[0].image).map(\.diffID) == [.of(layer), .of(layer), .of(layer)])
        #expect(loaded[0].references.map(\.familiar) == ["x:1"])
        #expect(try temporary.store.check().findings.isEmpty)
    }

    @Test("a name that only manifest.json has is taken over where the image is the same")
    func names() throws {
        let temporary = try TemporaryStore()
        var archive = ArchiveBuilder()
        let manifest = archive.add(image: [try ArchiveBuilder.layer(["a": "1"])], name: nil)
        let place = "blobs/sha256/\(manifest.value.configuration.digest.hex)"
        archive.add("manifest.json", Array(#"[{"Config":"\#(place)","Layers":[],"RepoTags":["y:1","z"]}]"#.utf8))
        let loaded = try temporary.load(archive.bytes())
        #expect(loaded.map(\.image.manifestDigest) == [manifest.digest])
        #expect(loaded[0].references.map(\.familiar) == ["y:1", "z:latest"])
    }

    @Test("of entries that share a name, the one for this platform is loaded, or for the one that is asked for")
    func platforms() throws {
        let temporary = try TemporaryStore()
        var archive = ArchiveBuilder()
        let other = Platform(os: "linux", architecture: "s390x")
        let foreign = archive.add(image: [try ArchiveBuilder.layer(["a": "s390x"])], name: "x", platform: other)
        let own = archive.add(image: [try ArchiveBuilder.layer(["a": "own"])], name: "x")
        let bytes = try archive.bytes()
        #expect(try temporary.load(bytes).map(\.image.manifestDigest) == [own.digest])
        #expect(try temporary.load(bytes, platform: other).map(\.image.manifestDigest) == [foreign.digest])
        let third = Platform(os: "linux", architecture: "riscv64")
        #expect(try storageCode { _ = try temporary.load(bytes, platform: third) } == .wrongPlatform)
    }

    @Test("a layer with more entries than the bound is refused; a small one that grows much is not")
    func bounds() throws {
        let temporary = try TemporaryStore()
        let big = try ArchiveBuilder.layer(["zeros": String(repeating: "0", count: 40 << 20), "b": "2"])
        let sink = BytesSink()
        let gzip = try GzipSink(to: sink, level: 9)
        try gzip.write(big)
        try gzip.finish()
        #expect(sink.bytes.count < 100_000)
        var archive = ArchiveBuilder()
        archive.add("0.tar", sink.bytes)
        archive.add("c.json", ArchiveBuilder.configuration([.of(big)]).bytes)
        archive.add("manifest.json", Array(#"[{"Config":"c.json","Layers":["0.tar"],"RepoTags":["x:1"]}]"#.utf8))
        let bytes = try archive.bytes()
        var limits = ArchiveLimits.standard
        limits.entries = 3
        var narrow = limits
        narrow.entries = 1
        #expect(throws: LayerArchiveError.self) { try temporary.load(bytes, limits: narrow) }
        #expect(try temporary.isEmptyAfterCollection())
        let loaded = try temporary.load(bytes, limits: limits)
        #expect(loaded[0].image.size == (40 << 20) + 1)
    }
}

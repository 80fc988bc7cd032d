import LayerArchive
import LinuxSystem
import OCI
import Storage
import Testing

/// Damaged archives and documents end in an error or in a sound store, never in a trap.
@Suite struct ArchiveFuzzTests {
    private struct Generator: RandomNumberGenerator {
        var state: UInt64

        mutating func next() -> UInt64 {
            state &+= 0x9e37_79b9_7f4a_7c15
            var value = state
            value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
            value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
            return value ^ (value >> 31)
        }
    }

    private static let texts = [
        "\"\"", "null", "-1", "1e9", "9223372036854775807", "[]", "{}", "true", "\"sha256:\"", "\"a\\u0000b\"",
        "\"application/vnd.oci.image.index.v1+json\"", "[[[[[[[[", "\"linux\"", ",", ":", "\"../../x\"",
    ]

    /// Changes a JSON text: a value becomes another, a piece goes, or a byte.
    private static func mutate(_ bytes: [UInt8], _ generator: inout Generator) -> [UInt8] {
        var result = bytes
        for _ in 0..<Int.random(in: 1...2, using: &generator) where !result.isEmpty {
            let index = Int.random(in: 0..<result.count, using: &generator)
            switch Int.random(in: 0...3, using: &generator) {
            case 0: result[index] = UInt8.random(in: 0x20...0x7e, using: &generator)
            case 1:
                let start = result[index...].firstIndex(of: UInt8(ascii: ":")) ?? index
                let end = result[start...].firstIndex { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "}") } ?? start
                let text = texts.randomElement(using: &generator) ?? ""
                result.replaceSubrange(min(start + 1, end)..<end, with: Array(text.utf8))
            case 2: result.removeSubrange(index..<min(result.count, index + Int.random(in: 1...30, using: &generator)))
            default:
                let end = min(result.count, index + Int.random(in: 1...40, using: &generator))
                result.insert(contentsOf: result[index..<end], at: index)
            }
        }
        return result
    }

    private func load(_ bytes: [UInt8], _ temporary: TemporaryStore, _ what: String) throws {
        do {
            for image in try temporary.load(bytes) {
                #expect(try temporary.store.layers(of: image.image).count == image.image.layerCount, "\(what)")
            }
        } catch is StorageError {
        } catch is LayerArchiveError {
        }
    }

    @Test("documents that say other things, under their own digests", arguments: 1...4 as ClosedRange<UInt64>)
    func documents(seed: UInt64) throws {
        var generator = Generator(state: seed)
        let temporary = try TemporaryStore()
        let layer = try ArchiveBuilder.layer(["a": "1"])
        for round in 0..<60 {
            var archive = ArchiveBuilder()
            var configuration = ArchiveBuilder.configuration([.of(layer)]).bytes
            if round % 3 == 0 { configuration = Self.mutate(configuration, &generator) }
            var manifest = ManifestDocument(
                Manifest(
                    configuration: archive.add(blob: configuration, .ociConfiguration),
                    layers: [archive.add(blob: layer, .ociLayer)])
            ).bytes
            if round % 3 == 1 { manifest = Self.mutate(manifest, &generator) }
            archive.index.append(archive.add(blob: manifest, .ociManifest))
            var index = IndexDocument(ImageIndex(manifests: archive.index)).bytes
            if round % 3 == 2 { index = Self.mutate(index, &generator) }
            archive.index = []
            archive.add("oci-layout", Array("{}".utf8))
            archive.add("index.json", index)
            try load(archive.bytes(), temporary, "seed \(seed), round \(round)")
        }
        #expect(try temporary.store.check().findings.isEmpty, "seed \(seed)")
        #expect(try temporary.names(in: "work").isEmpty)
    }

    @Test("docker's manifest.json that says other things", arguments: 1...3 as ClosedRange<UInt64>)
    func dockerManifest(seed: UInt64) throws {
        var generator = Generator(state: seed)
        let temporary = try TemporaryStore()
        let layer = try ArchiveBuilder.layer(["a": "1"])
        for round in 0..<60 {
            var archive = ArchiveBuilder()
            archive.add("0.tar", layer)
            archive.add(link: "1.tar", .symbolicLink(target: Array("0.tar".utf8)))
            archive.add("c.json", ArchiveBuilder.configuration([.of(layer)]).bytes)
            let text = #"[{"Config":"c.json","RepoTags":["x:1","y:2"],"Layers":["1.tar"]}]"#
            archive.add("manifest.json", Self.mutate(Array(text.utf8), &generator))
            try load(archive.bytes(), temporary, "seed \(seed), round \(round)")
        }
        #expect(try temporary.store.check().findings.isEmpty, "seed \(seed)")
    }

    @Test("archives with other bytes, cut or grown", arguments: 1...3 as ClosedRange<UInt64>)
    func bytes(seed: UInt64) throws {
        var generator = Generator(state: seed)
        let temporary = try TemporaryStore()
        var archive = ArchiveBuilder()
        archive.add(image: [try ArchiveBuilder.layer(["a": "1"])], name: "x")
        let original = try archive.bytes()
        for round in 0..<80 {
            var damaged = original
            for _ in 0..<Int.random(in: 1...3, using: &generator) {
                let index = Int.random(in: 0..<damaged.count, using: &generator)
                switch Int.random(in: 0...2, using: &generator) {
                case 0: damaged[index] ^= 1 << UInt8.random(in: 0...7, using: &generator)
                case 1: damaged = Array(damaged[..<max(1, index)])
                default: damaged.insert(contentsOf: [UInt8](repeating: 0x41, count: 512), at: index / 512 * 512)
                }
            }
            try load(damaged, temporary, "seed \(seed), round \(round)")
        }
        #expect(try temporary.store.check().findings.isEmpty, "seed \(seed)")
    }
}

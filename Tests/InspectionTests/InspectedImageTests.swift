import Inspection
import LayerAnalysis
import LayerArchive
import OCI
import Storage
import SystemPackage
import Testing

@Suite("Images that are looked into")
struct InspectedImageTests {
    private static let layers: [[(LayerEntry, [UInt8])]] = [
        [
            (LayerEntry(path: Array("etc".utf8), kind: .directory, permissions: 0o755, modified: 1000), []),
            (file("etc/passwd"), Array("root".utf8)), (file("etc/shadow"), Array("secret".utf8)),
            (
                LayerEntry(
                    path: Array("etc/twin".utf8), kind: .hardLink(target: Array("etc/shadow".utf8)), permissions: 0o644,
                    modified: 1000), []
            ),
        ],
        [
            (LayerEntry(path: Array("etc".utf8), kind: .directory, permissions: 0o755, modified: 1000), []),
            (file("etc/.wh.shadow"), []), (file("etc/new"), Array("neu".utf8)),
        ],
    ]

    private static let expected = [
        [
            "directory 755 0 etc", "file 644 4 etc/passwd", "file 644 6 etc/shadow",
            "hardLink 644 0 etc/twin -> etc/shadow",
        ], ["directory 755 0 etc", "file 644 3 etc/new", "whiteout 0 0 etc/shadow"],
    ]

    @Test(
        "have the same entries wherever they are",
        arguments: [
            "x:1", "docker-archive:@/x.tar", "docker-archive:@/x.tar:x:1", "oci-archive:@/o.tar", "oci:@/layout",
            "@/x.tar",
            "@/o.tar", "@/layout",
        ])
    func entries(source: String) async throws {
        let images = try TestImages()
        try images.image(Self.layers, named: "x:1")
        let image = try #require(try images.store.image(named: "x:1"))
        try images.store.export([(image, image.references)], as: .docker, toFile: images.directory.appending("x.tar"))
        try images.store.export([(image, image.references)], as: .oci, toFile: images.directory.appending("o.tar"))
        try unpack(images.directory.appending("o.tar"), to: images.directory.appending("layout"))
        let found = try await images.open(source)
        #expect(found.layers.map(\.createdBy) == ["step 0", "step 1"])
        for (layer, expected) in zip(found.layers, Self.expected) {
            let tree = try await layer.entries(hashing: true)
            #expect(lines(tree) == expected)
            let hashed = (0..<tree.count).filter { tree.content(of: $0) != nil }
            #expect(hashed.count == expected.filter { $0.hasPrefix("file") }.count)
        }
        #expect(try await found.layers[0].read(Array("etc/passwd".utf8)) == Array("root".utf8))
        #expect(try await found.layers[0].read(Array("etc/twin".utf8)) == Array("secret".utf8))
        #expect(try await found.layers[1].read(Array("etc/shadow".utf8)) == nil)
        #expect(try await found.layers[0].read(Array("etc/passwd/x".utf8)) == nil)
    }

    @Test("that are cut short are one clear error", arguments: [0.2, 0.5, 0.8])
    func cut(share: Double) async throws {
        let images = try TestImages()
        let layer = try TestImages.archive([(file("a"), [UInt8](repeating: 7, count: 50_000))])
        let bytes = try TestImages.dockerArchive([layer], named: "x:1")
        try images.write(Array(bytes[..<Int(Double(bytes.count) * share)]), to: images.directory.appending("cut.tar"))
        await #expect(throws: (any Error).self) { try await images.open("docker-archive:@/cut.tar") }
    }

    private func unpack(_ archive: FilePath, to directory: FilePath) throws {
        try Tool.run("mkdir", [directory.string])
        try Tool.run("tar", ["-xf", archive.string, "-C", directory.string])
    }
}

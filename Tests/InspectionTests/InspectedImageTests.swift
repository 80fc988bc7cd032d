import Inspection
import LayerAnalysis
import LayerArchive
import LinuxSystem
import OCI
import Registry
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

    @Test("of the store are read once: what was found out is kept, and made again where it is damaged")
    func kept() async throws {
        let images = try TestImages()
        try images.image(Self.layers, named: "x:1")
        let first = try await images.open("x:1").layers[0].entries()
        let listing = images.directory.appending("store/layers/1.listing")
        let bytes = try FileHandle.open(listing).readAll()
        let second = try await images.open("x:1").layers[0].entries(hashing: true)
        #expect(lines(second) == lines(first))
        #expect(second.entry(at: Array("etc/passwd".utf8)).flatMap { second.content(of: $0) } != nil)
        #expect(try FileHandle.open(listing).readAll().count == bytes.count + 2 * 16 + 8 * first.count)
        var damaged = bytes
        damaged[damaged.count - 2] ^= 1
        try FileHandle.open(listing, OpenFlags.writing).write(damaged)
        #expect(lines(try await images.open("x:1").layers[0].entries()) == lines(first))
        #expect(try images.store.check().findings.isEmpty)
        _ = try images.store.collectGarbage()
        #expect(try FileHandle.open(listing).readAll() == bytes)
    }

    @Test(
        "come from a docker that runs, through its socket",
        .enabled(if: Docker.isInstalled, "dockerd is not installed (scripts/setup test)"))
    func daemon() async throws {
        let images = try TestImages()
        let archives = try Self.layers.map(TestImages.archive)
        try images.write(TestImages.dockerArchive(archives, named: "x:1"), to: images.directory.appending("x.tar"))
        let docker = try await Docker(in: images.directory)
        try docker.load(images.directory.appending("x.tar"))
        let found = try await images.open("docker-daemon:x:1", environment: ["DOCKER_HOST": docker.host])
        for (layer, expected) in zip(found.layers, Self.expected) {
            #expect(lines(try await layer.entries()) == expected)
        }
        await #expect(throws: InspectionError.self) {
            try await images.open("docker-daemon:nothing:1", environment: ["DOCKER_HOST": docker.host])
        }
        try await docker.stop()
    }

    private struct NoStore: Error {}

    @Test(
        "need no store where they are archives that are not compressed",
        arguments: ["docker-archive:", "oci-archive:", ""])
    func withoutStore(transport: String) async throws {
        let images = try TestImages()
        try images.image(Self.layers, named: "x:1")
        let image = try #require(try images.store.image(named: "x:1"))
        let path = images.directory.appending("x.tar")
        try images.store.export(
            [(image, image.references)], as: transport == "oci-archive:" ? .oci : .docker, toFile: path)
        let access = ImageAccess(registry: RegistrySettings(environment: [:])) { throw NoStore() }
        let found = try await access.open(ImageSource(parsing: "\(transport)\(path)"))
        #expect(lines(try await found.layers[0].entries()) == Self.expected[0])
        try Tool.run("gzip", [path.string])
        await #expect(throws: NoStore.self) {
            try await access.open(ImageSource(parsing: "\(transport)\(path).gz"))
        }
    }

    @Test("that are cut short are one clear error", arguments: [0.2, 0.5, 0.8])
    func cut(share: Double) async throws {
        let images = try TestImages()
        let layer = try TestImages.archive([(file("a"), [UInt8](repeating: 7, count: 50_000))])
        let bytes = try TestImages.dockerArchive([layer], named: "x:1")
        try images.write(Array(bytes[..<Int(Double(bytes.count) * share)]), to: images.directory.appending("cut.tar"))
        await #expect(throws: (any Error).self) { try await images.open("docker-archive:@/cut.tar") }
    }

    @Test(
        "name the archive in errors, as several may be looked into, and what is wrong with it",
        arguments: ["short", "document", "layer"])
    func named(fault: String) async throws {
        let images = try TestImages()
        let layer = try TestImages.archive([(file("a"), [UInt8](repeating: 7, count: 50_000))])
        var bytes = try TestImages.dockerArchive([fault == "layer" ? Array(layer[..<20_000]) : layer], named: "x:1")
        if fault == "document", let list = bytes.firstRange(of: Array("[{".utf8)) {
            bytes[list.lowerBound] = UInt8(ascii: "{")
        }
        try images.write(fault == "short" ? Array(bytes[..<40_000]) : bytes, to: images.directory.appending("bad.tar"))
        for transport in ["docker-archive:", ""] {
            let error = await #expect(throws: (any Error).self) {
                _ = try await images.open("\(transport)@/bad.tar").layers[0].entries()
            }
            #expect(error.map { "\($0)".contains("bad.tar") } == true)
        }
    }

    private func unpack(_ archive: FilePath, to directory: FilePath) throws {
        try Tool.run("mkdir", [directory.string])
        try Tool.run("tar", ["-xf", archive.string, "-C", directory.string])
    }
}

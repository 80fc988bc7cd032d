import Inspection
import LayerArchive
import OCI
import Packages
import Storage
import SystemPackage
import Testing

@Suite("Packages of an image")
struct ImagePackagesTests {
    private static func status(_ names: String...) -> [UInt8] {
        Array(names.map { "Package: \($0)\nStatus: install ok installed\nVersion: 1\n" }.joined(separator: "\n").utf8)
    }

    private static func manifest(_ name: String, _ version: String) -> [UInt8] {
        Array(#"{"name": "\#(name)", "version": "\#(version)"}"#.utf8)
    }

    private static func directory(_ path: String) -> (LayerEntry, [UInt8]) {
        (LayerEntry(path: Array(path.utf8), kind: .directory, permissions: 0o755, modified: 1000), [])
    }

    private static let layers: [[(LayerEntry, [UInt8])]] = [
        [
            (file("etc/os-release"), Array("ID=debian\nVERSION_ID=12\n".utf8)),
            (file("var/lib/dpkg/status"), status("a")),
            (file("app/node_modules/x/package.json"), manifest("x", "1.0.0")),
            (file("app/node_modules/y/package.json"), manifest("y", "1.0.0")),
            (file("old/node_modules/z/package.json"), manifest("z", "1.0.0")),
            (file("gone/node_modules/w/package.json"), manifest("w", "1.0.0")),
        ],
        [
            (file("var/lib/dpkg/status"), status("a", "b")),
            (file("app/node_modules/.wh.x"), []),
            (file("old/.wh..wh..opq"), []), (file("old/node_modules/v/package.json"), manifest("v", "2.0.0")),
            (file("gone"), []),
            (file("store/f"), manifest("linked", "3.0.0")),
            (
                LayerEntry(
                    path: Array("app/node_modules/linked/package.json".utf8),
                    kind: .hardLink(target: Array("store/f".utf8)), modified: 1000), []
            ),
        ],
    ]

    @Test("are those of the final tree, wherever the image lies", arguments: ["x:1", "docker-archive:@/x.tar"])
    func finalTree(source: String) async throws {
        let images = try TestImages()
        try images.image(Self.layers, named: "x:1")
        let image = try #require(try images.store.image(named: "x:1"))
        try images.store.export([(image, image.references)], as: .docker, toFile: images.directory.appending("x.tar"))
        let inventory = try await images.open(source).packages()
        #expect(
            inventory.packages.map(\.url) == [
                "pkg:deb/debian/a@1?distro=debian-12", "pkg:deb/debian/b@1?distro=debian-12",
                "pkg:npm/linked@3.0.0", "pkg:npm/v@2.0.0", "pkg:npm/y@1.0.0",
            ])
        #expect(inventory.warnings.isEmpty)
    }
}

import Inspection
import LayerArchive
import OCI
import Storage
import SystemPackage
import Testing

@Suite("Shared layers")
struct SharedLayersTests {
    @Test("a container's writable layer is its own")
    func container() async throws {
        let images = try TestImages()
        try images.image([[(file("base"), [UInt8](repeating: 1, count: 100))]], named: "base:1")
        let image = try #require(try images.store.image(named: "base:1"))
        var opened = [try await images.open("base:1")]
        for name in ["one", "two"] {
            let hold = try images.store.createContainer(image: image, imageName: "base:1", name: name, command: [])
            try images.write([UInt8](repeating: 2, count: 30), to: hold.container.upper.appending("new"))
            hold.release()
            opened.append(try await images.open("container:" + name))
        }
        let shared = try await SharedLayers(of: opened)
        let root = try #require(shared.roots.first)
        #expect(shared.roots.count == 1)
        #expect(root.images == [0])
        #expect(root.above.map(\.images) == [[1], [2]])
        #expect(root.above.map(\.size) == [30, 30])
        #expect(root.above.allSatisfy { $0.layer.diffID == nil })
        #expect(shared.sizes(of: 1).total == 130)
        #expect(shared.sizes(of: 1).shared == 100)
        #expect(shared.storedBytes == 160)
    }

    @Test("stand once, with what each image has above them")
    func tree() async throws {
        let images = try TestImages()
        func layer(_ name: String) -> [(LayerEntry, [UInt8])] { [(file(name), [UInt8](repeating: 1, count: 100))] }
        try images.image([layer("base")], named: "base:1")
        try images.image([layer("base"), layer("one")], named: "one:1")
        try images.image([layer("base"), layer("two"), layer("one")], named: "two:1")
        var opened: [InspectedImage] = []
        for name in ["base:1", "one:1", "two:1"] { opened.append(try await images.open(name)) }
        let shared = try await SharedLayers(of: opened)
        #expect(shared.roots.count == 1)
        let root = try #require(shared.roots.first)
        #expect(root.images == [0])
        #expect(root.above.map(\.images) == [[1], []])
        #expect(root.above[1].above.map(\.images) == [[2]])
        // The same layer in another place is shared too, though the tree cannot show it.
        let diffID = try #require(opened[1].layers[1].diffID)
        #expect(shared.owners[diffID] == [1, 2])
        #expect(shared.storedBytes == 300)
        #expect(shared.sizes(of: 2).total == 300)
        #expect(shared.sizes(of: 2).shared == 200)
    }
}

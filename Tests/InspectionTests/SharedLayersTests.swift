import Inspection
import LayerArchive
import OCI
import Testing

@Suite("Shared layers")
struct SharedLayersTests {
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

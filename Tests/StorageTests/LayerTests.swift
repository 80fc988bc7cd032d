import LayerArchive
import LinuxSystem
import OCI
import Storage
import SystemPackage
import Testing

@Suite struct LayerTests {
    @Test("a committed layer is a directory, and its work directory is gone")
    func commit() throws {
        let temporary = try TemporaryStore()
        let layer = try temporary.layer(["motd": "hello"])
        #expect(try temporary.text(of: "layers/\(layer.id.name)/motd") == "hello")
        #expect(try temporary.names(in: "work").isEmpty)
        #expect(try temporary.store.layer(diffID: layer.diffID) == layer)
        #expect(layer.byteSize == 5)
    }

    @Test("what a program leaves unfinished goes when it ends, whoever still holds it")
    func unfinished() throws {
        let temporary = try TemporaryStore()
        let held = try temporary.store.makeWorkDirectory()
        let removed = try temporary.store.makeWorkDirectory()
        removed.remove()
        temporary.store.removeWork()
        #expect(try temporary.names(in: "work").isEmpty)
        // The store serves on, and the second removal of the first harms nobody.
        let layer = try temporary.layer(["motd": "hello"])
        held.remove()
        #expect(try temporary.text(of: "layers/\(layer.id.name)/motd") == "hello")
    }

    @Test("the same layer is kept once")
    func sameDiffID() throws {
        let temporary = try TemporaryStore()
        let first = try temporary.layer(["a": "1"])
        #expect(try temporary.layer(["a": "1"]) == first)
        #expect(try temporary.names(in: "layers") == ["0", first.id.name])
    }

    @Test("the same content with other times gives the layer that is kept")
    func cutOff() throws {
        let temporary = try TemporaryStore()
        let first = try temporary.layer(["a": "1"], modified: 1000)
        #expect(try temporary.layer(["a": "1"], modified: 2000) == first)
    }

    @Test("early cut-off can be left out, for times that are set on purpose")
    func withoutCutOff() throws {
        let temporary = try TemporaryStore()
        let first = try temporary.layer(["a": "1"], modified: 1000)
        let work = try temporary.store.makeWorkDirectory()
        let summary = try TemporaryStore.write(["a": "1"], into: DirectoryHandle.open(work.upper), modified: 2000)
        let second = try temporary.store.commitLayer(
            work, summary: summary, mtimeRule: .none, created: .epoch, cutOff: false)
        #expect(second.isNew)
        #expect(second.layer.contentDigest == first.contentDigest)
        #expect(second.layer.diffID != first.diffID)
    }

    @Test("a stack names its directories from the top and chains the content")
    func stack() throws {
        let temporary = try TemporaryStore()
        let layers = try [temporary.layer(["a": "1"]), temporary.layer(["b": "2"])]
        let stack = try temporary.store.stack(of: layers)
        #expect(stack.lowerNames == [layers[1].id.name, layers[0].id.name])
        let first = LayerStack.chainDigest(LayerStack.emptyChain, adding: layers[0].contentDigest)
        #expect(stack.chainDigest == LayerStack.chainDigest(first, adding: layers[1].contentDigest))
        #expect(stack.root == .default)
    }

    @Test("a stack of no layers is one empty directory")
    func emptyStack() throws {
        let temporary = try TemporaryStore()
        let stack = try temporary.store.stack(of: [Layer]())
        #expect(stack.lowerDirectories == [temporary.path("layers/0")])
        #expect(try DirectoryHandle.open(temporary.path("layers/0")).entries().isEmpty)
    }

    @Test("a layer whose directory was lost is an error, and is healed by the next one like it")
    func lost() throws {
        let temporary = try TemporaryStore()
        let layer = try temporary.layer(["a": "1"])
        try DirectoryHandle.open(temporary.path("layers")).removeTree(Array(layer.id.name.utf8))
        #expect(try storageCode { _ = try temporary.store.stack(of: [layer]) } == .missingLayer)
        #expect(try temporary.layer(["a": "1"]) == layer)
        #expect(try temporary.store.stack(of: [layer]).lowerNames == [layer.id.name])
    }

    @Test("what a process left that died between rename and commit is in nobody's way")
    func orphan() throws {
        let temporary = try TemporaryStore()
        let first = try temporary.layer(["a": "1"])
        let next = LayerID(rawValue: first.id.rawValue + 1)
        try DirectoryHandle.open(temporary.path("layers")).makeDirectory(Array(next.name.utf8))
        try DirectoryHandle.open(temporary.path("layers/\(next.name)")).makeDirectory(Array("old".utf8))
        let second = try temporary.layer(["b": "2"])
        #expect(second.id == next)
        #expect(try temporary.names(in: "layers/\(next.name)") == ["b"])
    }

    @Test("the root's owner and mode of a stack are set on an upper directory")
    func rootMetadata() throws {
        let temporary = try TemporaryStore()
        let work = try temporary.store.makeWorkDirectory()
        try work.prepareUpper(root: RootMetadata(permissions: 0o1777, userID: 5, groupID: 6))
        let status = try DirectoryHandle.open(work.upper).status()
        #expect(status.permissions == 0o1777 && status.userID == 5 && status.groupID == 6)
    }
}

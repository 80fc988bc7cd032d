import LayerArchive
import LinuxSystem
import OCI
import Storage
import Testing

@Suite struct ContainerTests {
    @Test("a container has its own upper directory, a name, and a life")
    func life() throws {
        let temporary = try TemporaryStore()
        let image = try temporary.image([temporary.layer(["a": "1"])], "x")
        let hold = try temporary.store.createContainer(
            image: image, imageName: "x", command: ["sh", "-c", "true"], options: ["tty": true])
        let id = hold.container.id
        #expect(id.utf8.count == 64 && hold.container.name.contains("_") && hold.container.state == .created)
        #expect(try DirectoryHandle.open(hold.container.upper).status().permissions == 0o755)
        try temporary.store.markStarted(hold, process: 1)
        #expect(try temporary.store.containers(all: false).map(\.id) == [id])
        try temporary.store.markExited(hold, status: 3)
        hold.release()
        let found = try temporary.store.requireContainer(named: hold.container.shortID)
        #expect(found.state == .exited(3) && found.command == ["sh", "-c", "true"] && found.options["tty"] == true)
        try temporary.store.removeContainer(found)
        #expect(try temporary.store.containers().isEmpty)
        #expect(try temporary.names(in: "containers").isEmpty)
        #expect(try storageCode { _ = try temporary.store.requireContainer(named: id) } == .noSuchContainer)
    }

    @Test("a name is taken once and must be a name")
    func names() throws {
        let temporary = try TemporaryStore()
        let image = try temporary.image([], "x")
        let make = { name in try temporary.store.createContainer(image: image, imageName: "x", name: name, command: [])
        }
        _ = try make("web")
        #expect(try storageCode { _ = try make("web") } == .nameInUse)
        for name in ["", "a", "-x", "a b", "ä_b"] { #expect(try storageCode { _ = try make(name) } == .badName) }
        #expect(try temporary.names(in: "containers").count == 1)
        #expect(try temporary.store.container(named: "web")?.name == "web")
    }

    @Test("a running container cannot be taken or removed")
    func running() throws {
        let temporary = try TemporaryStore()
        let hold = try temporary.store.createContainer(image: temporary.image([], "x"), imageName: "x", command: [])
        try temporary.store.markStarted(hold, process: 1)
        let other = try temporary.reopened()
        #expect(try storageCode { try other.removeContainer(hold.container) } == .conflict)
        #expect(try storageCode { _ = try other.holdContainer(hold.container) } == .conflict)
    }

    @Test("a container whose strata was killed has ended; one that was to go with it goes")
    func killed() throws {
        let temporary = try TemporaryStore()
        let image = try temporary.image([], "x")
        for removesItself in [false, true] {
            let hold = try temporary.store.createContainer(
                image: image, imageName: "x", command: [], removesItself: removesItself)
            try temporary.store.markStarted(hold, process: 1)
            hold.release()
        }
        let other = try temporary.reopened()
        #expect(try other.containers().map(\.state) == [.exited(255), .exited(255)])
        _ = try other.collectGarbage()
        #expect(try other.containers().count == 1)
        #expect(try temporary.names(in: "containers").count == 1)
    }

    @Test("the beginning of several IDs is ambiguous")
    func ambiguous() throws {
        let temporary = try TemporaryStore()
        let image = try temporary.image([], "x")
        for _ in 0..<20 { _ = try temporary.store.createContainer(image: image, imageName: "x", command: []) }
        let first = try temporary.store.containers().map { String($0.id.prefix(1)) }
        let twice = try #require(first.first { digit in first.count { $0 == digit } > 1 })
        #expect(try storageCode { _ = try temporary.store.container(named: twice) } == .ambiguous)
    }
}

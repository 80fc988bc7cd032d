import LinuxSystem
import SystemPackage
import Testing

@Suite("Stacked layers")
struct OverlayMountTests {
    static let methods: [OverlayMount.Method] = [.newInterface, .classic]

    @Test("the topmost layer wins, removed names are hidden", arguments: methods)
    func stack(_ method: OverlayMount.Method) throws {
        let tree = try TestTree()
        let lowers = try ["top", "middle", "bottom"].map { try tree.directory($0) }
        try tree.write("bottom/a", "bottom")
        try tree.write("bottom/gone", "x")
        try tree.write("middle/a", "middle")
        try tree.write("middle/b", "middle")
        try tree.write("top/b", "top")
        try tree.handle.openDirectory(Array("top".utf8)).makeWhiteout(Array("gone".utf8))
        let root = try OverlayMount.make(lowers: lowers, method: method).root()
        #expect(try root.names() == ["a", "b"])
        #expect(try root.text("a") == "middle")
        #expect(try root.text("b") == "top")
        let error = #expect(throws: SystemError.self) { try root.makeDirectory(Array("new".utf8)) }
        #expect(error?.number == 30)
    }

    @Test("writes go to the upper directory", arguments: methods, [0, 1, 2])
    func writes(_ method: OverlayMount.Method, _ count: Int) throws {
        let tree = try TestTree()
        let lowers = try (0..<count).map { try tree.directory("lower\($0)") }
        let upper = try tree.directory("upper")
        let mount = try OverlayMount.make(
            lowers: lowers, upper: upper, work: try tree.directory("work"), isVolatile: true, method: method)
        _ = try mount.root().openFile(Array("new".utf8), FileHandle.createExclusively)
        #expect(try DirectoryHandle.open(upper).names() == ["new"])
        #expect(try lowers.allSatisfy { try DirectoryHandle.open($0).names().isEmpty })
    }

    @Test("none at all is an empty view that takes no writes")
    func none() throws {
        let root = try OverlayMount.make(lowers: []).root()
        #expect(try root.entries().isEmpty)
        #expect(throws: SystemError.self) { try root.makeDirectory([1]) }
    }

    @Test("one alone is shown read-only, stacked on the empty directory where there is one", arguments: [false, true])
    func single(_ withEmpty: Bool) throws {
        let tree = try TestTree()
        let lower = try tree.directory("lower")
        let empty = try tree.directory("empty")
        try tree.write("lower/a", "a")
        try tree.handle.openDirectory(Array("lower".utf8)).makeWhiteout(Array("w".utf8))
        let root = try OverlayMount.make(lowers: [lower], empty: withEmpty ? empty : nil).root()
        #expect(try root.text("a") == "a")
        #expect(try root.names() == (withEmpty ? ["a"] : ["a", "w"]))
        #expect(throws: SystemError.self) { try root.removeFile(Array("a".utf8)) }
    }

    @Test("five hundred are stacked, and one more is a clear error", arguments: methods)
    func many(_ method: OverlayMount.Method) throws {
        let tree = try TestTree()
        var lowers: [FilePath] = []
        for index in 0..<500 {
            lowers.append(try tree.directory("layer-with-a-rather-long-name-\(index)"))
            try tree.write("layer-with-a-rather-long-name-\(index)/file\(index)", "")
        }
        let upper = try tree.directory("upper")
        let mount = try OverlayMount.make(
            lowers: lowers, upper: upper, work: try tree.directory("work"), method: method)
        #expect(try mount.root().names().count == 500)
        let error = #expect(throws: OverlayError.self) {
            try OverlayMount.make(lowers: lowers + [upper], method: method)
        }
        #expect(error?.code == .tooManyLayers)
        #expect(error?.message.contains("501") == true)
    }

    @Test("paths may hold what separates options, and be long", arguments: methods)
    func names(_ method: OverlayMount.Method) throws {
        let tree = try TestTree("strata test,a:b\\c=d é\(String(repeating: "x", count: 180))-")
        let lowers = try ["one,:\\", "two"].map { try tree.directory($0) }
        try tree.write("one,:\\/a", "1")
        try tree.write("two/b", "2")
        let mount = try OverlayMount.make(
            lowers: lowers, upper: try tree.directory("up,per:\\"), work: try tree.directory("wo,rk"), method: method)
        #expect(try mount.root().names() == ["a", "b"])
    }

    @Test(
        "nothing of it shows in a mount table, and the upper directory gets no marks of the mount", arguments: methods)
    func traces(_ method: OverlayMount.Method) throws {
        let table = { try FileHandle.open("/proc/self/mountinfo").readAll() }
        let before = try table()
        let tree = try TestTree()
        let lower = try tree.directory("lower")
        let upper = try tree.directory("upper")
        let mount = try OverlayMount.make(
            lowers: [lower], upper: upper, work: try tree.directory("work"), method: method)
        try mount.root().makeDirectory(Array("new".utf8))
        #expect(try table() == before)
        #expect(try DirectoryHandle.open(upper).attributeNames() == [])
        #expect(
            try DirectoryHandle.open(upper).attributeNames(of: Array("new".utf8)).allSatisfy {
                $0.hasPrefix("trusted.overlay.opaque")
            })
    }

    @Test("a directory that is missing is named", arguments: methods)
    func missing(_ method: OverlayMount.Method) throws {
        let tree = try TestTree()
        let error = #expect(throws: OverlayError.self) {
            try OverlayMount.make(lowers: [try tree.directory("a"), tree.path.appending("nosuch")], method: method)
        }
        #expect(error?.code == .missingDirectory)
        #expect(error?.message.contains("nosuch") == true)
    }

    @Test("an upper directory on overlayfs is refused with what to do", arguments: methods)
    func nested(_ method: OverlayMount.Method) throws {
        let tree = try TestTree()
        let outer = try OverlayMount.make(
            lowers: [try tree.directory("lower")], upper: try tree.directory("upper"), work: try tree.directory("work"))
        let root = try outer.root()
        for name in ["u", "w"] { try root.makeDirectory(Array(name.utf8)) }
        let place = FilePath("/proc/self/fd/\(root.descriptor)")
        let error = #expect(throws: OverlayError.self) {
            try OverlayMount.make(
                lowers: [tree.path.appending("lower")], upper: place.appending("u"), work: place.appending("w"),
                method: method)
        }
        #expect(error?.code == .unsupportedFileSystem)
        #expect(error?.hint?.contains("STRATA_ROOT") == true)
    }
}

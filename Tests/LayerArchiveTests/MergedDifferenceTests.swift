import LayerArchive
import LinuxSystem
import SystemPackage
import Testing

@Suite("Two trees compared, times aside")
struct MergedDifferenceTests {
    @Test("names what differs in kind, mode, owner, target, attributes or bytes, and nothing else")
    func differences() throws {
        let name = "strata-merged-\(String(UInt64.random(in: 0...UInt64.max), radix: 36))"
        let parent = try DirectoryHandle.open("/var/tmp")
        try parent.makeDirectory(Array(name.utf8))
        defer { try? parent.removeTree(Array(name.utf8)) }
        let script = """
            set -e
            for side in a b; do
                mkdir -p $side/d/e $side/same/deep
                for file in same/deep/f bytes mode time only.$side; do echo x > $side/$file; done
                ln -s $side $side/link
            done
            echo y > b/bytes; chmod 600 b/mode; touch -d @1 b/time; rmdir b/d/e; mkdir b/kind; echo x > a/kind; chmod 700 b/d
            """
        var request = ProcessRequest("/bin/sh", ["-c", script])
        request.workingDirectory = FilePath("/var/tmp").appending(name)
        #expect(try ProcessSpawner.spawn(request).waitWithoutCancellation() == .exited(0))
        let root = try parent.openDirectory(Array(name.utf8))
        let (a, b) = (try root.openDirectory(Array("a".utf8)), try root.openDirectory(Array("b".utf8)))
        func shown(limit: Int = 100) throws -> [String] {
            try MergedDifference(a, b, limit: limit).items.map { String(decoding: $0.path, as: UTF8.self) }
        }
        #expect(try shown() == ["bytes", "d", "d/e", "kind", "link", "mode", "only.a", "only.b"])
        #expect(try shown(limit: 2) == ["bytes", "d"])
        let kinds = try MergedDifference(a, b, limit: 100).items.map { [$0.first, $0.second] }
        #expect(kinds[2] == [.directory, nil] && kinds[3] == [.regular, .directory] && kinds[7] == [nil, .regular])
        #expect(try MergedDifference(a, a, limit: 100).items.isEmpty)
    }
}
